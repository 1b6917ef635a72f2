/**
 * What every cloud has to do with memberships, whatever its words for it: written once, against the port. The emulator
 * runs it calm and in all weathers (`contract.ts`), and `npm run test:live` runs what needs no world of its own against a
 * real account.
 */
import type { Call, Cloud, JoinOutcome, LeaveOutcome } from "../../../provider/clouds/cloud";
import { type CloudError, type ErrorKind } from "../../../provider/model/errors";
import { targetOf } from "../../../provider/model/membership";
import { insist, joinAll, leaveAll, lookAt } from "./writing";

/** Where a test plays: a cloud, and IDs of it that it may use. */
export interface Stage {
  readonly cloud: Cloud;
  readonly call: () => Call;
  /** A target, and the groups that it is in when a test begins; they are other people's. */
  readonly target: string;
  readonly home: readonly string[];
  /** A group that the target is not in. */
  readonly group: string;
  /** Well-formed IDs of nothing. */
  readonly goneGroup: string;
  readonly missing: string;
  /** Every answer comes, and shows what is so: outcomes are exactly as asked for. */
  readonly calm: boolean;
  /** Fails unless all targets' groups are as when the test began, but for these. */
  readonly expectGroups: (changes: Readonly<Record<string, readonly string[]>>) => void | Promise<void>;
}

/** A stage with a world of its own, which every test finds as it was. */
export interface WorldStage extends Stage {
  readonly targets: readonly [string, string, string];
  readonly other: string;
  /** May be in one group only. */
  readonly full: string;
  /** Whether a target has to stay in one group at least. */
  readonly keepsLastGroup: boolean;
}

export interface MembershipTest<S> {
  readonly name: string;
  /**
   * Joins what was left before: where answers are lost and reads show the time before the leave, nobody can tell what
   * became of the join.
   */
  readonly rejoins?: boolean;
  readonly run: (stage: S) => Promise<void>;
}

/** Each leaves the target as it found it, so that it can be run against a real account. */
export const membershipTests: readonly MembershipTest<Stage>[] = [
  {
    name: "joins and leaves one group, and touches no other",
    run: async (stage) => {
      const { target, group, home } = stage;
      expect(await join(stage, target, group)).toEqual({ outcome: "joined" });
      await stage.expectGroups({ [target]: [...home, group] });
      await shows(stage, target, (groups) => groups.includes(group));
      expect(await leave(stage, target, group)).toEqual({ outcome: "left" });
      await stage.expectGroups({});
      await shows(stage, target, (groups) => !groups.includes(group));
    },
  },
  {
    name: "what is so already is not an error",
    run: async (stage) => {
      const { target, group, home } = stage;
      await join(stage, target, group);
      expect(["joined", "alreadyMember"]).toContain((await join(stage, target, group)).outcome);
      await stage.expectGroups({ [target]: [...home, group] });
      await leave(stage, target, group);
      expect(["left", "notMember"]).toContain((await leave(stage, target, group)).outcome);
      await stage.expectGroups({});
    },
  },
  {
    name: "leaving a group that is gone has nothing to do",
    run: async (stage) => {
      expectNothingLeft(stage, await leave(stage, stage.target, stage.goneGroup));
      await stage.expectGroups({});
    },
  },
  {
    name: "leaving with a target that is gone has nothing to do",
    run: async (stage) => {
      expectNothingLeft(stage, await leave(stage, stage.missing, stage.group));
      await stage.expectGroups({});
    },
  },
  {
    name: "joining a group that is gone is refused as that, in one line with the operation and advice",
    run: async (stage) => {
      const error = refused(await join(stage, stage.target, stage.goneGroup), "groupNotFound");
      expect(error).toMatchObject({ cloud: stage.cloud.name, outcomeUnknown: false });
      expect(error.requestId).toMatch(/\S/);
      expect(error.message).toMatch(/^[A-Za-z.]+: .+ \(\S.*\) .+\.$/);
      await stage.expectGroups({});
    },
  },
  {
    name: "a target that is gone does not fail its neighbour in a batch",
    run: async (stage) => {
      const { target, missing, group, home } = stage;
      const outcomes = await joinAll(stage.cloud, group, [target, missing], stage.call());
      expect(outcomes.get(target)).toEqual({ outcome: "joined" });
      refused(outcomes.get(missing), "targetNotFound");
      await stage.expectGroups({ [target]: [...home, group] });
      const left = await leaveAll(stage.cloud, group, [target, missing], stage.call());
      expect(left.get(target)).toEqual({ outcome: "left" });
      expectNothingLeft(stage, left.get(missing));
      await stage.expectGroups({});
    },
  },
  {
    name: "confirms a target, and that a target is gone",
    run: async ({ cloud, target, missing, call }) => {
      const confirm = (id: string) => insist(() => cloud.confirmTarget(targetOf(id), call()));
      expect(await confirm(target)).toMatchObject({ target: targetOf(target) });
      expect(await confirm(missing)).toBeUndefined();
    },
  },
  {
    name: "reads a target with its groups in the cloud's order; an unknown one is not in the answer",
    run: async ({ cloud, target, missing, home, call }) => {
      const records = await insist(() => cloud.readTargets([targetOf(target), targetOf(missing)], call()));
      expect([...records.keys()]).toEqual([target]);
      expect(records.get(target)).toMatchObject({ securityGroupIds: home, phase: "ready" });
    },
  },
];

/** Those that need targets and groups which no real account offers, or change more than one target. */
export const worldTests: readonly MembershipTest<WorldStage>[] = [
  {
    name: "every target has an outcome of its own: bad ones do not fail their neighbours",
    run: async (stage) => {
      const { targets, missing, full, group, home } = stage;
      const outcomes = await joinAll(stage.cloud, group, [...targets, missing, full], stage.call());
      for (const id of targets) expect(outcomes.get(id)).toEqual({ outcome: "joined" });
      refused(outcomes.get(missing), "targetNotFound");
      refused(outcomes.get(full), "targetQuota");
      expect(outcomes.size).toBe(5);
      await stage.expectGroups(Object.fromEntries(targets.map((id) => [id, [...home, group]])));
    },
  },
  {
    name: "the last group of a target",
    run: async (stage) => {
      const { target, home, keepsLastGroup } = stage;
      const outcome = await leave(stage, target, home[0] ?? "");
      if (keepsLastGroup) {
        refused(outcome, "lastGroup");
        await stage.expectGroups({});
      } else {
        expect(outcome).toEqual({ outcome: "left" });
        await stage.expectGroups({ [target]: [] });
      }
    },
  },
  {
    name: "a group that was joined second stays when the first is left",
    run: async (stage) => {
      const { target, group, other, home } = stage;
      expect(await join(stage, target, group)).toEqual({ outcome: "joined" });
      expect(await join(stage, target, other)).toEqual({ outcome: "joined" });
      await stage.expectGroups({ [target]: [...home, group, other] });
      expect(await leave(stage, target, group)).toEqual({ outcome: "left" });
      await stage.expectGroups({ [target]: [...home, other] });
    },
  },
  {
    name: "a group that was left can be joined again",
    rejoins: true,
    run: async (stage) => {
      const { target, group, home } = stage;
      await join(stage, target, group);
      await leave(stage, target, group);
      await shows(stage, target, (groups) => !groups.includes(group));
      // Until the cloud shows it nobody knows whose it is, so either word will do, but not the state.
      expect(["joined", "alreadyMember"]).toContain((await join(stage, target, group)).outcome);
      await stage.expectGroups({ [target]: [...home, group] });
    },
  },
];

export async function join(stage: Stage, id: string, group: string): Promise<JoinOutcome> {
  return only(await joinAll(stage.cloud, group, [id], stage.call()), id);
}

export async function leave(stage: Stage, id: string, group: string): Promise<LeaveOutcome> {
  return only(await leaveAll(stage.cloud, group, [id], stage.call()), id);
}

function only<O>(outcomes: ReadonlyMap<string, O>, id: string): O {
  const outcome = outcomes.get(id);
  if (!outcome || outcomes.size !== 1) throw new Error(`expected one outcome, for ${id}`);
  return outcome;
}

/** The error of a clear refusal, as what it is. */
function refused(outcome: JoinOutcome | LeaveOutcome | undefined, kind: ErrorKind): CloudError {
  expect(outcome).toMatchObject({ outcome: "failed", error: { kind } });
  if (outcome?.outcome !== "failed") throw new Error("it did not fail");
  return outcome.error;
}

/** A leave that was never answered and then finds nothing has left, for all that anybody can tell. */
function expectNothingLeft({ calm }: Stage, outcome: LeaveOutcome | undefined): void {
  expect(calm ? ["notMember"] : ["notMember", "left"]).toContain(outcome?.outcome);
}

/** Waits until the cloud shows the groups so, as the life cycle does before it goes on. */
async function shows(stage: Stage, id: string, so: (groups: readonly string[]) => boolean): Promise<void> {
  const call = stage.call();
  for (;;) {
    const record = await lookAt(stage.cloud, targetOf(id), call);
    if (record && so(record.securityGroupIds)) return;
    if (!(await call.deadline.sleep(200))) throw new Error(`the cloud never showed it: ${JSON.stringify(record)}`);
  }
}

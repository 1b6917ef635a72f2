import { type CloudInput, type Emulator, startEmulator } from "../../../emulator";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import type { Call, Cloud, JoinOutcome, LeaveOutcome, TargetRecord } from "../../../provider/clouds/cloud";
import { registry } from "../../../provider/clouds/registry";
import type { Settings } from "../../../provider/config/settings";
import { CloudError } from "../../../provider/model/errors";
import { type CloudName, targetOf } from "../../../provider/model/membership";
import { testAmbiguity } from "./ambiguity";
import { membershipTests, type WorldStage, worldTests } from "./memberships";
import { asInProduction, hurriedCall, weathers } from "./weather";

/** One cloud and one kind of target, in the emulator's words. */
export interface ContractCase {
  readonly cloud: CloudName;
  readonly region: string;
  /** Variables that give the key `dummy-id` with the secret `dummy-secret`. */
  readonly env: Readonly<Record<string, string>>;
  /** The variable that holds the secret, and the one that holds a session token. */
  readonly secretVariable: string;
  readonly tokenVariable: string;
  /** A world with all that `ids` names, the targets in `ids.home` alone. */
  readonly world: CloudInput;
  readonly ids: {
    /** The group that every target is in. */
    readonly home: string;
    readonly group: string;
    readonly other: string;
    readonly goneGroup: string;
    readonly targets: readonly [string, string, string];
    /** May be in one group only. */
    readonly full: string;
    readonly missing: string;
  };
  /** The emulator's names of the operations that this adapter uses for this kind of target. */
  readonly actions: { readonly join: string; readonly leave: string; readonly read: string };
  /** A code that is throttling, and one that is the server's own failure, as the cloud writes them. */
  readonly throttling: { readonly code: string; readonly status?: number };
  readonly internal: { readonly code: string; readonly status: number };
  /** Whether a target has to stay in one group at least. */
  readonly keepsLastGroup: boolean;
  readonly unauthorized: string;
  /** An empty answer is what the cloud documents for a write that succeeded, or what its adapter verifies. */
  readonly emptyIsDone?: boolean;
}

/** What every adapter has to do, whatever its cloud: written once, against the port and the emulator. */
export function testContract(name: string, one: ContractCase): void {
  describe(name, () => {
    let emulator: Emulator;
    beforeEach(async () => {
      emulator = await startEmulator({ world: { [one.cloud]: one.world }, rateLimit: false });
    });
    afterEach(() => emulator.close());

    const { home, group, other, goneGroup, targets, full, missing } = one.ids;
    const [first] = targets;
    const all = targets.map(targetOf);

    const open = (env: Settings["env"] = {}): Cloud => {
      const settings = { config: () => undefined, env: { ...one.env, SECGROUP_ENDPOINT: emulator.url, ...env } };
      return registry[one.cloud]({ region: one.region, profile: undefined }, settings);
    };
    const call = (seconds = 30): Call => ({ deadline: deadlineIn(seconds, systemClock) });
    const read = async (cloud: Cloud, id: string): Promise<TargetRecord | undefined> =>
      (await cloud.readTargets([targetOf(id)], call())).get(id);
    const join = async (cloud: Cloud, id: string, to = group): Promise<JoinOutcome | undefined> =>
      (await cloud.join(to, [targetOf(id)], call())).get(id);
    const leave = async (cloud: Cloud, id: string, from = group): Promise<LeaveOutcome | undefined> =>
      (await cloud.leave(from, [targetOf(id)], call())).get(id);
    /** What every target is in now, by its ID. */
    const memberships = (): Record<string, readonly string[]> => {
      const { instances = [], networkInterfaces = [] } = emulator.world[one.cloud].regions[one.region] ?? {};
      return Object.fromEntries([...instances, ...networkInterfaces].map(({ id, groups }) => [id, groups]));
    };
    const stage = (cloud: Cloud, at: Pick<WorldStage, "calm" | "call">): WorldStage => {
      const before = memberships();
      return {
        ...{ cloud, target: first, home: [home], group, other, goneGroup, missing, full, targets },
        ...{ keepsLastGroup: one.keepsLastGroup, ...at },
        expectGroups: (changes) => expect(memberships()).toEqual({ ...before, ...changes }),
      };
    };
    const disturb = (action: string, fault: object) =>
      emulator.setFaults([{ cloud: one.cloud, action, times: 1, ...fault } as Parameters<Emulator["setFaults"]>[0][0]]);

    const tests = [...membershipTests, ...worldTests];
    test.each(tests)("$name", ({ run }) => run(stage(open(), { calm: true, call })));

    describe.each(weathers)("in $name", ({ faults, visibilityDelayMs, misleads = false }) => {
      test.each(tests.filter(({ rejoins = false }) => !(rejoins && misleads)))("$name", async ({ run }) => {
        emulator.replaceWorld({ [one.cloud]: { ...one.world, visibilityDelayMs } });
        emulator.setFaults(faults(one).map((fault) => ({ cloud: one.cloud, ...fault })));
        await run(stage(asInProduction(open()), { calm: false, call: hurriedCall }));
      });
    });

    describe("a write that gets no answer", () =>
      testAmbiguity({
        ...{ home, group, other, targets, emptyIsDone: one.emptyIsDone ?? false },
        emulator: () => emulator,
        open: (endpoint) => open({ SECGROUP_ENDPOINT: endpoint }),
      }));

    test("reads many targets at once, groups in the cloud's order; unknown ones are not in the answer", async () => {
      const records = await open().readTargets([...all, targetOf(missing)], call());
      expect([...records.keys()].sort()).toEqual([...targets].sort());
      for (const record of records.values()) expect(record).toMatchObject({ securityGroupIds: [home], phase: "ready" });
    });

    test("a session token is sent along", async () => {
      emulator.replaceWorld({
        [one.cloud]: { ...one.world, credentials: [{ id: "dummy-id", secret: "dummy-secret", token: "dummy-token" }] },
      });
      await expect(read(open({ [one.tokenVariable]: "dummy-token" }), first)).resolves.toBeDefined();
      await expect(read(open(), first)).rejects.toMatchObject({ kind: "unauthorized" });
    });

    test("a wrong secret is unauthorized, and is not repeated in the error", async () => {
      const reading = read(open({ [one.secretVariable]: "wrong-dummy" }), first);
      await expect(reading).rejects.toMatchObject({ name: "CloudError", kind: "unauthorized", code: one.unauthorized });
      await expect(reading).rejects.not.toThrow("wrong-dummy");
    });

    test("an endpoint that nobody listens at was not reached: nothing was written", async () => {
      const cloud = open();
      await emulator.close();
      await expect(join(cloud, first)).resolves.toMatchObject({
        outcome: "failed",
        error: { kind: "unavailable", code: "ECONNREFUSED", outcomeUnknown: false },
      });
      await expect(read(cloud, first)).rejects.toMatchObject({ kind: "unavailable" });
    });

    test.each([
      ["the connection is cut", { kind: "resetAfter" }],
      ["the server fails", { kind: "errorAfter", ...one.internal }],
    ])("when %s after the effect of a join, the outcome is unknown, and reading back tells", async (_how, fault) => {
      disturb(one.actions.join, fault);
      const cloud = open();
      await expect(join(cloud, first)).resolves.toMatchObject({
        outcome: "failed",
        error: { kind: "unavailable", outcomeUnknown: true },
      });
      expect((await read(cloud, first))?.securityGroupIds).toContain(group);
    });

    test("when the connection is cut after a leave, the outcome is unknown, and reading back tells", async () => {
      const cloud = open();
      await join(cloud, first);
      disturb(one.actions.leave, { kind: "resetAfter" });
      await expect(leave(cloud, first)).resolves.toMatchObject({ outcome: "failed", error: { outcomeUnknown: true } });
      expect((await read(cloud, first))?.securityGroupIds).toEqual([home]);
    });

    test("throttling is told by its code", async () => {
      const throttled = { kind: "error", ...one.throttling };
      disturb(one.actions.join, throttled);
      await expect(join(open(), first)).resolves.toMatchObject({ outcome: "failed", error: { kind: "throttled" } });
      disturb(one.actions.read, throttled);
      await expect(read(open(), first)).rejects.toMatchObject({ kind: "throttled" });
    });

    test("a code that is in no table is shown whole", async () => {
      disturb(one.actions.read, { kind: "error", code: "BrandNew", status: one.cloud === "tencentcloud" ? 200 : 403 });
      const reading = read(open(), first);
      await expect(reading).rejects.toBeInstanceOf(CloudError);
      await expect(reading).rejects.toMatchObject({ kind: "unexpected", code: "BrandNew" });
    });
  });
}

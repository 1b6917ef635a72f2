/**
 * Writes as the life cycle does: a write that was never answered is read back, and said again if it did not happen. What
 * stays unreachable is asked again a number of times, as the next `up` would.
 */
import type { Call, Cloud, Failed, JoinOutcome, LeaveOutcome, TargetRecord } from "../../../provider/clouds/cloud";
import { CloudError } from "../../../provider/model/errors";
import { type Target, targetOf } from "../../../provider/model/membership";

/** How often something is asked before the weather is taken for the climate. */
const mostTries = 40;

export type Outcomes<O> = ReadonlyMap<string, O>;

export async function joinAll(
  cloud: Cloud,
  group: string,
  ids: readonly string[],
  call: Call,
): Promise<Outcomes<JoinOutcome>> {
  const joined: JoinOutcome = { outcome: "joined" };
  return write(cloud, ids, call, {
    say: (targets) => cloud.join(group, targets, call),
    seen: (record) => (record?.securityGroupIds.includes(group) ? joined : undefined),
    // What was never answered, and is so now, is ours.
    again: (outcome) => (outcome.outcome === "alreadyMember" ? joined : outcome),
  });
}

export async function leaveAll(
  cloud: Cloud,
  group: string,
  ids: readonly string[],
  call: Call,
): Promise<Outcomes<LeaveOutcome>> {
  const left: LeaveOutcome = { outcome: "left" };
  return write(cloud, ids, call, {
    say: (targets) => cloud.leave(group, targets, call),
    seen: (record) => (record?.securityGroupIds.includes(group) ? undefined : left),
    again: (outcome) => (outcome.outcome === "notMember" ? left : outcome),
  });
}

/** Asks until there is an answer: being unreachable is none. */
export async function insist<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries >= mostTries || !(error instanceof CloudError) || error.kind !== "unavailable") throw error;
    }
  }
}

/** A target as a listing shows it, or as the operation that can tell "gone" does. */
export function lookAt(cloud: Cloud, target: Target, call: Call): Promise<TargetRecord | undefined> {
  return insist(
    async () => (await cloud.readTargets([target], call)).get(target.id) ?? (await cloud.confirmTarget(target, call)),
  );
}

interface Direction<O> {
  readonly say: (targets: readonly Target[]) => Promise<ReadonlyMap<string, O | Failed>>;
  /** The outcome that a target's record shows. */
  readonly seen: (record: TargetRecord | undefined) => O | undefined;
  /** What an outcome comes down to once an earlier write was not answered. */
  readonly again: (outcome: O | Failed) => O | Failed;
}

async function write<O>(
  cloud: Cloud,
  ids: readonly string[],
  call: Call,
  direction: Direction<O>,
): Promise<Outcomes<O | Failed>> {
  const outcomes = new Map<string, O | Failed>();
  const unanswered = new Set<string>();
  let open = ids.map(targetOf);
  for (let tries = 1; open.length > 0 && tries <= mostTries; tries++) {
    for (const [id, outcome] of await direction.say(open)) {
      outcomes.set(id, unanswered.has(id) ? direction.again(outcome) : outcome);
    }
    const next: Target[] = [];
    for (const target of open) {
      const error = unavailable(outcomes.get(target.id));
      if (!error) continue;
      if (error.outcomeUnknown) unanswered.add(target.id);
      const seen = unanswered.has(target.id) ? direction.seen(await lookAt(cloud, target, call)) : undefined;
      if (seen) outcomes.set(target.id, seen);
      else next.push(target);
    }
    open = next;
  }
  return outcomes;
}

function unavailable(outcome: unknown): CloudError | undefined {
  const error = (outcome as Partial<Failed> | undefined)?.error;
  return error?.kind === "unavailable" ? error : undefined;
}

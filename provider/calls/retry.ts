/**
 * Tries again what passes by itself, with jittered exponential back-off, until the call's deadline:
 * 1. `throttled` and `busy` answers until the deadline, waiting at least as long as the server asks;
 * 2. `unavailable` answers (no connection, 5xx) a few times only, and once only after the last call ended that way, so
 *    that a dead cloud fails a stack in seconds, not in minutes a resource;
 * 3. a write whose outcome is unknown never: only reading back can tell whether it has to be said again.
 * Everything else passes through at once. What is given up ends with the last answer, not with "timed out".
 */
import type { Call, Cloud, Failed } from "../clouds/cloud";
import { canPass, CloudError } from "../model/errors";
import type { Target } from "../model/membership";

/** Tries of a call that gets no answer, the first included. With {@link backoffMs} about 8 seconds in all. */
const unavailableTries = 5;
const firstBackoffMs = 500;
const longestBackoffMs = 20_000;

/** `random` gives a number from 0 (included) to 1, for the jitter. */
export function retry(cloud: Cloud, random: () => number): Cloud {
  let unreachable = false;

  /** How long to wait before the try after number `tries`, or undefined to give up. */
  function delayAfter(error: CloudError, tries: number, call: Call): number | undefined {
    const delayMs = Math.max(backoffMs(tries, random), error.retryAfterMs ?? 0);
    if (!canPass(error) || call.deadline.remainingMs() <= delayMs) return undefined;
    if (error.kind !== "unavailable") return delayMs;
    if (unreachable || tries >= unavailableTries) {
      unreachable = true;
      return undefined;
    }
    return delayMs;
  }

  async function read<T>(call: Call, attempt: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await attempt();
        unreachable = false;
        return answer;
      } catch (error) {
        const delayMs = error instanceof CloudError ? delayAfter(error, tries, call) : undefined;
        if (delayMs === undefined) throw error;
        await call.deadline.sleep(delayMs);
      }
    }
  }

  async function write<O extends { readonly outcome: string }>(
    targets: readonly Target[],
    call: Call,
    attempt: (targets: readonly Target[]) => Promise<ReadonlyMap<string, O | Failed>>,
  ): Promise<ReadonlyMap<string, O | Failed>> {
    const outcomes = new Map<string, O | Failed>();
    let open = targets;
    for (let tries = 1; ; tries++) {
      for (const [id, outcome] of await attempt(open)) outcomes.set(id, outcome);
      if ([...outcomes.values()].some((outcome) => !isFailed(outcome))) unreachable = false;
      const errors = open.flatMap((target) => {
        const outcome = outcomes.get(target.id);
        return outcome && isFailed(outcome) && !outcome.error.outcomeUnknown ? [{ target, error: outcome.error }] : [];
      });
      const delays = errors.map(({ target, error }) => ({ target, delayMs: delayAfter(error, tries, call) }));
      const again = delays.flatMap(({ target, delayMs }) => (delayMs === undefined ? [] : [{ target, delayMs }]));
      if (again.length === 0) return outcomes;
      await call.deadline.sleep(Math.max(...again.map(({ delayMs }) => delayMs)));
      open = again.map(({ target }) => target);
    }
  }

  return {
    name: cloud.name,
    region: cloud.region,
    limits: cloud.limits,
    readTargets: (targets, call) => read(call, () => cloud.readTargets(targets, call)),
    confirmTarget: (target, call) => read(call, () => cloud.confirmTarget(target, call)),
    listTargets: (group, kind, cursor, call) => read(call, () => cloud.listTargets(group, kind, cursor, call)),
    readGroups: (ids, call) => read(call, () => cloud.readGroups(ids, call)),
    join: (group, targets, call) => write(targets, call, (open) => cloud.join(group, open, call)),
    leave: (group, targets, call) => write(targets, call, (open) => cloud.leave(group, open, call)),
  };
}

function isFailed(outcome: { readonly outcome: string }): outcome is Failed {
  return outcome.outcome === "failed";
}

/** Half of the exponential step and a random part of the other half, so that callers spread. */
function backoffMs(tries: number, random: () => number): number {
  const step = Math.min(firstBackoffMs * 2 ** (tries - 1), longestBackoffMs);
  return step / 2 + (step / 2) * random();
}

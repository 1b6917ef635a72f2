/**
 * Makes one call of what is asked at about the same time. Promises:
 * 1. reads share a call up to the cloud's number of IDs; joins (leaves) of one group one up to its number of targets, and
 *    not at all where the cloud takes one target a call;
 * 2. what is asked waits for company while more comes, and not once all that can come is there (`queue.ts`), nor longer than
 *    a few seconds;
 * 3. a shared call has the latest deadline of those who share it; a target that is named twice is named once.
 */
import type { Call, Cloud, Failed } from "../clouds/cloud";
import type { Target } from "../model/membership";
import type { Clock } from "./clock";
import { latestOf } from "./deadline";
import type { Pacer } from "./pace";
import { Queue, type QueueRules } from "./queue";

/** How long the engine takes from one resource to the next, and some more: writes wait for company at least so long. */
const writes: Pauses = { pauseMs: 60, longestMs: 3_000 };
/** First looks are rarely many: most targets are read ahead. */
const firstLooks: Pauses = { pauseMs: 4, longestMs: 20 };
/** Looks after writes: those of writes that were made together end nearly together. */
const laterLooks: Pauses = { pauseMs: 30, longestMs: 200 };

type Pauses = Pick<QueueRules, "pauseMs" | "longestMs">;

interface Asked {
  readonly targets: readonly Target[];
  readonly call: Call;
}

export function coalesce(cloud: Cloud, pacer: Pacer, clock: Clock): Cloud {
  const { idsPerRead, targetsPerWrite } = cloud.limits;
  const lookTogether = (rules: Pauses) =>
    new Queue(
      (_all: string, asked: readonly Asked[]) => cloud.readTargets(targetsOf(asked), callOf(asked)),
      { ...rules, most: idsPerRead, waitMs: () => 0 },
      clock,
    );
  const [looks, freshLooks] = [lookTogether(firstLooks), lookTogether(laterLooks)];

  function together<O>(action: "join" | "leave", write: Write<O>): Write<O> {
    const queueOf = (kind: Target["kind"]) =>
      new Queue(
        (group: string, asked: readonly Asked[]) => write(group, targetsOf(asked), callOf(asked)),
        { ...writes, most: targetsPerWrite, waitMs: () => pacer.of(action, kind).waitMs() },
        clock,
      );
    const queues = { instance: queueOf("instance"), networkInterface: queueOf("networkInterface") };
    return (group, targets, call) => queues[targets[0]?.kind ?? "instance"].add(group, { targets, call });
  }

  const shared: Cloud = {
    ...cloud,
    readTargets: (targets, call) => (call.fresh ? freshLooks : looks).add("", { targets, call }),
  };
  if (targetsPerWrite === 1) return shared;
  return {
    ...shared,
    join: together("join", (group, targets, call) => cloud.join(group, targets, call)),
    leave: together("leave", (group, targets, call) => cloud.leave(group, targets, call)),
  };
}

type Write<O> = (group: string, targets: readonly Target[], call: Call) => Promise<ReadonlyMap<string, O | Failed>>;

function targetsOf(asked: readonly Asked[]): readonly Target[] {
  return [...new Map(asked.flatMap(({ targets }) => targets).map((target) => [target.id, target])).values()];
}

function callOf(asked: readonly Asked[]): Call {
  return { deadline: latestOf(asked.map(({ call }) => call.deadline)), fresh: true };
}

/**
 * Makes one call of what is asked at about the same time. Promises:
 * 1. reads share a call up to the cloud's number of IDs; joins (leaves) of one group one up to its number of targets, and
 *    not at all where the cloud takes one target a call;
 * 2. what is asked waits for company while more comes or the account's rate is used up, and hardly once all that can come
 *    is there (`queue.ts`), nor longer than a small part of the time that it has; looks after writes wait for those who
 *    still join by shared calls, as long as one more comes each 400 ms, for five seconds at most;
 * 3. a shared call has the latest deadline of those who share it; a target that is named twice is named once.
 * It tries nothing again: who fails in a shared call goes on alone, and does not keep the others.
 */
import type { Call, Cloud, Failed } from "../clouds/cloud";
import type { Target } from "../model/membership";
import type { Clock } from "./clock";
import { latestOf } from "./deadline";
import { kindOf, type Pacer } from "./pace";
import { Queue, type QueueRules } from "./queue";
import { Steps } from "./steps";

type Waits = Omit<QueueRules<Asked>, "most" | "patienceMs" | "waitMs" | "expectedMs"> & {
  /** How long it waits for those who join, after the last who came, in milliseconds. */
  readonly joinersMs: number;
};

/**
 * A quick engine takes 15 ms from one step to the next, one with a large state 200: the pause follows it. The longest wait
 * holds while more and more come: a `--parallel` of 128 with a large state takes that long to hand over all of them.
 */
const writes: Waits = { pauseMs: 75, longestPauseMs: 3_000, longestMs: 30_000, joinersMs: 0, endsStep: false };
/** First looks are rarely many: most targets are read ahead. */
const firstLooks: Waits = { pauseMs: 4, longestPauseMs: 4, longestMs: 20, joinersMs: 0, endsStep: false };
/**
 * Looks after writes: those of one round of joins come one after the other, as their targets and the rate allow, and a part
 * that looks alone comes back alone. A join that takes longer than that holds up each round of looks by as much.
 */
const laterLooks: Waits = { pauseMs: 75, longestPauseMs: 3_000, longestMs: 5_000, joinersMs: 400, endsStep: true };
/** The part of the time left that may be spent waiting for company. */
const shareOfTime = 1 / 8;

interface Asked {
  readonly targets: readonly Target[];
  readonly call: Call;
}

type Action = "read" | "join" | "leave";
type Shared<R> = (key: string, targets: readonly Target[], call: Call) => Promise<R>;

export function coalesce(cloud: Cloud, pacer: Pacer, steps: Steps, clock: Clock): Cloud {
  /** Who joins by a shared call, waiting for company, the rate, the target or an answer: they look next, as a rule. */
  const joining = { instance: 0, networkInterface: 0 };

  /** One queue a kind of target, since rates are by kind. */
  function together<R>(action: Action, most: number, waits: Waits, make: Shared<R>, who = steps): Shared<R> {
    const queueOf = (kind: Target["kind"]) =>
      new Queue<Asked, R>(
        (key, asked) => make(key, targetsOf(asked), callOf(asked)),
        {
          ...waits,
          most,
          patienceMs: ({ call }) => call.deadline.remainingMs() * shareOfTime,
          waitMs: () => pacer.of(action, kind).waitMs(),
          expectedMs: () => (joining[kind] > 0 ? waits.joinersMs : 0),
        },
        who,
        clock,
      );
    const queues = { instance: queueOf("instance"), networkInterface: queueOf("networkInterface") };
    return (key, targets, call) => queues[kindOf(targets)].add(key, { targets, call });
  }

  const { idsPerRead, targetsPerWrite } = cloud.limits;
  const read: Shared<Awaited<ReturnType<Cloud["readTargets"]>>> = (_all, targets, call) =>
    cloud.readTargets(targets, call);
  const [look, lookAgain] = [
    // Those are not the end of a step: who asks goes on to write, or was asked for a diff only.
    together("read", idsPerRead, firstLooks, read, new Steps(clock)),
    together("read", idsPerRead, laterLooks, read),
  ];
  const shared: Cloud = {
    ...cloud,
    readTargets: (targets, call) => (call.fresh ? lookAgain : look)("", targets, call),
  };
  if (targetsPerWrite === 1) return shared;
  const write = <O>(action: "join" | "leave", make: Write<O>): Write<O> =>
    together(action, targetsPerWrite, writes, make);
  const join = write("join", (group, targets, call) => cloud.join(group, targets, call));
  return {
    ...shared,
    async join(group, targets, call) {
      const kind = kindOf(targets);
      joining[kind] += 1;
      try {
        return await join(group, targets, call);
      } finally {
        joining[kind] -= 1;
      }
    },
    leave: write("leave", (group, targets, call) => cloud.leave(group, targets, call)),
  };
}

type Write<O> = Shared<ReadonlyMap<string, O | Failed>>;

function targetsOf(asked: readonly Asked[]): readonly Target[] {
  return [...new Map(asked.flatMap(({ targets }) => targets).map((target) => [target.id, target])).values()];
}

function callOf(asked: readonly Asked[]): Call {
  return { deadline: latestOf(asked.map(({ call }) => call.deadline)), fresh: true };
}

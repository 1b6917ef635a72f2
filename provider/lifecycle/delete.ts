/**
 * Leaves. Promises:
 * 1. an ID that the program declares in this operation makes no call: a rename without alias, a swap or a shifted index
 *    must not end with the membership gone; where the resource that declares it was not made, the delete fails, so that
 *    the state keeps it;
 * 2. not there, group gone or target gone is done;
 * 3. it ends with the cloud no longer showing the membership, so that a group deleted next is really free;
 * 4. a target that is starting or stopping is waited for within the deadline; one whose state does not pass by itself, or
 *    that is locked, is not: the error names the state;
 * 5. a leave whose answer never came is said again a few times: leaving twice is "not a member", which is done.
 */
import type { Deadline } from "../calls/deadline";
import type { Call, Cloud, Failed } from "../clouds/cloud";
import { CloudError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import { describeTarget, type Membership } from "../model/membership";
import { cannot, failedCall, LifecycleError } from "./failure";
import { asSentence, obstacleToLeaving, wayOutOfPassing } from "./obstacles";
import { observe } from "./observe";
import { outcomeOf } from "./outcome";
import { poll } from "./poll";
import { accountOf, deadlineOf, describeMembership, type Session } from "./session";
import { mostUnanswered } from "./unanswered";

const ownerFailed =
  "another resource of this program declares the same membership, and its own step did not succeed. The membership stays, " +
  "and so does this resource in the state: mend the other one's error, and run pulumi up again.";

/** Resolves to whether there was something to leave. */
export async function remove(
  inputs: Inputs,
  session: Session,
  deadline: Deadline = deadlineOf(inputs, session),
): Promise<boolean> {
  const membership = membershipOf(inputs);
  const id = formatId(membership);
  return session.memory.turns.take([id], async () => {
    const { claims } = session.memory;
    if (claims.isDeclared(id)) {
      if (!claims.isHeld(id) && !claims.isLeftFirst(id))
        throw new LifecycleError(cannot("leave", membership, ownerFailed));
      session.notice(`${describeMembership(membership)} is declared elsewhere in this program: it stays.`);
      return false;
    }
    if (claims.isLeftAlready(id)) return false;
    const cloud = session.cloudOf(accountOf(inputs));
    try {
      return await leave(cloud, membership, inputs.timeoutSeconds, { deadline });
    } catch (error) {
      throw error instanceof CloudError ? failedCall("leave", membership, error) : error;
    }
  });
}

async function leave(cloud: Cloud, membership: Membership, timeoutSeconds: number, call: Call): Promise<boolean> {
  let last: CloudError | undefined;
  let unanswered = 0;
  const done = await poll(call, async () => {
    const outcome = outcomeOf(membership, await cloud.leave(membership.securityGroupId, [membership.target], call));
    switch (outcome.outcome) {
      case "left":
        return "left";
      case "notMember":
        return unanswered > 0 ? "left" : "notMember";
      case "failed":
        unanswered += outcome.error.outcomeUnknown ? 1 : 0;
        if (!passes(outcome, unanswered)) throw outcome.error;
        if (outcome.error.kind !== "targetState") {
          last = outcome.error.with({ advice: `${outcome.error.advice} ${later}` });
          return undefined;
        }
        last = await worthWaiting(outcome.error, cloud, membership, timeoutSeconds, call);
        return last ? undefined : "notMember";
    }
  });
  if (done === undefined && last) throw last;
  if (done === "left") await waitUntilUnseen(cloud, membership, call);
  return done === "left";
}

const later = "Run it again later, or raise timeoutSeconds.";

/**
 * A refusal for the target's state, with what to do if the wait is in vain; undefined if the target is gone. Throws it where
 * the state does not pass by itself.
 */
async function worthWaiting(
  refusal: CloudError,
  cloud: Cloud,
  membership: Membership,
  timeoutSeconds: number,
  call: Call,
): Promise<CloudError | undefined> {
  const seen = await observe(cloud, membership, { ...call, fresh: true });
  if (seen.state === "gone") return undefined;
  const { record } = seen;
  const obstacle = obstacleToLeaving(record);
  if (obstacle !== undefined) throw refusal.with({ advice: asSentence(obstacle) });
  if (refusal.lasting) throw refusal;
  const what = asSentence(describeTarget(record.target));
  const advice =
    record.phase === "passing"
      ? `${what} was still ${record.status} after ${timeoutSeconds} s (timeoutSeconds). ${wayOutOfPassing(record.target)}`
      : `${refusal.advice} ${what} is ${record.status}. ${later}`;
  return refusal.with({ advice });
}

/** Whether the leave is worth saying again: the target's state changes, or nobody knows what became of the last one. */
function passes({ error }: Failed, unanswered: number): boolean {
  if (error.outcomeUnknown) return error.kind === "unavailable" && unanswered < mostUnanswered;
  return error.kind === "targetState";
}

async function waitUntilUnseen(cloud: Cloud, membership: Membership, call: Call): Promise<void> {
  const unseen = await poll(call, async () => {
    const seen = await observe(cloud, membership, { ...call, fresh: true });
    return seen.state === "member" ? undefined : true;
  });
  if (unseen) return;
  throw new LifecycleError(
    cannot("leave", membership, "the cloud took the call but still shows the membership. Run it again later."),
  );
}

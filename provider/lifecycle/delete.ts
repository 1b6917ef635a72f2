/**
 * Leaves. Promises:
 * 1. an ID that this operation wants (created, adopted, or named by a diff's new inputs) makes no call: a rename without
 *    alias, a swap or a shifted index must not end with the membership gone;
 * 2. not there, group gone or target gone is done;
 * 3. it ends with the cloud no longer showing the membership, so that a group deleted next is really free;
 * 4. a target that is passing or busy is waited for within the deadline.
 */
import type { Call, Cloud, LeaveOutcome } from "../clouds/cloud";
import { CloudError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import type { Membership } from "../model/membership";
import { cannot, failedCall, LifecycleError } from "./failure";
import { observe } from "./observe";
import { poll } from "./poll";
import { accountOf, deadlineOf, describeMembership, type Session } from "./session";

export async function remove(inputs: Inputs, session: Session): Promise<void> {
  const membership = membershipOf(inputs);
  if (session.memory.wanted.has(formatId(membership))) {
    session.notice(`${describeMembership(membership)} is declared elsewhere in this program: it stays.`);
    return;
  }
  const cloud = session.cloudOf(accountOf(inputs));
  const call: Call = { deadline: deadlineOf(inputs, session) };
  try {
    const left = await leave(cloud, membership, call);
    if (left === "left") await waitUntilUnseen(cloud, membership, call);
  } catch (error) {
    throw error instanceof CloudError ? failedCall("leave", membership, error) : error;
  }
}

async function leave(cloud: Cloud, membership: Membership, call: Call): Promise<"left" | "notMember"> {
  let refusal = "";
  const done = await poll(call, async () => {
    const outcomes = await cloud.leave(membership.securityGroupId, [membership.target], call);
    const outcome = outcomes.get(membership.target.id);
    if (!outcome) throw new Error(`the cloud's adapter gave no outcome for ${formatId(membership)}`);
    const waiting = waitsFor(outcome);
    if (waiting === undefined) return outcome.outcome === "left" ? "left" : "notMember";
    refusal = waiting;
    return undefined;
  });
  if (done) return done;
  throw new LifecycleError(cannot("leave", membership, `${refusal} Run it again later, or raise timeoutSeconds.`));
}

/** Why a leave has to be said again later; undefined when it is done. Throws what does not pass. */
function waitsFor(outcome: LeaveOutcome): string | undefined {
  switch (outcome.outcome) {
    case "left":
    case "notMember":
      return undefined;
    case "failed": {
      const { error } = outcome;
      // An unanswered leave is simply said again: leaving twice is "not a member", which is done.
      const passes =
        error.outcomeUnknown || error.kind === "targetState" || error.kind === "busy" || error.kind === "throttled";
      if (!passes) throw error;
      return error.message;
    }
  }
}

async function waitUntilUnseen(cloud: Cloud, membership: Membership, call: Call): Promise<void> {
  const unseen = await poll(call, async () => {
    const seen = await observe(cloud, membership, call);
    return seen.state === "member" ? undefined : true;
  });
  if (unseen) return;
  throw new LifecycleError(
    cannot("leave", membership, "the cloud took the call but still shows the membership. Run it again later."),
  );
}

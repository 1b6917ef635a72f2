/** Sentences that `secgroup report` knows again. */
import type { Membership } from "../model/membership";
import { describeMembership } from "./session";

/** How the error ends that a preview fails with when it refused memberships. */
export const refusedAll = "cannot be joined: each has its reason and what to do.";

/** A diff, of a membership that the cloud does not show. */
export function removedOutside(membership: Membership): string {
  return `${describeMembership(membership)} was removed outside Pulumi; it will be joined again.`;
}

export function notSeenYet(membership: Membership): string {
  return `${describeMembership(membership)}: its join was sent and is not seen yet; it will be finished.`;
}

export function targetGone(membership: Membership): string {
  const what = describeMembership(membership);
  return `${what}: the target no longer exists; remove the membership from the program, or name another target.`;
}

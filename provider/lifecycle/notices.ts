/** Sentences that `secgroup report` knows again. */
import type { Membership } from "../model/membership";
import { describeMembership } from "./session";

/** How the error ends that a preview fails with when it refused memberships. */
export const refusedAll = "cannot be joined: each has its reason and what to do.";

/** What stands on the stack where the error of a step is shown with its resource. */
export const shownWithResource = "a step failed; the error is shown with its resource.";

/** A diff, of a membership that the cloud does not show. */
export function removedOutside(membership: Membership): string {
  return `${describeMembership(membership)} was removed outside Pulumi; it will be joined again.`;
}

export function notSeenYet(membership: Membership): string {
  return `${describeMembership(membership)}: its join was sent and is not seen yet; it will be finished.`;
}

/** A diff, of a membership whose target is gone. What to do is in the error of the preview, or of the update. */
export function targetGone(membership: Membership): string {
  return `${describeMembership(membership)}: the target no longer exists.`;
}

/** Sentences that `secgroup report` knows again. */
import type { Membership } from "../model/membership";
import { describeMembership } from "./session";

/** The error that a preview fails with when it refused memberships. */
export function refusedSummary(refused: number, declared: number): string {
  const all = declared === 1 ? "1 membership" : `${declared} memberships`;
  if (refused === 1) return `1 of ${all} cannot be joined. Its own error says why and what to do.`;
  return `${refused} of ${all} cannot be joined. The error of each says why and what to do.`;
}

/** The error that a preview fails with when it could not ask, and `secgroup:preflight` is `required`. */
export function uncheckedSummary(accounts: number): string {
  const what = accounts === 1 ? "1 account" : `${accounts} accounts`;
  return `${what} could not be asked whether memberships can be joined, and secgroup:preflight is "required".`;
}

/** The most names that a sentence lists. */
const mostNames = 10;

function listed(names: readonly string[]): string {
  const more = names.length - mostNames;
  return names.slice(0, mostNames).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** Sentences on the stack in a preview. */
export const notes = {
  takenOver: (joins: number, exists: number): string =>
    `${joins} to join, ${exists} to take over without a write (the cloud shows ${exists === 1 ? "it" : "them"} already).`,
  removalsNotShown:
    "Removals are not shown: where a preview fails the engine plans none, and what the program gives up cannot be told.",
  undeclared: (names: readonly string[]): string =>
    `Where a preview fails the engine plans no removals. The program no longer declares ${names.length} ` +
    `${names.length === 1 ? "membership" : "memberships"}: ${listed(names)}. Once nothing is refused, up takes ${names.length === 1 ? "it" : "them"} out, unless retainOnDelete ` +
    `or --target keeps ${names.length === 1 ? "it" : "them"}.`,
  unsure: (names: readonly string[]): string =>
    `Whether the program still declares ${listed(names)} is not shown: the IDs of other memberships are not known yet.`,
} as const;

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

/** A create, of a membership that exists. */
export function takenOver(membership: Membership): string {
  return `${describeMembership(membership)} exists already: it is taken over without a write.`;
}

export const moreTakenOver =
  "More memberships exist already: they are taken over without a write and without a line each.";

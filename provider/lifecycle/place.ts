/** A membership that takes another's place on the same target. */
import { CloudError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import { remove } from "./delete";
import { LifecycleError, PartiallyCreated } from "./failure";
import { ensureJoined } from "./join";
import type { Session } from "./session";

/**
 * Joins a membership that takes the place of `old`: the new one first. Where the target has no room for both, which only the
 * cloud knows, the old one is left first, and joined again if the new one then cannot be. What another resource declares is
 * not left.
 */
export async function joinInPlaceOf(
  old: Inputs | undefined,
  inputs: Inputs,
  onExisting: Inputs["onExisting"],
  session: Session,
): Promise<void> {
  try {
    await ensureJoined(inputs, onExisting, session);
  } catch (error) {
    if (!old || !isQuota(error) || session.memory.wanted.has(formatId(membershipOf(old)))) throw error;
    await remove(old, session);
    await joinOrGiveBack(old, inputs, onExisting, session);
  }
}

async function joinOrGiveBack(old: Inputs, inputs: Inputs, onExisting: Inputs["onExisting"], session: Session) {
  try {
    await ensureJoined(inputs, onExisting, session);
  } catch (error) {
    if (!(error instanceof PartiallyCreated)) await ensureJoined(old, "adopt", session);
    throw error;
  }
}

function isQuota(error: unknown): boolean {
  return error instanceof LifecycleError && error.cause instanceof CloudError && error.cause.kind === "targetQuota";
}

/** A membership that takes another's place on the same target. */
import type { Deadline } from "../calls/deadline";
import { CloudError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import { remove } from "./delete";
import { LifecycleError, PartiallyCreated } from "./failure";
import { ensureJoined } from "./join";
import { deadlineOf, describeMembership, type Session } from "./session";

/**
 * Joins a membership that takes the place of `old`: the new one first. Where the target has no room for both, which only the
 * cloud knows, the old one is left first (whatever its `retainOnDelete` says, which no provider is told), and joined again
 * if the new one then cannot be. What another resource declares is not left.
 */
export async function joinInPlaceOf(
  old: Inputs | undefined,
  inputs: Inputs,
  onExisting: Inputs["onExisting"],
  session: Session,
): Promise<void> {
  const deadline = deadlineOf(inputs, session);
  try {
    await ensureJoined(inputs, onExisting, session, deadline);
  } catch (error) {
    if (!old || !isQuota(error) || session.memory.wanted.has(formatId(membershipOf(old)))) throw error;
    await swap(old, inputs, onExisting, session, deadline);
  }
}

async function swap(
  old: Inputs,
  inputs: Inputs,
  onExisting: Inputs["onExisting"],
  session: Session,
  deadline: Deadline,
): Promise<void> {
  const oldOne = describeMembership(membershipOf(old));
  session.notice(`${oldOne} is left first: the target has no room for both.`);
  let left = true;
  try {
    left = await remove(old, session, deadline);
    await ensureJoined(inputs, onExisting, session, deadline);
  } catch (error) {
    if (error instanceof PartiallyCreated || !left || !(error instanceof LifecycleError)) throw error;
    try {
      await ensureJoined(old, "adopt", session);
    } catch (again) {
      const why = again instanceof Error ? again.message : String(again);
      throw new LifecycleError(`${error.message} And ${oldOne} could not be joined again: ${why}`, { cause: again });
    }
    throw error;
  }
}

function isQuota(error: unknown): boolean {
  return error instanceof LifecycleError && error.cause instanceof CloudError && error.cause.kind === "targetQuota";
}

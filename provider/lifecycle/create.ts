import { CloudError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import { remove } from "./delete";
import { LifecycleError, PartiallyCreated } from "./failure";
import { ensureJoined } from "./join";
import type { Session } from "./session";

/**
 * Joins, or adopts what is there as `onExisting` says. Resolves to the ID once the cloud shows the membership.
 *
 * One that takes another's place is joined first. Where the target has no room for both, which only the cloud knows, the
 * other is left first, and joined again if this one then cannot be.
 */
export async function create(inputs: Inputs, session: Session): Promise<string> {
  const id = formatId(membershipOf(inputs));
  session.memory.wanted.add(id);
  await session.memory.turns.take([id], async () => {
    try {
      await ensureJoined(inputs, inputs.onExisting, session);
    } catch (error) {
      const old = session.memory.replaced.get(id);
      if (!old || !isQuota(error) || session.memory.wanted.has(formatId(membershipOf(old)))) throw error;
      await takePlace(old, inputs, session);
    }
  });
  return id;
}

async function takePlace(old: Inputs, inputs: Inputs, session: Session): Promise<void> {
  await remove(old, session);
  try {
    await ensureJoined(inputs, inputs.onExisting, session);
  } catch (error) {
    if (!(error instanceof PartiallyCreated)) await ensureJoined(old, "adopt", session);
    throw error;
  }
}

function isQuota(error: unknown): boolean {
  return error instanceof LifecycleError && error.cause instanceof CloudError && error.cause.kind === "targetQuota";
}

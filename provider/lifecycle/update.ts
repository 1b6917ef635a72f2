import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import { ensureJoined } from "./join";
import type { Session } from "./session";

/**
 * Takes over changed options, and joins again what was removed outside Pulumi or was left unfinished. It is ours
 * already, so `onExisting` is not asked.
 */
export async function update(inputs: Inputs, session: Session): Promise<void> {
  const id = formatId(membershipOf(inputs));
  session.memory.wanted.add(id);
  await session.memory.turns.take([id], () => ensureJoined(inputs, "adopt", session));
}

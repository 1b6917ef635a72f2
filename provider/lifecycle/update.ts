import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import { joinInPlaceOf } from "./place";
import type { Session } from "./session";
import { unfinishedIn } from "./unfinished";

/**
 * Takes over changed options, and joins again what was removed outside Pulumi or was left unfinished. It is ours
 * already, so `onExisting` is not asked. `olds` is the state.
 */
export async function update(olds: Readonly<Record<string, unknown>>, inputs: Inputs, session: Session): Promise<void> {
  const id = formatId(membershipOf(inputs));
  const { wanted, replaced, turns } = session.memory;
  wanted.add(id);
  const { inPlaceOf } = unfinishedIn(olds) ?? {};
  if (inPlaceOf !== undefined) replaced.set(id, { ...inputs, securityGroupId: inPlaceOf });
  await turns.take([id], () => joinInPlaceOf(replaced.get(id), inputs, "adopt", session));
}

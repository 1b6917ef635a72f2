import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import { undeclared } from "./claims";
import { joinAndMove } from "./place";
import type { Session } from "./session";
import { unfinishedIn } from "./unfinished";

/**
 * Takes over changed options, and joins again what was removed outside Pulumi or was left unfinished. It is ours
 * already, so `onExisting` is not asked. `olds` is the state.
 */
export async function update(olds: Readonly<Record<string, unknown>>, inputs: Inputs, session: Session): Promise<void> {
  const id = formatId(membershipOf(inputs));
  const { claims, turns } = session.memory;
  const { inPlaceOf } = unfinishedIn(olds) ?? {};
  if (inPlaceOf !== undefined) claims.resume({ ...inputs, securityGroupId: inPlaceOf }, id);
  if (!claims.isDeclared(id)) claims.declare(id, undeclared(session.clock.now()));
  claims.begin(id);
  // The state has it, whatever becomes of this step.
  claims.hold(id);
  await turns.take([id], () => joinAndMove(inputs, "adopt", session));
}

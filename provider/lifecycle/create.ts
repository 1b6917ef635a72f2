import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import type { Membership } from "../model/membership";
import { undeclared } from "./claims";
import { joinAndMove } from "./place";
import { moreTakenOver, takenOver } from "./notices";
import type { Session } from "./session";

/**
 * Joins, or adopts what is there as `onExisting` says; what the stack's own state held already is no question. Resolves to
 * the ID once the cloud shows the membership.
 */
export async function create(inputs: Inputs, session: Session): Promise<string> {
  const { claims, turns } = session.memory;
  const membership = membershipOf(inputs);
  const id = formatId(membership);
  const onExisting = claims.declaration(id)?.owned ? "adopt" : inputs.onExisting;
  if (!claims.isDeclared(id)) claims.declare(id, undeclared(session.clock.now()));
  claims.begin(id);
  await turns.take([id], () => joinAndMove(inputs, onExisting, session));
  claims.hold(id);
  if (claims.isAdopted(id) && claims.declaration(id)?.owned !== true) tellTakenOver(membership, session);
  return id;
}

/** How many memberships that are taken over are named in an update. */
const mostNamed = 10;

function tellTakenOver(membership: Membership, session: Session): void {
  const named = session.memory.takenOver.add(formatId(membership)).size <= mostNamed;
  session.notice(named ? takenOver(membership) : moreTakenOver);
}

import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import { joinInPlaceOf } from "./place";
import type { Session } from "./session";

/** Joins, or adopts what is there as `onExisting` says. Resolves to the ID once the cloud shows the membership. */
export async function create(inputs: Inputs, session: Session): Promise<string> {
  const id = formatId(membershipOf(inputs));
  session.memory.wanted.add(id);
  await session.memory.turns.take([id], () =>
    joinInPlaceOf(session.memory.replaced.get(id), inputs, inputs.onExisting, session),
  );
  return id;
}

/**
 * A membership whose join was sent and not seen in time. Its state says so beside its inputs, so that the next steps know
 * that it was never there to be removed, and what it takes the place of.
 */
import * as z from "zod";
import { formatId } from "../model/id";
import { type Inputs, inputsSchema, membershipOf } from "../model/inputs";
import { isSameTarget } from "./claims";
import type { Session } from "./session";

const schema = z.object({
  unfinished: z.literal(true),
  /** The group that the target leaves for this one. */
  inPlaceOf: inputsSchema.shape.securityGroupId.optional().catch(undefined),
});
export type Unfinished = z.infer<typeof schema>;

/** What a state says of being unfinished; undefined if it does not. */
export function unfinishedIn(properties: unknown): Unfinished | undefined {
  return schema.safeParse(properties).data;
}

/** What the state of a membership that was left unfinished holds beside its inputs. */
export function unfinishedOf(inputs: Inputs, session: Session): Unfinished {
  const membership = membershipOf(inputs);
  const old = session.memory.claims.predecessor(formatId(membership));
  const isMove = old !== undefined && isSameTarget(membershipOf(old), membership);
  return { unfinished: true, ...(isMove && { inPlaceOf: old.securityGroupId }) };
}

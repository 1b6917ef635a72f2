/** What a refused write comes down to, once the target has been looked at: some codes do not say what is wrong. */
import { canPass, CloudError } from "../../model/errors";
import { advice } from "./errors";
import { refusedHere } from "./failures";
import { type GroupsByType, otherType, typeNames, typeOfGroup } from "./groups";
import type { OperationName } from "./operations";

/** The groups that a target is in now. Throws a `CloudError`, of the kind `targetNotFound` if the target is gone. */
export type Look = () => Promise<GroupsByType>;

/**
 * `NoSuchObject` can be the group or the target, and mixing types has no code of its own. If the look is refused, the
 * error stays as the cloud gave it; if it could pass when it is tried again, its error is the answer: nothing was
 * written, and a guess would name the wrong one.
 */
export async function whyNotJoined(error: CloudError, group: string, look: Look): Promise<CloudError> {
  const notFound = error.kind === "targetNotFound" && error.code === "NoSuchObject";
  const notAllowed = error.kind === "unexpected" && error.code === "PreconditionFailed";
  if (!notFound && !notAllowed) return error;
  const groups = await lookOrError(look);
  if (groups instanceof CloudError) return insteadOf(error, groups);
  if (notFound) return ofKind(error, "groupNotFound");
  return groups[otherType(typeOfGroup(group))].length > 0 ? ofKind(error, "groupTypeConflict") : error;
}

/** Taking the last group away is documented as HTTP 403, without its code. */
export async function whyNotLeft(error: CloudError, group: string, look: Look): Promise<CloudError> {
  if (error.kind !== "unexpected" || error.status !== 403) return error;
  const groups = await lookOrError(look);
  if (groups instanceof CloudError) return insteadOf(error, groups);
  const all = [...groups.normal, ...groups.enterprise];
  return all.length === 1 && all[0] === group ? ofKind(error, "lastGroup") : error;
}

/**
 * Throws where a target has groups of the other type than this one's: the write could take them away, instead of being
 * refused.
 */
export function refuseMixing(operation: OperationName, group: string, targetId: string, present: GroupsByType): void {
  const type = typeOfGroup(group);
  const others = present[otherType(type)];
  if (others.length === 0) return;
  const reason =
    `${targetId} is in ${typeNames[otherType(type)]} security groups (${others.join(", ")}), ` +
    `and ${group} is an ${typeNames[type]} one`;
  throw refusedHere(operation, "groupTypeConflict", "MixedGroupTypes", reason);
}

function ofKind(error: CloudError, kind: "groupNotFound" | "groupTypeConflict" | "lastGroup"): CloudError {
  return error.with({ kind, advice: advice[kind] });
}

async function lookOrError(look: Look): Promise<GroupsByType | CloudError> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof CloudError) return error;
    throw error;
  }
}

function insteadOf(refusal: CloudError, look: CloudError): CloudError {
  return canPass(look) ? look.with({ outcomeUnknown: false }) : refusal;
}

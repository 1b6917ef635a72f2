/** What a refused write comes down to, once the target has been looked at: some codes do not say what is wrong. */
import { canPass, CloudError } from "../../model/errors";
import type { TargetRecord } from "../cloud";
import { advice, adviceOf } from "./errors";
import { refusedHere } from "./failures";
import { type GroupsByType, otherType, typeNames, typeOfGroup } from "./groups";
import type { OperationName } from "./operations";

/** The target as it is now. Throws a `CloudError`, of the kind `targetNotFound` if the target is gone. */
export type Look = () => Promise<TargetRecord>;

/**
 * `NoSuchObject` can be the group or the target, mixing types has no code of its own, and neither has a state that does not
 * allow it. If the look is refused, the error stays as the cloud gave it; if it could pass when it is tried again, its error
 * is the answer: nothing was written, and a guess would name the wrong one.
 */
export async function whyNotJoined(error: CloudError, group: string, look: Look): Promise<CloudError> {
  const notFound = error.kind === "targetNotFound" && error.code === "NoSuchObject";
  if (!notFound && !canBeOfState(error)) return error;
  const record = await lookOrError(look);
  if (record instanceof CloudError) return insteadOf(error, record);
  if (notFound) return ofKind(error, "groupNotFound");
  if (record.phase !== "ready") return ofState(error, record);
  const other = otherType(typeOfGroup(group));
  const mixes = isNotAllowed(error) && record.securityGroupIds.some((id) => typeOfGroup(id) === other);
  return mixes ? ofKind(error, "groupTypeConflict") : error;
}

/** Taking the last group away is documented as HTTP 403, without its code; a state that does not allow it not at all. */
export async function whyNotLeft(error: CloudError, group: string, look: Look): Promise<CloudError> {
  const canBeLast = error.kind === "unexpected" && error.status === 403;
  if (!canBeLast && !canBeOfState(error)) return error;
  const record = await lookOrError(look);
  if (record instanceof CloudError) return insteadOf(error, record);
  if (canBeOfState(error) && record.phase !== "ready") return ofState(error, record);
  const { securityGroupIds: all } = record;
  return canBeLast && all.length === 1 && all[0] === group ? ofKind(error, "lastGroup") : error;
}

/** `OperationDenied` is what clients of the cloud try again on: the state passes, does not pass, or is another's write. */
function canBeOfState(error: CloudError): boolean {
  return error.kind === "busy" || isNotAllowed(error);
}

function isNotAllowed({ kind, code }: CloudError): boolean {
  return kind === "unexpected" && code === "PreconditionFailed";
}

function ofState(error: CloudError, { status }: TargetRecord): CloudError {
  return error.with({
    kind: "targetState",
    advice: `It is ${status}. ${adviceOf("targetState", error.operation)}`,
  });
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

async function lookOrError(look: Look): Promise<TargetRecord | CloudError> {
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

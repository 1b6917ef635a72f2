/** Codes that leave open what is wrong, told by what the target looks like. */
import type { TargetRecord } from "../cloud";
import type { CloudError, ErrorKind } from "../../model/errors";
import { adviceOf } from "./errors";

/** Codes of writes that do not say why. */
const open: ReadonlySet<string> = new Set(["FailedOperation.SecurityGroupActionFailed", "UnsupportedOperation"]);

/** Whether a look at the target can tell more than this refusal of a write to it. */
export function isOpen({ code }: CloudError): boolean {
  return open.has(code);
}

/**
 * The refusal of a write, with what the target's record tells. Whether it is a member is not concluded: reads can lag
 * behind writes.
 */
export function explain(
  error: CloudError,
  record: TargetRecord,
  write: { group: string; leaves: boolean },
): CloudError {
  if (record.primaryOf !== undefined) {
    const instead = `Give instanceId: "${record.primaryOf}" instead of ${record.target.id}.`;
    const why =
      "A primary network interface has the security groups of its instance, and only the instance joins them.";
    return retold(error, "invalidInput", `${why} ${instead}`);
  }
  const { securityGroupIds, target } = record;
  if (record.lock !== undefined) return retold(error, "targetLocked", adviceOf("targetLocked", target.kind));
  if (record.phase !== "ready") {
    return retold(error, "targetState", `It is ${record.status}. ${adviceOf("targetState", target.kind)}`);
  }
  const onlyThis = securityGroupIds.length === 1 && securityGroupIds[0] === write.group;
  return write.leaves && onlyThis && target.kind === "instance"
    ? retold(error, "lastGroup", adviceOf("lastGroup", target.kind))
    : error;
}

/** The cloud's answer as another kind. */
export function retold(error: CloudError, kind: ErrorKind, advice: string): CloudError {
  return error.with({ kind, advice });
}

/** The error of a look after a write that was clearly refused: nothing was written, whatever became of the look. */
export function ofLook(error: CloudError): CloudError {
  return error.with({ outcomeUnknown: false });
}

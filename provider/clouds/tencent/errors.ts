import type { ErrorKind } from "../../model/errors";
import { lookup } from "../../model/lookup";
import type { Target } from "../../model/membership";

/**
 * What the error codes of CVM and VPC mean, by exact code: `AuthFailure.SecretIdNotFound` and
 * `InvalidInstanceId.NotFound` look alike and mean different things. CVM and VPC spell some differently
 * (`InvalidSecurityGroupId`, `InvalidSecurityGroupID`). From the error lists of the operations' documentation and the
 * common error codes, 2017-03-12; three codes are made by the cloud's SDKs, not sent by the API.
 */
export const codesByKind: Readonly<Record<ErrorKind, readonly string[]>> = {
  invalidInput: [
    "InvalidAction",
    "InvalidFilter",
    "InvalidFilterValue.LimitExceeded",
    "InvalidInstance.NotSupported",
    "InvalidInstanceId.Malformed",
    "InvalidParameter",
    "InvalidParameter.Coexist",
    "InvalidParameter.FilterInvalidKey",
    "InvalidParameter.FilterNotDict",
    "InvalidParameter.FilterValuesNotList",
    "InvalidParameterValue",
    "InvalidParameterValue.InstanceIdMalformed",
    "InvalidParameterValue.LimitExceeded",
    "InvalidParameterValue.Malformed",
    "InvalidParameterValue.NotUtf8EncodingError",
    "InvalidParameterValue.Range",
    "InvalidParameterValue.TooLong",
    "InvalidSecurityGroupID.Malformed",
    "InvalidSgId.Malformed",
    "InvalidZone.MismatchRegion",
    "MissingParameter",
    "NoSuchVersion",
    "RequestSizeLimitExceeded",
    "UnknownParameter",
    "UnsupportedOperation.EniNotSupportTerminationProtection",
    "UnsupportedOperation.SubEniNotSupportTrunking",
    "UnsupportedProtocol",
    "UnsupportedRegion",
  ],
  unauthorized: [
    "AuthFailure.InvalidAuthorization",
    "AuthFailure.InvalidSecretId",
    "AuthFailure.MFAFailure",
    "AuthFailure.SecretIdNotFound",
    "AuthFailure.SignatureExpire",
    "AuthFailure.SignatureFailure",
    "AuthFailure.TokenFailure",
    "AuthFailure.UnauthorizedOperation",
    "UnauthorizedOperation",
    "UnauthorizedOperation.InvalidToken",
    "UnauthorizedOperation.MFANotFound",
    "UnauthorizedOperation.PermissionDenied",
  ],
  targetNotFound: ["InvalidInstanceId.NotFound", "ResourceNotFound"],
  groupNotFound: ["InvalidSecurityGroupID.NotFound", "InvalidSecurityGroupId.NotFound"],
  notMember: [],
  alreadyMember: [],
  vpcMismatch: [],
  groupTypeConflict: [],
  targetQuota: ["LimitExceeded", "LimitExceeded.AssociateUSGLimitExceeded", "LimitExceeded.SingleUSGQuota"],
  groupQuota: ["LimitExceeded.CvmsVifsPerSecGroupLimitExceeded"],
  ruleQuota: [],
  lastGroup: [],
  targetState: [
    "UnsupportedOperation.InstanceReinstallFailed",
    "UnsupportedOperation.InstanceStateEnterRescueMode",
    "UnsupportedOperation.InstanceStateEnterServiceLiveMigrate",
    "UnsupportedOperation.InstanceStateExitRescueMode",
    "UnsupportedOperation.InstanceStateExitServiceLiveMigrate",
    "UnsupportedOperation.InstanceStateFreezing",
    "UnsupportedOperation.InstanceStateIsolating",
    "UnsupportedOperation.InstanceStatePending",
    "UnsupportedOperation.InstanceStateRebooting",
    "UnsupportedOperation.InstanceStateRescueMode",
    "UnsupportedOperation.InstanceStateServiceLiveMigrate",
    "UnsupportedOperation.InstanceStateShutdown",
    "UnsupportedOperation.InstanceStateStarting",
    "UnsupportedOperation.InstanceStateStopping",
    "UnsupportedOperation.InstanceStateTerminated",
    "UnsupportedOperation.InstanceStateTerminating",
  ],
  targetLocked: [],
  managedByService: ["FailedOperation.InvalidInstanceApplicationRole"],
  busy: ["MutexOperation.TaskRunning", "OperationDenied.InstanceOperationInProgress", "ResourceInUse"],
  throttled: [
    "LimitExceeded.ActionLimited",
    "RequestLimitExceeded",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
    "RequestLimitExceeded.IPLimitExceeded",
    "RequestLimitExceeded.UinLimitExceeded",
  ],
  unavailable: [
    "ClientError.HttpStatusCodeError",
    "ClientError.NetworkError",
    "ClientNetworkError",
    "InternalError",
    "InternalError.ModuleError",
    "InternalServerError",
    "ResourceUnavailable",
    "SecGroupActionFailure",
    "ServerNetworkError",
    "ServiceUnavailable",
  ],
  unexpected: ["FailedOperation.SecurityGroupActionFailed", "UnsupportedOperation"],
};

/** Codes that mean something else as the answer to one operation. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, ErrorKind>>>> = {
  DescribeSecurityGroups: { ResourceNotFound: "groupNotFound" },
};

const kinds = new Map(
  Object.entries(codesByKind).flatMap(([kind, codes]) => codes.map((code) => [code, kind as ErrorKind] as const)),
);

/** The kind of an error code that the cloud answered to an operation; `unexpected` for one that is not in the tables. */
export function kindOf(code: string, operation: string): ErrorKind {
  return (
    lookup(lookup(exceptions, operation) ?? {}, code) ??
    kinds.get(code) ??
    (isThrottling(code) ? "throttled" : "unexpected")
  );
}

/** "RequestLimitExceeded" is documented as a family of codes, of which not all are listed. */
function isThrottling(code: string): boolean {
  return code.startsWith("RequestLimitExceeded.");
}

/** Codes of `targetState` that name a state which does not pass by itself. */
export const lasting: ReadonlySet<string> = new Set([
  "UnsupportedOperation.InstanceReinstallFailed",
  "UnsupportedOperation.InstanceStateEnterRescueMode",
  "UnsupportedOperation.InstanceStateIsolating",
  "UnsupportedOperation.InstanceStateRescueMode",
  "UnsupportedOperation.InstanceStateShutdown",
  "UnsupportedOperation.InstanceStateTerminated",
  "UnsupportedOperation.InstanceStateTerminating",
]);

/**
 * Codes of `invalidInput` that speak of the group, or of the whole request: they are the same for each of its targets.
 * The others can be about one target only.
 */
const wholeRequest: ReadonlySet<string> = new Set([
  "InvalidAction",
  "InvalidSecurityGroupID.Malformed",
  "InvalidSgId.Malformed",
  "MissingParameter",
  "NoSuchVersion",
  "UnknownParameter",
  "UnsupportedProtocol",
  "UnsupportedRegion",
]);

/** Kinds of errors that a write of many targets can owe to one of them. `busy` is not one: the batch waits as it is. */
const ofOneTarget: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  "invalidInput",
  "targetNotFound",
  "notMember",
  "alreadyMember",
  "vpcMismatch",
  "groupTypeConflict",
  "targetQuota",
  "groupQuota",
  "ruleQuota",
  "lastGroup",
  "targetState",
  "targetLocked",
  "managedByService",
  "unexpected",
]);

/** Whether the same write without some of its targets could do better. */
export function canBeOfOneTarget({ kind, code }: { readonly kind: ErrorKind; readonly code: string }): boolean {
  return ofOneTarget.has(kind) && !wholeRequest.has(code);
}

/** Codes by which a read by IDs fails as a whole for an ID that is malformed or unknown. */
const ofOneId: ReadonlySet<string> = new Set([
  "InvalidInstanceId.Malformed",
  "InvalidInstanceId.NotFound",
  "InvalidParameterValue.InstanceIdMalformed",
  "InvalidParameterValue.Malformed",
  "InvalidSecurityGroupID.Malformed",
  "InvalidSecurityGroupID.NotFound",
  "ResourceNotFound",
]);

/** Whether a read of the other IDs alone could succeed. */
export function isOfOneId({ code }: { readonly code: string }): boolean {
  return ofOneId.has(code);
}

/** What the user can do about an error of a kind. Read after the cloud's own sentence. */
export const advice: Readonly<Record<ErrorKind, string>> = {
  invalidInput: "Check the IDs, the region and the account.",
  unauthorized:
    "Check the credentials (the configuration tencentcloud:secretId and tencentcloud:secretKey, the variables " +
    "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or the profile), and that their CAM policy allows {operation}.",
  targetNotFound: "Check the target's ID, the region and the account.",
  groupNotFound: "Check the security group's ID, the region and the account.",
  notMember: "There is nothing to leave.",
  alreadyMember: 'It is a member already: set onExisting to "adopt" to manage it here; its place in the order stays.',
  vpcMismatch: "Check that the security group and the target belong to the same region and account.",
  groupTypeConflict: "Use a security group of the kind that the target has.",
  targetQuota:
    "The target is in as many security groups as it may (5 by default). To swap one for another, change " +
    "securityGroupId in place (the new one comes last in the order, which is the priority of rules); to have more, ask " +
    "the cloud's support to raise the quota, or take the target out of a group first.",
  groupQuota: "The security group is full: use another group, or ask the cloud's support to raise its quota.",
  ruleQuota:
    "The security groups of the target hold too many rules together: remove rules from the groups, or use another group.",
  lastGroup:
    "An instance has to be in at least one security group: join it to another group first, or, if the instance itself " +
    "goes, set the deletedWith option of the membership to it; retainOnDelete keeps the membership in the cloud. " +
    "Both take effect with a pulumi up before.",
  targetState: "Its state does not allow it now: an instance has to be created, and not isolated.",
  targetLocked: "The instance is isolated: have the isolation lifted in the console, or by the cloud's support, first.",
  managedByService: "A cloud service manages it, and only that service can change it.",
  busy: "Another operation on the target is running: run it again when that has ended, or raise timeoutSeconds.",
  throttled:
    "The account's rate for this operation is used up; it is free again in the next second: run it again, or with a lower " +
    "--parallel.",
  unavailable: "Run it again; what was done is not lost.",
  unexpected: "This answer is not documented for the operation; run it again, or report it with the request ID.",
};

/** What {@link advice} says otherwise of a network interface. */
export const adviceOnInterface: Readonly<Partial<Record<ErrorKind, string>>> = {
  targetState: "Its state does not allow it now: a network interface has to be AVAILABLE or INUSE.",
};

const token =
  "Check the session token (tencentcloud:securityToken or TENCENTCLOUD_SECURITY_TOKEN): it belongs to its key, and runs " +
  "out. Get a new one.";
const permission = "Let the CAM policy of the credentials allow {operation}.";
const mfa = "The account asks for a second factor for {operation}: use a key whose CAM user is exempt from it.";

const tooMany = "The call named more than the cloud takes at a time: report it with the request ID.";

/** What a code can mean instead, where its text leaves open whose quota it is. */
export const perhaps: Readonly<Record<string, ErrorKind>> = {
  LimitExceeded: "groupQuota",
  "LimitExceeded.SingleUSGQuota": "groupQuota",
};

/** Advice on codes that say more, or less, than their kind. `{operation}` stands for the call, with its product. */
export const adviceByCode: Readonly<Record<string, string>> = {
  "AuthFailure.MFAFailure": mfa,
  "UnauthorizedOperation.MFANotFound": mfa,
  "AuthFailure.TokenFailure": token,
  "UnauthorizedOperation.InvalidToken": token,
  "AuthFailure.UnauthorizedOperation": permission,
  UnauthorizedOperation: permission,
  "UnauthorizedOperation.PermissionDenied": permission,
  "AuthFailure.SignatureExpire": "Set the machine's clock: it is more than five minutes off.",
  LimitExceeded: `${advice.targetQuota} The code leaves open whether the group is full instead.`,
  "LimitExceeded.SingleUSGQuota": `${advice.targetQuota} The code leaves open whether the group is full instead.`,
  "InvalidFilterValue.LimitExceeded": tooMany,
  "InvalidParameterValue.LimitExceeded": tooMany,
  RequestSizeLimitExceeded: tooMany,
  UnsupportedRegion:
    "Check the spelling of region, or of the configuration tencentcloud:region: it is an ID such as ap-guangzhou.",
  UnsupportedOperation:
    "The cloud does not say why. Check the target's state, and whether a cloud service owns it and has to change it.",
  "FailedOperation.SecurityGroupActionFailed":
    "The cloud does not say why. Check the target's state and its groups, run it again, or report it with the request ID.",
};

/** The advice on an error, by its code where there is one of its own. CVM's operations are about instances. */
export function adviceOn(kind: ErrorKind, code: string, operation: string): string {
  const ofInterface = operation.includes("NetworkInterface");
  const product = ofInterface || operation === "DescribeSecurityGroups" ? "vpc" : "cvm";
  const text = lookup(adviceByCode, code) ?? adviceOf(kind, ofInterface ? "networkInterface" : "instance");
  return text.replace("{operation}", `${product}:${operation}`);
}

/** The advice on a kind of error of a kind of target. */
export function adviceOf(kind: ErrorKind, target: Target["kind"]): string {
  return (target === "networkInterface" ? adviceOnInterface[kind] : undefined) ?? advice[kind];
}

import type { ErrorKind } from "../../model/errors";
import { lookup } from "../../model/lookup";
import type { Target } from "../../model/membership";
import { tooManyRequests } from "../retry-after";

/**
 * What ECS's error codes mean, by exact code: `InvalidAccessKeyId.NotFound` ends like `InvalidInstanceId.NotFound`, and
 * means something else. The spelling is the API's own ("MutliGroupType"). From the error tables of the operations'
 * documentation, 2014-05-26; `Forbidden.RAM` is what a missing RAM permission answers.
 */
export const codesByKind: Readonly<Record<ErrorKind, readonly string[]>> = {
  invalidInput: [
    "Abs.InvalidInstanceIds.MalFormed",
    "Forbidden.RegionId",
    "IdempotentParameterMismatch",
    "InValidParameter.NextToken",
    "InvalidInstanceID.Malformed",
    "InvalidInstanceId.Malformed",
    "InvalidNetworkType.NotSupported",
    "InvalidOperation.EniAndGroupNotBelongSameUser",
    "InvalidOperation.InvalidEniPageNumber",
    "InvalidOperation.InvalidEniType",
    "InvalidOperation.InvalidRegion",
    "InvalidOperation.PrimaryEniOnlySupportModifyNameAndDesc",
    "InvalidParam.EniIdAndInstanceId.Conflict",
    "InvalidParam.Malformed",
    "InvalidParameter",
    "InvalidParameter.AttributeNotSupported",
    "InvalidParameter.Conflict",
    "InvalidParameter.SecurityGroupIdRepeated",
    "InvalidParameter.SecurityGroupType",
    "InvalidParameter.TooManyInstanceIds",
    "InvalidParams.EniId",
    "InvalidRegionId.MalFormed",
    "InvalidRegionId.NotFound",
    "InvalidSecurityGroupId.Malformed",
    "InvalidSecurityGroupName.Malformed",
    "MissingParameter",
    "MissingParameter.RegionId",
    "NotSupported.PageNumberAndPageSize",
    "UnsupportedParameter",
  ],
  unauthorized: [
    "Abs.InvalidAccount.NotFound",
    "Forbidden.NotSupportRAM",
    "Forbidden.RAM",
    "Forbidden.SubUser",
    "IncompleteSignature",
    "InvalidAccessKeyId.NotFound",
    "InvalidAccessKeySecret",
    "InvalidSecurityToken.Expired",
    "InvalidSecurityToken.Malformed",
    "InvalidSecurityToken.MismatchWithAccessKey",
    "InvalidTimeStamp.Expired",
    "InvalidUserType.NotSupported",
    "MissingSecurityToken",
    "NotBelongUser",
    "SignatureDoesNotMatch",
    "SignatureNonceUsed",
  ],
  targetNotFound: ["InvalidEcsId.NotFound", "InvalidEniId.NotFound", "InvalidInstanceId.NotFound"],
  groupNotFound: ["InvalidSecurityGroupId.NotFound"],
  notMember: ["InstanceNotInSecurityGroup", "InvalidSecurityGroupAssociation.NotFound"],
  alreadyMember: ["InvalidInstanceId.AlreadyExists"],
  vpcMismatch: [
    "InvalidInstanceId.Mismatch",
    "InvalidOperation.VpcMismatch",
    "InvalidSecurityGroupId.NotVpc",
    "InvalidSecurityGroupType.NotSupportClassic",
    "InvalidSecurityGroupVpc.NotBelongToOneVpc",
  ],
  groupTypeConflict: [
    "EnterpriseGroupLimited.MutliGroupType",
    "InvalidOperation.MultiGroupType",
    "InvalidOperation.NotSupportEnterpriseGroup",
  ],
  targetQuota: ["InstanceSecurityGroupLimitExceeded", "JoinedGroupLimitExceed"],
  groupQuota: [
    "InvalidOperation.EniCountExceeded",
    "InvalidOperation.NetworkInterfaceCountExceeded",
    "SecurityGroupInstanceLimitExceed",
    "SecurityGroupInstanceLimitExceeded",
  ],
  ruleQuota: ["AclLimitExceed"],
  lastGroup: ["InstanceLastSecurityGroup", "InvalidOperation.AtLeastInOneGroup"],
  targetState: [
    "Forbidden.InstanceIsBeingCreated",
    "IncorrectInstanceStatus",
    "InvalidOperation.InvalidEcsState",
    "InvalidOperation.InvalidEniState",
    "InvalidStatus.EniOrInstanceIsBeingCreated",
  ],
  targetLocked: ["InstanceLockedForSecurity", "OperationDenied"],
  managedByService: ["InvalidOperation.EniServiceManaged", "InvalidOperation.ResourceManagedByCloudProduct"],
  busy: ["InvalidOperation.Conflict", "OperationConflict"],
  throttled: ["Rejected.Throttling", "Throttling", "Throttling.Api", "Throttling.User"],
  unavailable: ["InternalError", "RequestTimeout", "ServiceUnavailable"],
  unexpected: ["DryRunOperation", "InvalidVSwitchId.NotFound"],
};

/** Codes that mean something else as the answer to one operation. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, ErrorKind>>>> = {
  DescribeNetworkInterfaces: { "InvalidVSwitchId.NotFound": "invalidInput" },
};

const kinds = new Map(
  Object.entries(codesByKind).flatMap(([kind, codes]) => codes.map((code) => [code, kind as ErrorKind] as const)),
);

/** The kind of an error code that ECS answered to an operation; `unexpected` for one that is not in the tables. */
export function kindOf(code: string, operation: string, status?: number): ErrorKind {
  if (status === tooManyRequests) return "throttled";
  return (
    lookup(lookup(exceptions, operation) ?? {}, code) ??
    kinds.get(code) ??
    (isThrottling(code) ? "throttled" : "unexpected")
  );
}

/** "Throttling" is documented as a family of codes, of which not all are listed. */
function isThrottling(code: string): boolean {
  return code.startsWith("Throttling.");
}

/** Codes by which a read by IDs fails as a whole for one ID that is malformed. */
const ofOneId: ReadonlySet<string> = new Set([
  "Abs.InvalidInstanceIds.MalFormed",
  "InvalidInstanceId.Malformed",
  "InvalidParams.EniId",
]);

/** Whether a read of the other IDs alone could succeed. */
export function isOfOneId({ code }: { readonly code: string }): boolean {
  return ofOneId.has(code);
}

/** What the user can do about an error of a kind. Read after the cloud's own sentence. */
export const advice: Readonly<Record<ErrorKind, string>> = {
  invalidInput: "Check the IDs, the region and the account.",
  unauthorized:
    "Check the credentials (the configuration alicloud:accessKey and alicloud:secretKey, the variables " +
    "ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or the profile), and that they belong to the " +
    "account of the target and the group.",
  targetNotFound: "Check the target's ID, the region and the account.",
  groupNotFound: "Check the security group's ID, the region and the account.",
  notMember: "There is nothing to leave.",
  alreadyMember: 'It is a member already: set onExisting to "adopt" to manage it here.',
  vpcMismatch: "A target can only join security groups of its own VPC: name another group, or another target.",
  groupTypeConflict:
    "Basic and advanced security groups do not mix on one target: use groups of the type that the target has.",
  targetQuota:
    "The target is in as many security groups as it may (5 by default). To swap one for another, change " +
    "securityGroupId in place; to have more, raise the quota in Quota Center, or take the target out of a group first.",
  groupQuota: "The security group is full: use another group, or raise its quota in Quota Center.",
  ruleQuota:
    "The security groups of a target may hold a limited number of rules together (1,000 by default), and this group's " +
    "rules would exceed it: remove rules from the groups, use another group, or raise the quota in Quota Center.",
  lastGroup:
    "A target has to be in at least one security group: join it to another group first, or, if the target itself goes, " +
    "set the deletedWith option of the membership to it; retainOnDelete keeps the membership in the cloud. " +
    "Both take effect with a pulumi up before.",
  targetState: "Its state does not allow it now: an instance has to be Running or Stopped.",
  targetLocked:
    "The target is locked for security: have the lock lifted in the ECS console, or by the cloud's support, first.",
  managedByService: "A cloud service manages it, and only that service can change it.",
  busy: "Another operation on the target is running: run it again when that has ended, or raise timeoutSeconds.",
  throttled:
    "The account's rate for this operation is used up; it is free again in the next minute: run it again then, or with a " +
    "lower --parallel.",
  unavailable: "Run it again; what was done is not lost.",
  unexpected: "This answer is not documented for the operation; run it again, or report it with the request ID.",
};

/** What {@link advice} says otherwise of a network interface. */
export const adviceOnInterface: Readonly<Partial<Record<ErrorKind, string>>> = {
  targetState: "Its state does not allow it now: a network interface has to be Available or InUse.",
};

const token =
  "Check the session token (alicloud:securityToken or ALIBABA_CLOUD_SECURITY_TOKEN): it belongs to its access key, and " +
  "runs out. Get a new one.";

const region =
  "Check the spelling of region, or of the configuration alicloud:region: it is an ID such as cn-hangzhou.";
const tooMany = "The call named more than the cloud takes at a time: report it with the request ID.";

/** Advice on codes that say more than their kind. `{operation}` stands for the call. */
export const adviceByCode: Readonly<Record<string, string>> = {
  "Forbidden.InstanceIsBeingCreated": "Run it again once the instance is created.",
  "Forbidden.NotSupportRAM": "RAM users may not call ecs:{operation} here: use the credentials of the account itself.",
  "Forbidden.RAM": "Let the RAM policy of the credentials allow ecs:{operation}.",
  "Forbidden.SubUser": "Let the RAM policy of the credentials allow ecs:{operation}.",
  "InvalidOperation.EniAndGroupNotBelongSameUser":
    "The network interface and the security group belong to different accounts: name a group of the interface's account.",
  "InvalidOperation.InvalidEcsState":
    "The instance, or the one that the network interface is attached to, has to be Running or Stopped.",
  "InvalidOperation.InvalidEniType":
    "Network interfaces of this type do not join or leave security groups by themselves: a primary one does with its " +
    "instance, so give instanceId.",
  "InvalidOperation.NotSupportEnterpriseGroup":
    "The instance type cannot be in an advanced security group: name a basic one, or change the instance type.",
  "InvalidOperation.InvalidRegion": region,
  "InvalidParameter.TooManyInstanceIds": tooMany,
  "InvalidRegionId.MalFormed": region,
  "InvalidRegionId.NotFound": region,
  "InvalidSecurityToken.Expired": token,
  "InvalidSecurityToken.Malformed": token,
  "InvalidSecurityToken.MismatchWithAccessKey": token,
  "InvalidStatus.EniOrInstanceIsBeingCreated": "Run it again once the network interface and its instance are created.",
  "InvalidTimeStamp.Expired": "Set the machine's clock: it is more than 15 minutes off.",
  MissingSecurityToken: token,
  SignatureNonceUsed: "The same request arrived twice, perhaps by a proxy that repeats it: run it again.",
};

/** The advice on an error, by its code where there is one of its own. `target`: what the call was about. */
export function adviceOn(
  kind: ErrorKind,
  code: string,
  operation: string,
  target: Target["kind"] = "instance",
): string {
  const ofTarget = target === "networkInterface" ? adviceOnInterface[kind] : undefined;
  return (lookup(adviceByCode, code) ?? ofTarget ?? advice[kind]).replace("{operation}", operation);
}

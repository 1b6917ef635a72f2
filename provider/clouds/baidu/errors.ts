import type { ErrorKind } from "../../model/errors";
import { lookup } from "../../model/lookup";
import { tooManyRequests } from "../retry-after";

/**
 * What Baidu's error codes mean, by exact code. From the error tables of the documentation (BCC's common errors, "Add an
 * instance to a security group", neighbouring pages), and, where those are silent, from Baidu's SDKs (`Http400`,
 * `RequestTimeTooSkewed`) and its Terraform provider (`OperationDenied`, `InvalidInstanceId.NotFound`,
 * `Forbidden.InstanceNotFound`).
 */
export const codesByKind: Readonly<Partial<Record<ErrorKind, readonly string[]>>> = {
  invalidInput: [
    "IdempotentParameterMismatch",
    "InappropriateJSON",
    "InvalidHTTPRequest",
    "InvalidURI",
    "InvalidVersion",
    "MalformedJSON",
  ],
  unauthorized: [
    "AccessDenied",
    "InvalidAccessKeyId",
    "InvalidHTTPAuthHeader",
    "OptInRequired",
    "RequestExpired",
    "RequestTimeTooSkewed",
    "SignatureDoesNotMatch",
  ],
  // NoSuchObject can also mean the group: `refusals.ts` tells.
  targetNotFound: ["Forbidden.InstanceNotFound", "InvalidInstanceId.NotFound", "NoSuchObject"],
  vpcMismatch: ["InstanceBindNoSameVpcException", "Vpc.SecurityGroupsNotSameVpc"],
  targetQuota: ["SecurityGroup.BindInstanceExceededLimit"],
  lastGroup: ["SecurityGroup.NoSecurityGroup"],
  targetState: ["SecurityGroup.ExpiredInstanceForbiddenBind"],
  busy: ["OperationDenied"],
  unavailable: ["Http400", "InternalError"],
  unexpected: ["PreconditionFailed"],
};

/** Codes that mean something else as the answer to one operation: binding takes no group away, and a group is no target. */
export const exceptions: Readonly<Record<string, Readonly<Record<string, ErrorKind>>>> = {
  bind: { "SecurityGroup.NoSecurityGroup": "unexpected" },
  bindSecurityGroups: { "SecurityGroup.NoSecurityGroup": "unexpected" },
  getSecurityGroup: { NoSuchObject: "groupNotFound" },
};

const kinds = new Map(
  Object.entries(codesByKind).flatMap(([kind, codes]) => codes.map((code) => [code, kind as ErrorKind] as const)),
);

/**
 * The kind of an error code that Baidu answered to an operation; `unexpected` for one that is not in the tables. Neither a
 * rate nor a code for going over it is documented, so HTTP's own status for it, 429, is `throttled` whatever the code.
 */
export function kindOf(code: string, operation: string, status?: number): ErrorKind {
  if (status === tooManyRequests) return "throttled";
  return lookup(lookup(exceptions, operation) ?? {}, code) ?? kinds.get(code) ?? "unexpected";
}

/** Codes of `targetState` that name a state which does not pass by itself. */
export const lasting: ReadonlySet<string> = new Set(["SecurityGroup.ExpiredInstanceForbiddenBind"]);

/** What the user can do about an error of a kind. Read after the cloud's own sentence. */
export const advice: Readonly<Record<ErrorKind, string>> = {
  invalidInput: "Check the IDs, the region and the account.",
  unauthorized:
    "Check the credentials (the configuration baiducloud:accessKey and baiducloud:secretKey, the variables " +
    "BCE_ACCESS_KEY_ID and BCE_SECRET_ACCESS_KEY, or the profile) and their session token (BCE_SESSION_TOKEN).",
  targetNotFound: "Check the target's ID, the region and the account.",
  groupNotFound: "Check the security group's ID, the region and the account.",
  notMember: "There is nothing to leave.",
  alreadyMember: 'It is a member already: set onExisting to "adopt" to manage it here.',
  vpcMismatch: "A target can only join ordinary security groups of its own VPC: name another group, or another target.",
  groupTypeConflict:
    "Ordinary (g-) and enterprise (esg-) security groups do not mix on one target: use groups of the type that the " +
    "target has.",
  targetQuota:
    "A target can be in 10 security groups. To swap one for another, change securityGroupId in place; to have more, ask " +
    "the cloud's support to raise the quota, or take the target out of a group first.",
  groupQuota: "The security group is full: use another group, or ask the cloud's support to raise its quota.",
  ruleQuota:
    "The security groups of the target hold too many rules together: remove rules from the groups, or use another group.",
  lastGroup:
    "A target has to be in at least one security group: join it to another group first, or, if the target itself goes, " +
    "set the deletedWith option of the membership to it; retainOnDelete keeps the membership in the cloud. " +
    "Both take effect with a pulumi up before.",
  targetState: "Its state does not allow it now: an expired instance has to be renewed first.",
  targetLocked: "The target is locked: have the lock lifted in the BCC console, or by the cloud's support, first.",
  managedByService: "A cloud service manages it, and only that service can change it.",
  busy:
    "The target's state does not allow it yet, or another operation on it is running: run it again when that has ended, or " +
    "raise timeoutSeconds.",
  throttled: "Too many requests were made; run it again later, or with a lower --parallel.",
  unavailable: "Run it again; what was done is not lost.",
  unexpected: "This answer is not documented for the operation; run it again, or report it with the request ID.",
};

/** What {@link advice} says otherwise of a network interface. */
export const adviceOnInterface: Readonly<Partial<Record<ErrorKind, string>>> = {
  targetNotFound:
    "Check the network interface's ID, the region and the account; a primary network interface is managed through its " +
    "instance: give instanceId.",
  targetState: "Its state does not allow it now: a network interface has to be available or inuse.",
};

const clock = "Set the machine's clock: the signature's time is too far from the cloud's.";

/** Advice on codes that say more than their kind. `{operation}` stands for the call. */
export const adviceByCode: Readonly<Record<string, string>> = {
  AccessDenied: "Let the IAM policy of the credentials allow it on BCC ({operation}: read, or operate for a write).",
  OptInRequired: "Open the service (BCC) for the account in the console first.",
  RequestExpired: clock,
  RequestTimeTooSkewed: clock,
  "SecurityGroup.ExpiredInstanceForbiddenBind": "Renew the instance, or pay what is owed for it, first.",
};

/** The advice on an error, by its code where there is one of its own. */
export function adviceOn(kind: ErrorKind, code: string, operation: string): string {
  return (lookup(adviceByCode, code) ?? adviceOf(kind, operation)).replace("{operation}", operation);
}

/** The advice on a kind of error that a call met: those of network interfaces have operations of their own. */
export function adviceOf(kind: ErrorKind, operation: string): string {
  return (operation.includes("Interface") ? adviceOnInterface[kind] : undefined) ?? advice[kind];
}

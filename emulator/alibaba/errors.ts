import { Refusal } from "../cloud";
import { lookup } from "../lookup";

interface DocumentedError {
  readonly status: number;
  /** The documented text; where the documents only say `%s`, a sentence of the same meaning. */
  readonly message: string;
}

const e = (status: number, message: string): DocumentedError => ({ status, message });

const LOCKED = "The specified operation is denied as your instance is locked for security reasons.";
const STATUS = "The current status of the resource does not support this operation.";

/**
 * Codes of the nine operations and of the gateway, with the status of most of them; an operation that documents another
 * status for a code says so where it refuses. Spellings such as `MutliGroupType` and `LimitExceed` are the cloud's own.
 * Codes whose status is documented nowhere have 400.
 */
const ERRORS = {
  "Abs.InvalidAccount.NotFound": e(403, "The Alibaba Cloud account of the resource does not exist."),
  "Abs.InvalidInstanceIds.MalFormed": e(403, "The amount of specified instance Ids, or their format, is not valid."),
  AclLimitExceed: e(403, "The number of security group rules of the network interface exceeds the limit."),
  DryRunOperation: e(400, "Request validation has been passed with DryRun flag set."),
  "EnterpriseGroupLimited.MutliGroupType": e(
    403,
    "The specified instance can't join different types of security group.",
  ),
  "Forbidden.InstanceIsBeingCreated": e(403, "The specified instance is being created."),
  "Forbidden.NotSupportRAM": e(403, "This operation is not available to RAM users."),
  "Forbidden.RegionId": e(400, "The operation is not available in the specified region."),
  "Forbidden.SubUser": e(403, "The specified action is not available to you."),
  IdempotentParameterMismatch: e(400, "The request uses the client token of a request with other parameters."),
  "InValidParameter.NextToken": e(400, "The specified parameter NextToken is not valid."),
  IncompleteSignature: e(400, "The request signature does not conform to Aliyun standards."),
  IncorrectInstanceStatus: e(403, STATUS),
  InstanceLastSecurityGroup: e(403, "The specified security group is the last security group for the instance."),
  InstanceLockedForSecurity: e(403, LOCKED),
  InstanceNotInSecurityGroup: e(403, "The instance not in the group."),
  InstanceSecurityGroupLimitExceeded: e(
    400,
    "Exceeding the allowed amount of security groups that an instance can be in.",
  ),
  InternalError: e(500, "The request processing has failed due to some unknown error."),
  "InvalidAccessKeyId.NotFound": e(404, "Specified access key is not found."),
  InvalidAccessKeySecret: e(
    400,
    "The AccessKeySecret is incorrect. Please check your AccessKeyId and AccessKeySecret.",
  ),
  "InvalidAction.NotFound": e(404, "Specified api is not found, please check your url and method."),
  "InvalidEcsId.NotFound": e(404, "The specified instance does not exist."),
  "InvalidEniId.NotFound": e(404, "The specified network interface does not exist."),
  "InvalidInstanceID.Malformed": e(400, "The specified instance ID is malformed."),
  "InvalidInstanceId.AlreadyExists": e(403, "The specified instance already exists in the specified security group."),
  "InvalidInstanceId.Malformed": e(400, 'The specified parameter "InstanceId" is not valid.'),
  "InvalidInstanceId.Mismatch": e(400, "Specified instance and security group are not in the same VPC."),
  "InvalidInstanceId.NotFound": e(404, "The specified InstanceId does not exist."),
  "InvalidNetworkType.NotSupported": e(400, "An instance in the classic network does not support this operation."),
  "InvalidOperation.AtLeastInOneGroup": e(403, "The network interface must be in at least one security group."),
  "InvalidOperation.Conflict": e(
    409,
    "Request was denied due to conflict with a previous request, please try again later.",
  ),
  "InvalidOperation.EniAndGroupNotBelongSameUser": e(
    400,
    "The network interface and the security group do not belong to the same user.",
  ),
  "InvalidOperation.EniCountExceeded": e(
    400,
    "The maximum number of network interfaces in the security group is exceeded.",
  ),
  "InvalidOperation.EniServiceManaged": e(403, "The network interface is managed by a cloud service."),
  "InvalidOperation.InvalidEcsState": e(400, "The state of the instance does not support this operation."),
  "InvalidOperation.InvalidEniPageNumber": e(403, "The specified PageNumber is not valid."),
  "InvalidOperation.InvalidEniState": e(400, "The state of the network interface does not support this operation."),
  "InvalidOperation.InvalidEniType": e(403, "The type of the network interface does not support this operation."),
  "InvalidOperation.InvalidRegion": e(403, "The operation is not available in this region."),
  "InvalidOperation.MultiGroupType": e(400, "The specified instance can't join different types of security group."),
  "InvalidOperation.NetworkInterfaceCountExceeded": e(
    403,
    "The maximum number of NetworkInterface in a enterprise level security group is exceeded.",
  ),
  "InvalidOperation.NotSupportEnterpriseGroup": e(
    400,
    "The specified instance type doesn't support enterprise level security group.",
  ),
  "InvalidOperation.PrimaryEniOnlySupportModifyNameAndDesc": e(
    404,
    "Only the name and description of a primary network interface can be modified.",
  ),
  "InvalidOperation.ResourceManagedByCloudProduct": e(403, "The security group is managed by a cloud service."),
  "InvalidOperation.VpcMismatch": e(403, "The network interface and the security group are not in the same VPC."),
  "InvalidParam.EniIdAndInstanceId.Conflict": e(
    403,
    "The InstanceId and NetworkInterfaceId parameters are mutually exclusive.",
  ),
  "InvalidParam.Malformed": e(403, "The specified parameter is malformed."),
  InvalidParameter: e(400, "The specified parameter is not valid."),
  "InvalidParameter.AttributeNotSupported": e(400, "The specified parameter Attribute is not supported."),
  "InvalidParameter.Conflict": e(400, "The specified parameters conflict."),
  "InvalidParameter.SecurityGroupIdRepeated": e(404, "The specified security group IDs contain a duplicate."),
  "InvalidParameter.SecurityGroupType": e(400, "The specified parameter SecurityGroupType is not valid."),
  "InvalidParameter.TooManyInstanceIds": e(403, "The number of specified instance IDs exceeds 100."),
  "InvalidParams.EniId": e(400, "The specified network interface ID is not valid."),
  "InvalidRegionId.MalFormed": e(400, "The specified RegionId is malformed."),
  "InvalidRegionId.NotFound": e(404, "The specified RegionId does not exist."),
  "InvalidSecurityGroupAssociation.NotFound": e(400, "The target is not in the specified security group."),
  "InvalidSecurityGroupId.Malformed": e(400, "The specified SecurityGroupId is malformed."),
  "InvalidSecurityGroupId.NotFound": e(404, "The specified SecurityGroupId does not exist."),
  "InvalidSecurityGroupId.NotVpc": e(403, "The specified security group is not in a VPC."),
  "InvalidSecurityGroupName.Malformed": e(400, "The specified SecurityGroupName is malformed."),
  "InvalidSecurityGroupType.NotSupportClassic": e(404, "A security group of the classic network is not supported."),
  "InvalidSecurityGroupVpc.NotBelongToOneVpc": e(
    404,
    "The specified security groups do not belong to the VPC of the instance.",
  ),
  "InvalidSecurityToken.Expired": e(400, "Specified SecurityToken is expired."),
  "InvalidSecurityToken.Malformed": e(400, "Specified SecurityToken is malformed."),
  "InvalidSecurityToken.MismatchWithAccessKey": e(400, "Specified SecurityToken mismatch with the AccessKey."),
  "InvalidStatus.EniOrInstanceIsBeingCreated": e(400, "The network interface or its instance is being created."),
  "InvalidTimeStamp.Expired": e(400, "Specified time stamp or date value is expired."),
  "InvalidTimeStamp.Format": e(400, "Specified time stamp or date value is not well formatted."),
  "InvalidUserType.NotSupported": e(403, "The user type does not support this operation."),
  "InvalidVSwitchId.NotFound": e(404, "The specified VSwitchId does not exist."),
  InvalidVersion: e(400, "Specified parameter Version is not valid."),
  JoinedGroupLimitExceed: e(400, "The number of security groups of the target exceeds the limit."),
  MissingParameter: e(400, "A mandatory parameter is not supplied."),
  "MissingParameter.RegionId": e(400, "The specified RegionId should not be null."),
  MissingSecurityToken: e(400, "The SecurityToken that belongs to this AccessKey is missing."),
  NotBelongUser: e(400, "You are not authorized to manage the specified resource."),
  "NotSupported.PageNumberAndPageSize": e(400, "PageNumber and PageSize are not supported together with NextToken."),
  OperationConflict: e(409, "The operation conflicts with another one in progress."),
  OperationDenied: e(403, LOCKED),
  "Rejected.Throttling": e(400, "Request was denied due to request throttling."),
  RequestTimeout: e(504, "The request encounters an upstream server timeout."),
  SecurityGroupInstanceLimitExceed: e(403, "The maximum number of instances in a security group is exceeded."),
  SecurityGroupInstanceLimitExceeded: e(403, "The maximum number of instances in a security group is exceeded."),
  ServiceUnavailable: e(500, "The service is temporarily unavailable."),
  SignatureDoesNotMatch: e(403, "Specified signature is not matched with our calculation."),
  SignatureNonceUsed: e(400, "Specified signature nonce was used already."),
  Throttling: e(400, "Request was denied due to request throttling."),
  "Throttling.Api": e(400, "Request was denied due to api flow control."),
  "Throttling.User": e(400, "Request was denied due to user flow control."),
  UnsupportedParameter: e(400, "The specified parameter is not supported."),
} satisfies Readonly<Record<string, DocumentedError>>;

export type Code = keyof typeof ERRORS;

/** Every code the emulator knows a status and a text for. */
export const CODES = Object.keys(ERRORS) as readonly Code[];

/** A refusal with the code's documented status and message, or with another of the documented variants. */
export function refusal(code: Code, variant: Partial<DocumentedError> = {}): Refusal {
  const { status, message } = { ...ERRORS[code], ...variant };
  return new Refusal(code, status, message);
}

/** `MissingParameter`, in the documented words. */
export function missing(parameter: string): Refusal {
  const message = `The input parameter "${parameter}" that is mandatory for processing this request is not supplied.`;
  return refusal("MissingParameter", { message });
}

/** `InvalidParameter` about one parameter. */
export function invalid(parameter: string, why: string): Refusal {
  return refusal("InvalidParameter", { message: `The specified parameter "${parameter}" is not valid: ${why}` });
}

/** Any code, also one that is not in the table: what a fault asks for. */
export function anyRefusal(code: string, status: number | undefined): Refusal {
  const known = lookup<DocumentedError>(ERRORS, code);
  return new Refusal(code, status ?? known?.status ?? 400, known?.message ?? "The request was refused.");
}

/** Statuses that a code has in the documentation of one operation only. */
const STATUSES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  ModifyNetworkInterfaceAttribute: {
    "InvalidOperation.EniCountExceeded": 403,
    "InvalidOperation.MultiGroupType": 403,
  },
};

/** The status of a code as the answer to an operation, where it is not the code's usual one. */
export function statusAt(action: string, code: string): number | undefined {
  return lookup(lookup(STATUSES, action) ?? {}, code);
}

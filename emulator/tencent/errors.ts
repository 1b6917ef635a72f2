import { Refusal } from "../cloud";

/** Every answer of the API has it, errors too (Tencent Cloud API docs: Responses). */
const STATUS = 200;

const STATE = "The instance is in a state that does not support this operation:";
const RATE = "The number of requests exceeds the frequency limit";
const MALFORMED_GROUP =
  "The specified security group ID is in the wrong format. For example, sg-ide32 has an invalid instance ID length.";
const NO_GROUP = "The specified security group ID does not exist.";

/**
 * Codes of the ten operations and of the gateway. A text is the documented one where it says more than the code
 * (Tencent Cloud API docs: CVM AssociateSecurityGroups, Common Error Codes).
 */
const ERRORS = {
  "AuthFailure.InvalidAuthorization": "The Authorization header does not comply with the Tencent Cloud standard.",
  "AuthFailure.InvalidSecretId": "The secret ID is invalid: it is not the ID of a TencentCloud API key.",
  "AuthFailure.MFAFailure": "Multi-factor authentication failed.",
  "AuthFailure.SecretIdNotFound": "The secret ID does not exist.",
  "AuthFailure.SignatureExpire": "The signature expired: timestamp and server time differ by more than five minutes.",
  "AuthFailure.SignatureFailure": "The signature is invalid: it does not match what the server calculated.",
  "AuthFailure.TokenFailure": "The token is invalid.",
  "AuthFailure.UnauthorizedOperation": "The request is not authorized by Cloud Access Management.",
  "FailedOperation.InvalidInstanceApplicationRole": "The role of the instance's application does not allow this.",
  "FailedOperation.SecurityGroupActionFailed": "Security group operation failed.",
  InternalError: "An internal error occurred.",
  "InternalError.ModuleError": "An internal module failed.",
  InternalServerError: "An operation error occurred.",
  InvalidAction: "The API does not exist.",
  InvalidFilter: "The specified filter is not supported.",
  "InvalidFilterValue.LimitExceeded": "The number of filter values exceeds the limit.",
  "InvalidInstance.NotSupported": "The specified instance does not support this operation.",
  "InvalidInstanceId.Malformed":
    "Invalid instance ID. The specified instance ID has an invalid format. For example, ins-1122 has an invalid ID length.",
  "InvalidInstanceId.NotFound": "No instance found.",
  InvalidParameter: "A parameter is invalid.",
  "InvalidParameter.Coexist": "IDs and filters cannot be specified together.",
  "InvalidParameter.FilterInvalidKey": "The name of the specified filter is invalid.",
  "InvalidParameter.FilterNotDict": "The specified filter is not a key-value pair.",
  "InvalidParameter.FilterValuesNotList": "The values of the specified filter are not a list.",
  InvalidParameterValue: "The value of a parameter is invalid.",
  "InvalidParameterValue.InstanceIdMalformed":
    "Invalid instance ID. Please enter a valid ID, such as ins-xxxxxxxx (“x” represents a lower-case letter or a number).",
  "InvalidParameterValue.LimitExceeded": "The number of parameter values exceeds the limit.",
  "InvalidParameterValue.Malformed": "The format of a parameter value is invalid.",
  "InvalidParameterValue.NotUtf8EncodingError": "The parameter value is not encoded in UTF-8.",
  "InvalidParameterValue.Range": "A parameter value is out of range.",
  "InvalidParameterValue.TooLong": "A parameter value is too long.",
  "InvalidSecurityGroupID.Malformed": MALFORMED_GROUP,
  "InvalidSecurityGroupID.NotFound": NO_GROUP,
  "InvalidSecurityGroupId.NotFound": NO_GROUP,
  "InvalidSgId.Malformed": MALFORMED_GROUP,
  "InvalidZone.MismatchRegion": "The specified zone does not exist in the region.",
  LimitExceeded: "The quota limit is exceeded.",
  "LimitExceeded.ActionLimited": "The operation is limited for now; try again later.",
  "LimitExceeded.AssociateUSGLimitExceeded": "An instance can be bound with up to 5 security groups.",
  "LimitExceeded.CvmsVifsPerSecGroupLimitExceeded":
    "The CVM ENIs associated with the security group has exceeded the limit.",
  "LimitExceeded.SingleUSGQuota": "The number of security groups exceeds the quota limit.",
  MissingParameter: "A required parameter is missing.",
  "MutexOperation.TaskRunning": "An identical job is running.",
  NoSuchVersion: "The API version does not exist.",
  "OperationDenied.InstanceOperationInProgress": "The instance has an operation in progress. Please try again later.",
  RequestLimitExceeded: `${RATE}.`,
  "RequestLimitExceeded.GlobalRegionUinLimitExceeded": `${RATE} of the account in all regions.`,
  "RequestLimitExceeded.IPLimitExceeded": `${RATE} of the IP address.`,
  "RequestLimitExceeded.UinLimitExceeded": `${RATE} of the account.`,
  RequestSizeLimitExceeded: "The request packet exceeds the size limit.",
  ResourceInUse: "The resource is in use.",
  ResourceNotFound: "The resource does not exist.",
  ResourceUnavailable: "The resource is unavailable.",
  SecGroupActionFailure: "A general error occurred during the security group service API call.",
  ServiceUnavailable: "The service is temporarily unavailable.",
  UnauthorizedOperation: "The operation is not authorized.",
  "UnauthorizedOperation.InvalidToken": "The operation is not authorized: the token is invalid.",
  "UnauthorizedOperation.MFANotFound": "The operation is not authorized: no multi-factor authentication is bound.",
  "UnauthorizedOperation.PermissionDenied": "The operation is not authorized: the permission is missing.",
  UnknownParameter: "A parameter is unknown.",
  UnsupportedOperation: "The operation is not supported.",
  "UnsupportedOperation.EniNotSupportTerminationProtection":
    "The network interface does not support termination protection.",
  "UnsupportedOperation.InstanceReinstallFailed": `${STATE} reinstalling it failed.`,
  "UnsupportedOperation.InstanceStateEnterRescueMode": `${STATE} it is entering rescue mode.`,
  "UnsupportedOperation.InstanceStateEnterServiceLiveMigrate": `${STATE} it is entering live migration.`,
  "UnsupportedOperation.InstanceStateExitRescueMode": `${STATE} it is leaving rescue mode.`,
  "UnsupportedOperation.InstanceStateExitServiceLiveMigrate": `${STATE} it is leaving live migration.`,
  "UnsupportedOperation.InstanceStateFreezing": `${STATE} it is being frozen.`,
  "UnsupportedOperation.InstanceStateIsolating": "Unable to isolate: the instance is isolated",
  "UnsupportedOperation.InstanceStatePending": "The instances are being created, and this operation is not supported.",
  "UnsupportedOperation.InstanceStateRebooting": `${STATE} it is rebooting.`,
  "UnsupportedOperation.InstanceStateRescueMode": `${STATE} it is in rescue mode.`,
  "UnsupportedOperation.InstanceStateServiceLiveMigrate": `${STATE} it is being migrated live.`,
  "UnsupportedOperation.InstanceStateShutdown": `${STATE} it is shut down.`,
  "UnsupportedOperation.InstanceStateStarting": `${STATE} it is starting.`,
  "UnsupportedOperation.InstanceStateStopping": `${STATE} it is stopping.`,
  "UnsupportedOperation.InstanceStateTerminated": `${STATE} it is terminated.`,
  "UnsupportedOperation.InstanceStateTerminating": `${STATE} it is being terminated.`,
  "UnsupportedOperation.SubEniNotSupportTrunking": "A sub network interface does not support trunking.",
  UnsupportedProtocol: "The protocol is not supported: only GET and POST requests are.",
  UnsupportedRegion: "The API does not support the specified region.",
} satisfies Readonly<Record<string, string>>;

export type Code = keyof typeof ERRORS;

/** Every code the emulator knows a text for. */
export const CODES = Object.keys(ERRORS) as readonly Code[];

/** A refusal in the documented words, with what exactly is wrong behind them. */
export function refusal(code: Code, detail?: string): Refusal {
  return new Refusal(code, STATUS, detail === undefined ? ERRORS[code] : `${ERRORS[code]} ${detail}`);
}

/** `MissingParameter` about one parameter. */
export function missing(parameter: string): Refusal {
  return refusal("MissingParameter", `It is \`${parameter}\`.`);
}

/** Any code, also one that is not in the table: what a fault asks for. */
export function anyRefusal(code: string, status: number | undefined): Refusal {
  const message = Object.hasOwn(ERRORS, code) ? ERRORS[code as Code] : "The request was refused.";
  return new Refusal(code, status ?? STATUS, message);
}

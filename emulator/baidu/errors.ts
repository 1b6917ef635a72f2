import { Refusal } from "../cloud";
import { lookup } from "../lookup";

interface KnownError {
  readonly status: number;
  /** The documented text; where there is none, a sentence of the same meaning. */
  readonly message: string;
}

const e = (status: number, message: string): KnownError => ({ status, message });

/**
 * Codes of the general table of Baidu AI Cloud ("Error Code", cloud.baidu.com Reference), of the BCC pages about binding,
 * of neighbouring pages, and of clients of the cloud. Where a status is documented nowhere it is our choice: 403 for
 * `OperationDenied`, 404 for the two codes that say that an instance is not found, 400 for `RequestExpired` and
 * `SignatureDoesNotMatch` as the general documents have them.
 */
const ERRORS = {
  AccessDenied: e(403, "Access denied."),
  "Forbidden.InstanceNotFound": e(404, "The specified instance does not exist."),
  Http400: e(400, "The request was refused."),
  IdempotentParameterMismatch: e(403, "The request uses the clientToken of a request with other parameters."),
  InappropriateJSON: e(400, "The JSON you provided was well-formed and valid, but not appropriate for this operation."),
  InstanceBindNoSameVpcException: e(400, "The security group and the target are not in the same VPC."),
  InternalError: e(500, "We encountered an internal error. Please try again."),
  InvalidAccessKeyId: e(403, "The Access Key ID you provided does not exist in our records."),
  InvalidHTTPAuthHeader: e(
    400,
    "The HTTP authorization header is invalid. Consult the service documentation for details.",
  ),
  InvalidHTTPRequest: e(400, "There was an error in the body of your HTTP request."),
  "InvalidInstanceId.NotFound": e(404, "The specified instance does not exist."),
  InvalidURI: e(400, "Could not parse the specified URI."),
  InvalidVersion: e(404, "The API version specified was invalid."),
  MalformedJSON: e(400, "The JSON you provided was not well-formed."),
  NoSuchObject: e(404, "The specified object is not found or resource do not exist."),
  OperationDenied: e(403, "The operation is denied in the present state of the resource."),
  OptInRequired: e(403, "A subscription for the service is required."),
  PreconditionFailed: e(412, "A precondition of the operation does not hold."),
  RequestExpired: e(400, "Request has expired."),
  RequestTimeTooSkewed: e(403, "The difference between the request time and the server's time is too large."),
  "SecurityGroup.BindInstanceExceededLimit": e(413, "Quota exceeds limit when binding instance to security group."),
  "SecurityGroup.ExpiredInstanceForbiddenBind": e(403, "Instance already expired when binding to security group."),
  "SecurityGroup.NoSecurityGroup": e(400, "No security group associated for the instance."),
  SignatureDoesNotMatch: e(
    400,
    "The request signature we calculated does not match the signature you provided. Check your Secret Access Key and signing method.",
  ),
  "Vpc.SecurityGroupsNotSameVpc": e(400, "The security groups are not in the same VPC."),
} satisfies Readonly<Record<string, KnownError>>;

export type Code = keyof typeof ERRORS;

/** Every code the emulator knows a status and a text for. */
export const CODES = Object.keys(ERRORS) as readonly Code[];

/** A refusal with the code's status and message, or with another of its variants. */
export function refusal(code: Code, variant: Partial<KnownError> = {}): Refusal {
  const { status, message } = { ...ERRORS[code], ...variant };
  return new Refusal(code, status, message);
}

/** The code's own text, and after it what is the matter in this case. */
export function refusalAbout(code: Code, detail: string): Refusal {
  return refusal(code, { message: `${ERRORS[code].message.replace(/\.$/, "")}: ${detail}` });
}

/** A query parameter that says something impossible. BCE pages answer it with the code of a broken request. */
export function invalidParameter(name: string, why: string): Refusal {
  return refusal("InvalidHTTPRequest", { message: `The specified parameter ${name} is invalid: ${why}` });
}

/** Any code, also one that is not in the table: what a fault asks for. */
export function anyRefusal(code: string, status: number | undefined): Refusal {
  const known = lookup<KnownError>(ERRORS, code);
  return new Refusal(code, status ?? known?.status ?? 400, known?.message ?? "The request was refused.");
}

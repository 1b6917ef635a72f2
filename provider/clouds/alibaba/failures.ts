/** What a call that failed comes down to: the cloud's answer, or what came instead of one. */
import { z } from "zod";
import type { AccessKey } from "../../config/credentials";
import { CloudError } from "../../model/errors";
import { withoutSecrets } from "../redact";
import { advice, kindOf } from "./errors";

const answered = z.object({
  statusCode: z.number(),
  code: z.string().catch("undefined"),
  data: z
    .object({ Message: z.string().optional().catch(undefined), RequestId: z.string().optional().catch(undefined) })
    .catch({}),
  retryAfter: z.number().optional().catch(undefined),
});

/** Understands what the SDK threw. Never gives away the key, which some answers quote. */
export function understand(operation: string, endpoint: URL, key: AccessKey, error: unknown): CloudError {
  const answer = answered.safeParse(error);
  if (!answer.success) return withoutAnswer(operation, endpoint, error);
  const { statusCode, data, retryAfter } = answer.data;
  // The SDK makes text of a code that is not there.
  const code = answer.data.code === "undefined" ? `HTTP ${statusCode}` : answer.data.code;
  const kind = kindOf(code, operation);
  // A server's own failure can come after the effect.
  const outcomeUnknown = kind === "unavailable" || (kind === "unexpected" && statusCode >= 500);
  return new CloudError({
    cloud: "alicloud",
    operation,
    kind: outcomeUnknown ? "unavailable" : kind,
    code,
    reason: withoutSecrets(reasonOf(code, data.Message), key),
    status: statusCode,
    requestId: data.RequestId,
    advice: advice[kind],
    outcomeUnknown,
    retryAfterMs: retryAfter,
  });
}

/** A refused signature is explained by the whole text that the server signed, which says nothing to a user. */
function reasonOf(code: string, message: string | undefined): string {
  if (message === undefined) return "no reason was given";
  return code === "SignatureDoesNotMatch" ? message.replace(/\s*server string to sign.*$/is, "") : message;
}

/** By name and code, not by class: an error can come from another realm. */
const systemError = z.object({ name: z.string().optional(), code: z.string().optional() }).catch({});
/** The system's codes for a connection that was never made: nothing was sent. */
const neverReached = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
/** TLS refused the server, or the request could not be written down: nothing was sent, and nothing will be next time. */
const refusedHere = /^(CERT_|ERR_TLS_|ERR_SSL_|ERR_INVALID_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

function withoutAnswer(operation: string, endpoint: URL, error: unknown): CloudError {
  const { name, code = name ?? "Unknown" } = systemError.parse(error);
  const at = endpoint.origin;
  if (refusedHere.test(code)) {
    const reason = `the connection to ${at} was refused on this side, so nothing was sent`;
    return new CloudError({
      cloud: "alicloud",
      operation,
      kind: "unexpected",
      code,
      reason,
      advice: "Check the endpoint and its certificate (NODE_EXTRA_CA_CERTS names those of your own authority).",
    });
  }
  if (neverReached.has(code)) return unanswered(operation, code, `${at} could not be reached`, false);
  if (name === "RequestTimeoutError") return unanswered(operation, "Timeout", `${at} did not answer in time`);
  if (name === "SyntaxError") return unanswered(operation, "NotJson", `the answer of ${at} was not JSON`);
  if (name === "TypeError") return unanswered(operation, "EmptyAnswer", `the answer of ${at} said nothing`);
  return unanswered(operation, code, `the connection to ${at} broke before the answer came`);
}

function unanswered(operation: string, code: string, reason: string, outcomeUnknown = true): CloudError {
  return new CloudError({
    cloud: "alicloud",
    operation,
    kind: "unavailable",
    code,
    reason,
    advice: "Check the network, the proxy and the endpoint, and run it again; what was done is not lost.",
    outcomeUnknown,
  });
}

/** An answer that is well-formed, but not what the documentation says. A write may have happened. */
export function misshapen(operation: string, error: z.ZodError): CloudError {
  const issue = error.issues[0];
  const where = issue ? `${issue.path.join(".")}: ${issue.message}` : "unknown";
  return new CloudError({
    cloud: "alicloud",
    operation,
    kind: "unexpected",
    code: "UnexpectedAnswer",
    reason: `the answer does not have the documented shape (${where})`,
    advice: "Check that the endpoint is the cloud's; otherwise report it.",
    outcomeUnknown: true,
  });
}

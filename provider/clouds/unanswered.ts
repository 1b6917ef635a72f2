/** What the adapters say of calls that got no answer, or none that can be read. The same for every cloud. */
import { z } from "zod";
import { CloudError } from "../model/errors";
import type { CloudName } from "../model/membership";

/** The call that was made. */
export interface Asked {
  readonly cloud: CloudName;
  /** The cloud's own name of the call. */
  readonly operation: string;
  readonly endpoint: URL;
}

/**
 * How a call stayed without an answer. `refusedHere`: TLS refused the server, or the request could not be written down;
 * `neverReached`: there was no connection. Of both nothing was sent; of the others the effect may have happened.
 */
export type Silence = "refusedHere" | "neverReached" | "late" | "notJson" | "empty" | "broken";

/** The system's codes for a connection that was never made. */
const neverReached = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);
/** Nothing was sent, and nothing will be next time. */
const refusedHere = /^(CERT_|ERR_TLS_|ERR_SSL_|ERR_INVALID_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/;

/** What a system error's code says of the call. */
export function silenceOf(code: string): "refusedHere" | "neverReached" | "broken" {
  if (refusedHere.test(code)) return "refusedHere";
  return neverReached.has(code) ? "neverReached" : "broken";
}

const stories: Readonly<Record<Silence, (at: string) => string>> = {
  refusedHere: (at) => `the connection to ${at} was refused on this side, so nothing was sent`,
  neverReached: (at) => `${at} could not be reached`,
  late: (at) => `${at} did not answer in time`,
  notJson: (at) => `the answer of ${at} was not JSON`,
  empty: (at) => `the answer of ${at} said nothing`,
  broken: (at) => `the connection to ${at} broke before the answer came`,
};

/** The error of a call without an answer. `code` is the system's, or ours where it gave none. */
export function unanswered({ cloud, operation, endpoint }: Asked, silence: Silence, code: string): CloudError {
  const reason = stories[silence](endpoint.origin);
  if (silence === "refusedHere") {
    return new CloudError({
      cloud,
      operation,
      kind: "unexpected",
      code,
      reason,
      advice: "Check the endpoint and its certificate (NODE_EXTRA_CA_CERTS names those of your own authority).",
    });
  }
  return new CloudError({
    cloud,
    operation,
    kind: "unavailable",
    code,
    reason,
    advice: "Check the network, the proxy and the endpoint, and run it again; what was done is not lost.",
    outcomeUnknown: silence !== "neverReached",
  });
}

/** By name and code, not by class: an error can come from another realm. */
const systemError = z.object({ name: z.string().optional(), code: z.string().optional() }).catch({});

/** The error of a call that Node, or a parser of its answer, ended with this. */
export function failedWithoutAnswer(asked: Asked, error: unknown): CloudError {
  const { name, code = name ?? "Unknown" } = systemError.parse(error);
  const silence = silenceOf(code);
  if (silence !== "broken") return unanswered(asked, silence, code);
  if (name === "RequestTimeoutError") return unanswered(asked, "late", "Timeout");
  if (name === "SyntaxError") return unanswered(asked, "notJson", "NotJson");
  if (name === "TypeError") return unanswered(asked, "empty", "EmptyAnswer");
  return unanswered(asked, "broken", code);
}

/** An answer that is well-formed, but not what the documentation says. A write may have happened. */
export function misshapen({ cloud, operation }: Asked, error: z.ZodError): CloudError {
  const issue = error.issues[0];
  const where = issue ? `${issue.path.join(".")}: ${issue.message}` : "unknown";
  return new CloudError({
    cloud,
    operation,
    kind: "unexpected",
    code: "UnexpectedAnswer",
    reason: `the answer does not have the documented shape (${where})`,
    advice: "Check that the endpoint is the cloud's; otherwise report it.",
    outcomeUnknown: true,
  });
}

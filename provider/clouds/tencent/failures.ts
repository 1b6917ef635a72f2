/** What a call that failed comes down to: the cloud's answer, or what came instead of one. */
import { z } from "zod";
import type { AccessKey } from "../../config/credentials";
import { CloudError } from "../../model/errors";
import { withoutSecrets } from "../redact";
import { type Asked, notConnected, redirected, type Silence, silenceOf, unanswered } from "../unanswered";
import { adviceOn, kindOf } from "./errors";

/** A refusal of the cloud: HTTP 200 with an error in it. A connection's error has a code too, but no request ID. */
const refused = z.object({
  code: z.string().min(1),
  requestId: z.string().min(1),
  message: z.string().catch("no reason was given"),
});
/** Any status but 200. It does not come from the API itself, and the SDK does not read what it says. */
const otherStatus = z.object({ httpCode: z.number() });

/** Understands what the SDK threw. Never gives away the key. */
export function understand(asked: Asked, key: AccessKey, error: unknown): CloudError {
  const refusal = refused.safeParse(error);
  if (refusal.success) return refusedWith(asked, key, refusal.data);
  const other = otherStatus.safeParse(error);
  return other.success ? turnedAway(asked, other.data.httpCode) : withoutAnswer(asked, error);
}

function refusedWith(
  { cloud, operation }: Asked,
  key: AccessKey,
  { code, message, requestId }: z.infer<typeof refused>,
) {
  const kind = kindOf(code, operation);
  return new CloudError({
    cloud,
    operation,
    kind,
    code,
    reason: withoutSecrets(message, key),
    status: 200,
    requestId,
    advice: adviceOn(kind, code),
    // A server's own failure can come after the effect.
    outcomeUnknown: kind === "unavailable",
  });
}

function turnedAway(asked: Asked, status: number): CloudError {
  if (status >= 300 && status < 400) return redirected(asked, status);
  const { cloud, operation, endpoint } = asked;
  const failed = status >= 500;
  return new CloudError({
    cloud,
    operation,
    kind: failed ? "unavailable" : "unexpected",
    code: `HTTP ${status}`,
    reason: `${endpoint.origin} answered with a status that the API does not have, so something before it did`,
    status,
    advice: "Check the network, the proxy and the endpoint, and run it again; what was done is not lost.",
    outcomeUnknown: failed,
  });
}

/** What the SDK threw as it was, or wrapped: then only the sentence is left. */
const thrown = z.object({ name: z.string().catch(""), message: z.string().catch("") }).catch({ name: "", message: "" });

/** Sentences of the SDK's HTTP client, and what they mean; the first that fits counts. */
const sentences: readonly (readonly [RegExp, Silence, string])[] = [
  [/^network timeout at: /, "late", "Timeout"],
  [/^Response timeout while /, "late", "Timeout"],
  [/^invalid json response body /, "notJson", "NotJson"],
  // Several addresses, none of which took the connection: the reasons of each are not in the sentence.
  [/ failed, reason: $/, "neverReached", "ECONNREFUSED"],
  [/certificate|altnames/i, "refusedHere", "CertificateRefused"],
  [/wrong version number|handshake failure|unsupported protocol/i, "refusedHere", "TlsRefused"],
  [/^Invalid character in header /, "refusedHere", "InvalidHeader"],
];

function withoutAnswer(asked: Asked, error: unknown): CloudError {
  const { name, message } = thrown.parse(error);
  const known = notConnected(asked, message);
  if (known) return known;
  const told = sentences.find(([pattern]) => pattern.test(message));
  if (told) return unanswered(asked, told[1], told[2]);
  // Reading the error of an answer that has no `Response`.
  if (name === "TypeError") return unanswered(asked, "empty", "EmptyAnswer");
  const code = systemCodeIn(message);
  return unanswered(asked, silenceOf(code, message), code);
}

/** The system's code in a sentence such as "request to … failed, reason: connect ECONNREFUSED 127.0.0.1:9". */
function systemCodeIn(message: string): string {
  const reason = message.replace(/^.*?reason: /s, "");
  return /\bE[A-Z]+(?:_[A-Z]+)*\b/.exec(reason)?.[0] ?? (reason.includes("hang up") ? "ECONNRESET" : "Unknown");
}

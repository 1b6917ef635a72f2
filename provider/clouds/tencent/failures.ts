/** What a call that failed comes down to: the cloud's answer, or what came instead of one. */
import * as z from "zod";
import type { AccessKey } from "../../config/credentials";
import { CloudError } from "../../model/errors";
import { withoutSecrets } from "../redact";
import { retryAfterMs, tooManyRequests } from "../retry-after";
import type { WireAnswer } from "../transport";
import { type Asked, redirected, unanswered } from "../unanswered";
import { advice, adviceOn, kindOf, lasting, perhaps } from "./errors";
import { lookup } from "../../model/lookup";

/** What every answer of the API has: success and refusal alike are HTTP 200. */
const envelope = z.object({ Response: z.looseObject({}) });
const refused = z.object({
  RequestId: z.string().catch(""),
  Error: z.object({ Code: z.string().min(1), Message: z.string().catch("no reason was given") }),
});

/** What an answer of the API says. Throws a `CloudError` for one that does not come from the API. */
export function responseOf(asked: Asked, answered: WireAnswer): object {
  const { status, text } = answered;
  if (status !== 200) throw turnedAway(asked, answered);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw unanswered(asked, "notJson", "NotJson");
  }
  const answer = envelope.safeParse(json);
  if (!answer.success) throw unanswered(asked, "empty", "EmptyAnswer");
  return answer.data.Response;
}

/** The error that an answer is; undefined if it is none. Never gives away the key or a signature, if it quotes them. */
export function understand(asked: Asked, key: AccessKey, response: object): CloudError | undefined {
  const refusal = refused.safeParse(response);
  return refusal.success ? refusedWith(asked, key, refusal.data) : undefined;
}

function refusedWith(
  { cloud, operation }: Asked,
  key: AccessKey,
  { RequestId: requestId, Error: { Code: code, Message: message } }: z.infer<typeof refused>,
) {
  const kind = kindOf(code, operation);
  return new CloudError({
    cloud,
    operation,
    kind,
    code: withoutSecrets(code, key),
    reason: withoutSecrets(message, key) || "no reason was given",
    status: 200,
    requestId: withoutSecrets(requestId, key),
    advice: adviceOn(kind, code, operation),
    perhaps: lookup(perhaps, code),
    // A server's own failure can come after the effect.
    outcomeUnknown: kind === "unavailable",
    lasting: lasting.has(code),
  });
}

function turnedAway(asked: Asked, answered: WireAnswer): CloudError {
  const { status } = answered;
  if (status >= 300 && status < 400) return redirected(asked, status);
  const { cloud, operation, endpoint } = asked;
  const failed = status >= 500;
  const throttled = status === tooManyRequests;
  return new CloudError({
    cloud,
    operation,
    kind: throttled ? "throttled" : failed ? "unavailable" : "unexpected",
    code: `HTTP ${status}`,
    reason: `${endpoint.origin} answered with a status that the API does not use, so a proxy or gateway answered`,
    status,
    advice: throttled
      ? advice.throttled
      : "Check the network, the proxy and the endpoint, and run it again; what was done is not lost.",
    outcomeUnknown: failed,
    retryAfterMs: retryAfterMs(answered),
  });
}

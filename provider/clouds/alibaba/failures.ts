/** What a call that failed comes down to: the cloud's answer, or what came instead of one. */
import { z } from "zod";
import type { AccessKey } from "../../config/credentials";
import { CloudError } from "../../model/errors";
import { withoutSecrets } from "../redact";
import { failedWithoutAnswer } from "../unanswered";
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
  if (!answer.success) return failedWithoutAnswer({ cloud: "alicloud", operation, endpoint }, error);
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

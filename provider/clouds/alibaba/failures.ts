/** What a call that failed comes down to: the cloud's answer, or what came instead of one. */
import * as z from "zod";
import type { AccessKey } from "../../config/credentials";
import { CloudError } from "../../model/errors";
import { withoutSecrets } from "../redact";
import { retryAfterMs } from "../retry-after";
import type { WireAnswer } from "../transport";
import { type Asked, redirected } from "../unanswered";
import { adviceOn, kindOf } from "./errors";

const envelope = z
  .object({
    Code: z.string().min(1).optional().catch(undefined),
    Message: z.string().optional().catch(undefined),
    RequestId: z.string().optional().catch(undefined),
  })
  .catch({});

/**
 * The JSON of an answer's body. Throws a `SyntaxError` if it is something else; a redirect or a refusal needs none, whoever
 * sent it.
 */
export function bodyOf({ status, text }: WireAnswer): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (status >= 300 && status < 500) return undefined;
    throw error;
  }
}

/** Understands an answer that is no success. Never gives away the key or a signature, if it quotes them. */
export function understand(asked: Asked, key: AccessKey, { status, headers }: WireAnswer, body: unknown): CloudError {
  if (status >= 300 && status < 400) return redirected(asked, status);
  const { Code: code = `HTTP ${status}`, Message, RequestId } = envelope.parse(body);
  const kind = kindOf(code, asked.operation, status);
  // A server's own failure can come after the effect.
  const outcomeUnknown = kind === "unavailable" || (kind === "unexpected" && status >= 500);
  return new CloudError({
    cloud: asked.cloud,
    operation: asked.operation,
    kind: outcomeUnknown ? "unavailable" : kind,
    code: withoutSecrets(code, key),
    reason: withoutSecrets(Message ?? "", key) || "no reason was given",
    status,
    requestId: RequestId && withoutSecrets(RequestId, key),
    advice: adviceOn(kind, code, asked.operation, asked.target),
    outcomeUnknown,
    retryAfterMs: millisecondsIn(headers["x-acs-retry-after"]) ?? retryAfterMs({ headers }),
  });
}

function millisecondsIn(header: string | string[] | undefined): number | undefined {
  const value = Number.parseInt(String(header), 10);
  return Number.isNaN(value) ? undefined : value;
}

/** What a call that failed comes down to: the cloud's answer, or what came instead of one. */
import * as z from "zod";
import type { AccessKey } from "../../config/credentials";
import { CloudError } from "../../model/errors";
import { withoutSecrets } from "../redact";
import { retryAfterMs } from "../retry-after";
import type { WireAnswer } from "../transport";
import * as unanswered from "../unanswered";
import { advice, adviceOn, kindOf, lasting } from "./errors";
import { operations, type OperationName } from "./operations";
import { lookup } from "../../model/lookup";

const envelope = z
  .object({
    code: z.string().min(1).optional().catch(undefined),
    message: z.string().min(1).optional().catch(undefined),
    requestId: z.string().min(1).optional().catch(undefined),
  })
  .catch({});

/** Understands an answer that is an error. Never gives away the key or a signature, if it quotes them. */
export function understand(operation: OperationName, endpoint: URL, key: AccessKey, answer: WireAnswer): CloudError {
  const { status, headers } = answer;
  if (status >= 300 && status < 400) return unanswered.redirected({ cloud: "baiducloud", operation, endpoint }, status);
  const body = bodyOf(answer);
  // A gateway's page that says nothing of what became of the request. Below 500 it was refused, whoever refused it.
  if ("broken" in body && status >= 500) return withoutAnswer(operation, endpoint, body.broken);
  const {
    message,
    requestId = header(headers, "x-bce-request-id"),
    ...answered
  } = envelope.parse("json" in body ? body.json : undefined);
  const code = answered.code ?? `HTTP ${status}`;
  const kind = kindOf(code, operation, status);
  // A server's own failure can come after the effect.
  const unavailable = kind === "unavailable" || (kind === "unexpected" && status >= 500);
  return new CloudError({
    cloud: "baiducloud",
    operation,
    kind: unavailable ? "unavailable" : kind,
    code: withoutSecrets(code, key),
    reason: withoutSecrets(message ?? "", key) || "no reason was given",
    status,
    requestId: requestId && withoutSecrets(requestId, key),
    advice: adviceOn(kind, code, operation),
    outcomeUnknown: unavailable && operations[operation].writes,
    lasting: lasting.has(code),
    retryAfterMs: retryAfterMs(answer),
  });
}

/** The value of an answer's body, or why it has none. An empty body is an empty object, as writes are answered. */
export function bodyOf({ text }: WireAnswer): { readonly json: unknown } | { readonly broken: unknown } {
  if (text.trim() === "") return { json: {} };
  try {
    return { json: JSON.parse(text) as unknown };
  } catch (broken) {
    return { broken };
  }
}

/** What it means that the connection failed, or that the answer was not JSON. */
export function withoutAnswer(operation: OperationName, endpoint: URL, error: unknown): CloudError {
  return ofOperation(operation, unanswered.failedWithoutAnswer({ cloud: "baiducloud", operation, endpoint }, error));
}

/** An answer that is well-formed, but not what the documentation says. A write may have happened. */
export function misshapen(operation: OperationName, endpoint: URL, key: AccessKey, error: z.ZodError): CloudError {
  return ofOperation(operation, unanswered.misshapen({ cloud: "baiducloud", operation, endpoint }, key, error));
}

/** A call that we do not make, since it would do what must not happen. */
export function refusedHere(
  operation: OperationName,
  kind: "groupTypeConflict" | "lastGroup",
  code: string,
  reason: string,
): CloudError {
  return new CloudError({ cloud: "baiducloud", operation, kind, code, reason, advice: advice[kind] });
}

/** A read changes nothing, so no answer to it leaves nothing open. */
function ofOperation(operation: OperationName, error: CloudError): CloudError {
  return operations[operation].writes ? error : error.with({ outcomeUnknown: false });
}

function header(headers: WireAnswer["headers"], name: string): string | undefined {
  const value = lookup(headers, name);
  return (Array.isArray(value) ? value[0] : value) || undefined;
}

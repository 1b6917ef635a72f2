import type { WireAnswer } from "./transport";

/** The status that HTTP itself has for too many requests (RFC 6585): every cloud is throttling, whatever the body says. */
export const tooManyRequests = 429;

/** How long an answer's `Retry-After` asks to wait, in milliseconds: seconds or a date. Undefined if it does not. */
export function retryAfterMs({ headers }: Pick<WireAnswer, "headers">, now = Date.now()): number | undefined {
  const given = headers["retry-after"];
  const value = (Array.isArray(given) ? given[0] : given)?.trim() ?? "";
  if (/^\d{1,6}$/.test(value)) return Number(value) * 1000;
  const at = /[a-z]/i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

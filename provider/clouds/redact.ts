import type { AccessKey } from "../config/credentials";

/**
 * A cloud's sentence without the caller's secret and token, raw or percent-encoded: some answers quote the request that
 * they refuse.
 */
export function withoutSecrets(text: string, { secret, token }: AccessKey): string {
  const hidden = token ? [secret, token] : [secret];
  return hidden
    .flatMap((value) => [value, encodeURIComponent(value), encodeURIComponent(encodeURIComponent(value))])
    .reduce((left, value) => left.replaceAll(value, "***"), text);
}

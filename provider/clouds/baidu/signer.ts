/**
 * Signs requests by bce-auth-v1 ("Generate an authentication string" of Baidu AI Cloud's documentation). Signed are the
 * method, the path, the query, the host and every `x-bce-…` header; the signed headers are named in the result.
 */
import { createHmac } from "node:crypto";
import type { AccessKey } from "../../config/credentials";

export interface Signable {
  readonly method: string;
  /** As it is sent, percent-encoded. */
  readonly path: string;
  /** Names and values before encoding; the value of a bare word is empty. */
  readonly query: Readonly<Record<string, string>>;
  /** By lowercase name. The host has its port, unless it is the protocol's own. */
  readonly headers: Readonly<Record<string, string>> & { readonly host: string };
}

/** How long a signature is good, in seconds: the cloud's own default. */
const goodForSeconds = 1800;

/** The value of the `Authorization` header. A session token has to be in the headers already. */
export function authorizationOf(request: Signable, key: Pick<AccessKey, "id" | "secret">, at: Date): string {
  const prefix = `bce-auth-v1/${key.id}/${timestamp(at)}/${goodForSeconds}`;
  const query = Object.entries(request.query).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const signed = Object.entries(request.headers)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([name, value]) => (name === "host" || name.startsWith("x-bce-")) && value !== "")
    .map(([name, value]) => ({ name: encode(name), line: `${encode(name)}:${encode(value)}` }))
    .sort((one, other) => (one.line < other.line ? -1 : 1));
  const canonical = [request.method, request.path, query.sort().join("&"), signed.map(({ line }) => line).join("\n")];
  // The key of the second step is the first one's hexadecimal text, not its bytes.
  const signature = hmac(hmac(key.secret, prefix), canonical.join("\n"));
  return `${prefix}/${signed.map(({ name }) => name).join(";")}/${signature}`;
}

/** UTC without fractions of a second, as the signature and `x-bce-date` have it. */
export function timestamp(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Percent-encodes all but RFC 3986's unreserved characters. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

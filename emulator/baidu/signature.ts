import { createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { WireRequest } from "../cloud";
import type { RequestUri } from "./request-uri";
import { percentEncode } from "../percent-encode";

/** The parts of `bce-auth-v1/<key id>/<time>/<seconds>/<signed headers>/<signature>`. */
export interface Authorization {
  readonly keyId: string;
  /** When it was signed; milliseconds since the epoch. */
  readonly time: number;
  readonly expiresAfterMs: number;
  /** Lowercase; empty means the default set. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** Everything before the signed headers: what the signing key is derived from. */
  readonly prefix: string;
}

const FORM = /^(bce-auth-v1\/([^/]+)\/(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)\/(\d{1,9}))\/([^/]*)\/([0-9a-f]{64})$/;

/** @returns undefined where the text is no authorization of this kind */
export function readAuthorization(text: string): Authorization | undefined {
  const [, prefix, keyId, time, seconds, signedHeaders, signature] = FORM.exec(text.trim()) ?? [];
  const at = Date.parse(time ?? "");
  if (prefix === undefined || keyId === undefined || signature === undefined || Number.isNaN(at)) return undefined;
  return {
    keyId,
    time: at,
    expiresAfterMs: Number(seconds) * 1000,
    signedHeaders: (signedHeaders ?? "")
      .split(";")
      .filter((name) => name !== "")
      .map((name) => name.toLowerCase()),
    signature,
    prefix,
  };
}

/** Signed, as far as they are there, where the authorization names no headers; every `x-bce-…` header with them. */
const DEFAULT_HEADERS = new Set(["host", "content-length", "content-type", "content-md5"]);

export const TOKEN_HEADER = "x-bce-security-token";

/**
 * The signature that this secret gives (Baidu AI Cloud "Generate an authentication string"). Path and query are taken
 * decoded and encoded anew: clients differ in what they escape on the wire, not in what they sign.
 *
 * @returns undefined where none can be right, since the host or a temporary key's token is not signed
 */
export function signatureOf(
  request: WireRequest,
  uri: RequestUri,
  { prefix, signedHeaders }: Authorization,
  secret: string,
): string | undefined {
  const named = new Set(signedHeaders);
  const isSigned = (name: string): boolean =>
    named.size === 0 ? DEFAULT_HEADERS.has(name) || name.startsWith("x-bce-") : named.has(name);
  const tokenIsBare = request.headers[TOKEN_HEADER] !== undefined && !isSigned(TOKEN_HEADER);
  if (!isSigned("host") || tokenIsBare) return undefined;
  const canonicalRequest = [
    request.method,
    percentEncode(uri.path === "" ? "/" : uri.path).replaceAll("%2F", "/"),
    canonicalQuery(uri),
    canonicalHeaders(request.headers, isSigned),
  ].join("\n");
  // The key of the second step is the first one's hexadecimal text, not its bytes.
  return hmac(hmac(secret, prefix), canonicalRequest);
}

function canonicalQuery({ query }: RequestUri): string {
  return query.pairs
    .filter(([name]) => name.toLowerCase() !== "authorization")
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .sort()
    .join("&");
}

function canonicalHeaders(headers: IncomingHttpHeaders, isSigned: (name: string) => boolean): string {
  return Object.entries(headers)
    .map(([name, value]) => [name, (Array.isArray(value) ? value.join(",") : (value ?? "")).trim()] as const)
    .filter(([name, value]) => isSigned(name) && value !== "")
    .map(([name, value]) => `${percentEncode(name)}:${percentEncode(value)}`)
    .sort()
    .join("\n");
}

function hmac(key: string, text: string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

/**
 * Signs requests by ACS3-HMAC-SHA256 ("V3 request body and signature mechanism" of Alibaba Cloud's documentation).
 * Signed are the method, the path, the query, the body's hash and every header that is given here.
 */
import { createHash, createHmac } from "node:crypto";
import type { AccessKey } from "../../config/credentials";
import { lookup } from "../../model/lookup";

const algorithm = "ACS3-HMAC-SHA256";

export interface Signable {
  readonly method: string;
  readonly path: string;
  /** As {@link queryOf} writes it. */
  readonly query: string;
  /** By lowercase name; `x-acs-content-sha256` is one of them. */
  readonly headers: Readonly<Record<string, string>> & { readonly "x-acs-content-sha256": string };
}

/** The value of the `Authorization` header. A session token has to be in the headers already. */
export function authorizationOf(
  { method, path, query, headers }: Signable,
  { id, secret }: Pick<AccessKey, "id" | "secret">,
): string {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${(lookup(headers, name) ?? "").trim()}\n`).join("");
  const canonical = [method, path, query, lines, names.join(";"), headers["x-acs-content-sha256"]].join("\n");
  const signature = createHmac("sha256", secret)
    .update(`${algorithm}\n${sha256(canonical)}`)
    .digest("hex");
  return `${algorithm} Credential=${id},SignedHeaders=${names.join(";")},Signature=${signature}`;
}

/** A query as it is signed and sent: sorted by name, all but RFC 3986's unreserved characters percent-encoded. */
export function queryOf(parameters: Readonly<Record<string, string>>): string {
  return Object.entries(parameters)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

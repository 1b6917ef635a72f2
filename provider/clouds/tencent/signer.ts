/**
 * Signs requests by TC3-HMAC-SHA256 ("Signature v3" of Tencent Cloud's documentation): a POST to `/` without a query.
 * Signed are the body and every header that is given here.
 */
import { createHash, createHmac } from "node:crypto";
import type { AccessKey } from "../../config/credentials";
import { lookup } from "../../model/lookup";

const algorithm = "TC3-HMAC-SHA256";

export interface Signable {
  /** The product's name, which its host begins with. */
  readonly service: string;
  /** By lowercase name; content type and host have to be among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** In seconds since 1970; the same as in the request's headers. */
  readonly timestamp: number;
}

/** The value of the `Authorization` header. */
export function authorizationOf(
  { service, headers, body, timestamp }: Signable,
  { id, secret }: Pick<AccessKey, "id" | "secret">,
): string {
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${(lookup(headers, name) ?? "").trim().toLowerCase()}\n`).join("");
  const canonical = ["POST", "/", "", lines, names.join(";"), sha256(body)].join("\n");
  const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${service}/tc3_request`;
  const signingKey = [date, service, "tc3_request"].reduce<string | Buffer>(
    (key, part) => hmac(key, part).digest(),
    `TC3${secret}`,
  );
  const signature = hmac(signingKey, [algorithm, timestamp, scope, sha256(canonical)].join("\n")).digest("hex");
  return `${algorithm} Credential=${id}/${scope}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
}

function hmac(key: string | Buffer, text: string) {
  return createHmac("sha256", key).update(text);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

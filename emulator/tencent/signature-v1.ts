import { createHmac } from "node:crypto";
import type { WireRequest } from "../cloud";
import type { Signed } from "./authentication";

const ALGORITHMS: ReadonlyMap<string, string> = new Map([
  ["HmacSHA1", "sha1"],
  ["HmacSHA256", "sha256"],
]);

/**
 * The older signature, which the SDKs still offer as `signMethod` (Tencent Cloud API docs: Signature): a base64 HMAC over
 * method, host, path and all parameters, sorted, not encoded.
 *
 * @returns undefined where the signature or its method is missing or unknown
 */
export function readV1(request: WireRequest, parameters: ReadonlyMap<string, string>): Signed | undefined {
  const signature = parameters.get("Signature");
  const algorithm = ALGORITHMS.get(parameters.get("SignatureMethod") ?? "HmacSHA1");
  if (signature === undefined || algorithm === undefined) return undefined;
  const pairs = [...parameters]
    .filter(([name]) => name !== "Signature")
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const host = request.headers.host ?? "";
  const stringsToSign = [...new Set([host, host.replace(/:\d+$/, "")])].map(
    (each) => `${request.method}${each}${request.path === "" ? "/" : request.path}?${pairs}`,
  );
  return {
    keyId: parameters.get("SecretId") ?? "",
    timestamp: parameters.get("Timestamp") ?? "",
    token: parameters.get("Token") || undefined,
    matches: (secret) =>
      stringsToSign.some((each) => createHmac(algorithm, secret).update(each).digest("base64") === signature),
  };
}

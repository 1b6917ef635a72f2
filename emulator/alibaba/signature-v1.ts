import { createHmac } from "node:crypto";
import { percentEncode } from "../percent-encode";
import { canonicalPairs } from "./canonical";
import type { Parameters } from "./parameters";
import type { Signed } from "./authentication";

/**
 * Alibaba RPC signature version 1.0: HMAC-SHA1 over the method and all parameters of query and form, `Signature` apart.
 *
 * @returns undefined where a part of it is missing or of another kind
 */
export function readSignatureV1(method: string, parameters: Parameters): Signed | undefined {
  const keyId = parameters.text("AccessKeyId");
  const signature = parameters.text("Signature");
  const nonce = parameters.text("SignatureNonce");
  const time = parameters.text("Timestamp");
  const known =
    (parameters.text("SignatureMethod") ?? "HMAC-SHA1") === "HMAC-SHA1" &&
    (parameters.text("SignatureVersion") ?? "1.0") === "1.0";
  if (!known || keyId === undefined || signature === undefined || nonce === undefined || time === undefined) {
    return undefined;
  }
  const pairs = canonicalPairs(parameters.entries.filter(([name]) => name !== "Signature"));
  const stringToSign = `${method}&${percentEncode("/")}&${percentEncode(pairs)}`;
  return {
    keyId,
    nonce,
    time,
    token: parameters.text("SecurityToken"),
    signature,
    expected: (secret) => createHmac("sha1", `${secret}&`).update(stringToSign).digest("base64"),
    stringToSign,
  };
}

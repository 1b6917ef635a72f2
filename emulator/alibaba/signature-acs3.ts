import { createHash, createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { WireRequest } from "../cloud";
import type { Signed } from "./authentication";
import { canonicalPairs } from "./canonical";
import type { Parameters } from "./parameters";
import { lookup } from "../lookup";

const ALGORITHM = "ACS3-HMAC-SHA256";

/** Whether a request is signed by ACS3. SDKs send `x-acs-…` headers with signature V1 too; its parameters tell it apart. */
export function isAcs3({ headers }: WireRequest, parameters: Parameters): boolean {
  if (headers.authorization !== undefined) return true;
  return headers["x-acs-action"] !== undefined && parameters.text("AccessKeyId") === undefined;
}

/**
 * Alibaba signature version 3: HMAC-SHA256 over the canonical request, no key derivation. Which headers are signed is the
 * client's choice (SDKs differ), but the host, the operation and everything else of `x-acs-…` that was sent must be.
 *
 * @returns undefined where a part of it is missing or of another kind
 */
export function readAcs3(request: WireRequest, parameters: Parameters): Signed | undefined {
  const { headers } = request;
  const credential = readAuthorization(headers.authorization ?? "");
  const nonce = text(headers, "x-acs-signature-nonce");
  const time = text(headers, "x-acs-date");
  if (credential === undefined || nonce === undefined || time === undefined) return undefined;

  const bodyHash = sha256(request.body);
  const covered = new Set(credential.signedHeaders);
  const mustBeSigned = Object.keys(headers).filter((name) => name.startsWith("x-acs-"));
  const claimedHash = text(headers, "x-acs-content-sha256");
  const complete =
    covered.has("host") && mustBeSigned.every((name) => covered.has(name)) && (claimedHash ?? bodyHash) === bodyHash;

  const canonicalRequest = [
    request.method,
    request.path === "" ? "/" : request.path,
    canonicalPairs(parameters.query),
    ...credential.signedHeaders.map((name) => `${name}:${(text(headers, name) ?? "").trim()}`),
    "",
    credential.signedHeaders.join(";"),
    bodyHash,
  ].join("\n");
  const stringToSign = `${ALGORITHM}\n${sha256(canonicalRequest)}`;
  return {
    keyId: credential.keyId,
    nonce,
    time,
    token: text(headers, "x-acs-security-token"),
    signature: credential.signature,
    // A header or body that the signature does not cover can never match.
    expected: (secret) => (complete ? createHmac("sha256", secret).update(stringToSign).digest("hex") : undefined),
    stringToSign,
  };
}

interface Authorization {
  readonly keyId: string;
  /** Lowercase, sorted. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=a;b,Signature=…`. */
function readAuthorization(value: string): Authorization | undefined {
  const match = /^ACS3-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]+)\s*$/.exec(
    value,
  );
  const [, keyId, signedHeaders, signature] = match ?? [];
  if (keyId === undefined || signedHeaders === undefined || signature === undefined) return undefined;
  return { keyId, signedHeaders: signedHeaders.toLowerCase().split(";").sort(), signature };
}

function text(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = lookup(headers, name);
  return Array.isArray(value) ? value.join(",") : value;
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

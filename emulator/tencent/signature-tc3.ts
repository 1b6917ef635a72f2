import { createHash, createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { WireRequest } from "../cloud";
import type { Signed } from "./authentication";
import { lookup } from "../lookup";

const ALGORITHM = "TC3-HMAC-SHA256";

interface Authorization {
  readonly keyId: string;
  /** UTC, `yyyy-mm-dd`. */
  readonly date: string;
  readonly service: string;
  /** As sent: their order is part of what is signed. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/**
 * The service of a request's credential scope. SDKs take it from the first label of the host name they were given, so on
 * loopback it can be anything, such as `127`.
 */
export function serviceOf({ headers }: WireRequest): string | undefined {
  return readAuthorization(headers.authorization ?? "")?.service;
}

/**
 * Tencent Cloud signature v3 (Tencent Cloud API docs: Signature v3). Content type and host must be signed; the SDKs sign
 * nothing else, neither the operation nor the token.
 *
 * @returns undefined where the Authorization header is not of this kind
 */
export function readTc3(request: WireRequest): Signed | undefined {
  const authorization = readAuthorization(request.headers.authorization ?? "");
  if (authorization === undefined) return undefined;
  const { keyId, date, service, signedHeaders, signature } = authorization;
  if (!signedHeaders.includes("host") || !signedHeaders.includes("content-type")) return undefined;
  const timestamp = header(request.headers, "x-tc-timestamp");
  const scope = `${date}/${service}/tc3_request`;
  const stringsToSign = variants(request, signedHeaders).map(
    (canonicalRequest) => `${ALGORITHM}\n${timestamp}\n${scope}\n${sha256(canonicalRequest)}`,
  );
  return {
    keyId,
    timestamp,
    token: header(request.headers, "x-tc-token") || undefined,
    matches: (secret) => {
      // The date belongs to the timestamp, in UTC whatever the caller's time zone.
      if (new Date(Number(timestamp) * 1000).toISOString().slice(0, 10) !== date) return false;
      const key = hmac(hmac(hmac(`TC3${secret}`, date), service), "tc3_request");
      return stringsToSign.some((stringToSign) => hmac(key, stringToSign).toString("hex") === signature);
    },
    hint: `The string to sign is ${JSON.stringify(stringsToSign[0])}.`,
  };
}

/**
 * The canonical requests that one request can mean. The Node SDK signs the host without its port, the Python SDK with it;
 * the documents want header values in lower case, SDKs leave them as they are.
 */
function variants(request: WireRequest, signedHeaders: readonly string[]): string[] {
  const host = header(request.headers, "host");
  const hosts = new Set([host, host.replace(/:\d+$/, "")]);
  const payloadHash = sha256(payload(request));
  const texts = [...hosts].flatMap((each) => {
    const asSent = canonicalRequest(request, signedHeaders, each, payloadHash, (value) => value);
    return [asSent, canonicalRequest(request, signedHeaders, each, payloadHash, (value) => value.toLowerCase())];
  });
  return [...new Set(texts)];
}

function canonicalRequest(
  request: WireRequest,
  signedHeaders: readonly string[],
  host: string,
  payloadHash: string,
  spelling: (value: string) => string,
): string {
  const values = signedHeaders.map((name) => {
    const value = name === "host" ? host : header(request.headers, name);
    return `${name}:${spelling(value.trim())}`;
  });
  return [
    request.method,
    request.path === "" ? "/" : request.path,
    request.query,
    ...values,
    "",
    signedHeaders.join(";"),
    payloadHash,
  ].join("\n");
}

/** A client may leave the body out of the signature if it says so, as the SDKs' `unsignedPayload` does. */
function payload({ method, headers, body }: WireRequest): Buffer | string {
  if (header(headers, "x-tc-content-sha256") === "UNSIGNED-PAYLOAD") return "UNSIGNED-PAYLOAD";
  return method === "GET" ? "" : body;
}

/** `TC3-HMAC-SHA256 Credential=<id>/<date>/<service>/tc3_request, SignedHeaders=a;b, Signature=<hex>`. */
function readAuthorization(value: string): Authorization | undefined {
  const match =
    /^TC3-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{4}-\d\d-\d\d)\/([^/,\s]+)\/tc3_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})\s*$/.exec(
      value,
    );
  const [, keyId, date, service, names, signature] = match ?? [];
  if (keyId === undefined || date === undefined || service === undefined) return undefined;
  if (names === undefined || signature === undefined) return undefined;
  return { keyId, date, service, signedHeaders: names.toLowerCase().split(";"), signature };
}

function header(headers: IncomingHttpHeaders, name: string): string {
  const value = lookup(headers, name);
  return Array.isArray(value) ? value.join(",") : (value ?? "");
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac("sha256", key).update(data).digest();
}

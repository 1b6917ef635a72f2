import { createHash, createHmac, randomUUID } from "node:crypto";

/** A second, independent implementation of both signatures, for requests that no SDK would send. */
export interface SigningOptions {
  readonly keyId?: string;
  readonly secret?: string;
  readonly token?: string;
  readonly time?: Date;
  readonly nonce?: string;
  readonly version?: string;
  readonly format?: "JSON" | "XML";
  readonly method?: "GET" | "POST";
  /** Send the parameters as a form instead of in the query. */
  readonly form?: boolean;
}

export interface SignedRequest {
  readonly url: string;
  readonly init: { readonly method: string; readonly headers: Record<string, string>; readonly body?: string };
}

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
const stamp = (time: Date): string => time.toISOString().replace(/\.\d{3}/, "");
const pairs = (parameters: Record<string, string>): string =>
  Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? "")}`)
    .join("&");

export function signV1(
  url: string,
  action: string,
  parameters: Record<string, string>,
  options: SigningOptions = {},
): SignedRequest {
  const method = options.method ?? "GET";
  const all: Record<string, string> = {
    ...parameters,
    Action: action,
    Version: options.version ?? "2014-05-26",
    AccessKeyId: options.keyId ?? "key",
    SignatureMethod: "HMAC-SHA1",
    SignatureVersion: "1.0",
    SignatureNonce: options.nonce ?? randomUUID(),
    Timestamp: stamp(options.time ?? new Date()),
    ...(options.format !== undefined && { Format: options.format }),
    ...(options.token !== undefined && { SecurityToken: options.token }),
  };
  const stringToSign = `${method}&%2F&${encode(pairs(all))}`;
  const signature = createHmac("sha1", `${options.secret ?? "secret"}&`)
    .update(stringToSign)
    .digest("base64");
  // As a form: a space is `+`, as the Python SDKs send it.
  const sent = new URLSearchParams({ ...all, Signature: signature }).toString();
  if (options.form !== true) return { url: `${url}/?${sent}`, init: { method, headers: {} } };
  return {
    url: `${url}/`,
    init: { method, headers: { "content-type": "application/x-www-form-urlencoded" }, body: sent },
  };
}

export function signAcs3(
  url: string,
  action: string,
  parameters: Record<string, string>,
  options: SigningOptions & { readonly body?: string; readonly unsigned?: string } = {},
): SignedRequest {
  const method = options.method ?? "POST";
  const body = options.body ?? "";
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  const headers: Record<string, string> = {
    host: new URL(url).host,
    "x-acs-action": action,
    "x-acs-version": options.version ?? "2014-05-26",
    "x-acs-date": stamp(options.time ?? new Date()),
    "x-acs-signature-nonce": options.nonce ?? randomUUID(),
    "x-acs-content-sha256": sha256(body),
    ...(options.token !== undefined && { "x-acs-security-token": options.token }),
  };
  const names = Object.keys(headers)
    .filter((name) => name !== options.unsigned)
    .sort();
  const canonical = [
    method,
    "/",
    pairs(parameters),
    ...names.map((name) => `${name}:${headers[name] ?? ""}`),
    "",
    names.join(";"),
    sha256(body),
  ].join("\n");
  const signature = createHmac("sha256", options.secret ?? "secret")
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest("hex");
  const sent = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "host"));
  return {
    url: `${url}/?${new URLSearchParams(parameters).toString()}`,
    init: {
      method,
      headers: {
        ...sent,
        authorization: `ACS3-HMAC-SHA256 Credential=${options.keyId ?? "key"},SignedHeaders=${names.join(";")},Signature=${signature}`,
      },
      ...(method === "POST" && { body }),
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export async function send({ url, init }: SignedRequest): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  const body = type.startsWith("application/json") ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, type, text, body };
}

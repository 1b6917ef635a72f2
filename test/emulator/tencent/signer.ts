import { createHash, createHmac } from "node:crypto";

/** A second, independent implementation of the signatures, for requests that no SDK would send. */
export interface SigningOptions {
  readonly secretId?: string;
  readonly secret?: string;
  readonly token?: string;
  /** Milliseconds; default now. */
  readonly time?: number;
  /** Default: that of the timestamp, UTC. */
  readonly date?: string;
  /** Default `127`, as the Node SDK has it on loopback. */
  readonly service?: string;
  /** Null: not said. */
  readonly region?: string | null;
  readonly version?: string | null;
  readonly method?: string;
  /** What the host is signed as; default without its port, as the Node SDK does. */
  readonly host?: string;
  readonly contentType?: string;
  readonly signedHeaders?: readonly string[];
  /** Sent instead of the parameters as JSON, and signed. */
  readonly body?: string | Buffer;
  readonly unsignedPayload?: boolean;
}

export interface SignedRequest {
  readonly url: string;
  readonly init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string | Buffer;
  };
}

type Parameters = Readonly<Record<string, unknown>>;

const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

export function signTc3(
  url: string,
  action: string,
  parameters: Parameters,
  options: SigningOptions = {},
): SignedRequest {
  const method = options.method ?? "POST";
  const isGet = method === "GET";
  const query = isGet ? new URLSearchParams(flatten(parameters)).toString() : "";
  const body = isGet ? "" : (options.body ?? JSON.stringify(parameters));
  const timestamp = Math.floor((options.time ?? Date.now()) / 1000);
  const date = options.date ?? new Date(timestamp * 1000).toISOString().slice(0, 10);
  const scope = `${date}/${options.service ?? "127"}/tc3_request`;
  const headers: Record<string, string> = {
    "content-type": options.contentType ?? (isGet ? "application/x-www-form-urlencoded" : "application/json"),
    "x-tc-action": action,
    "x-tc-timestamp": String(timestamp),
  };
  const region = options.region === undefined ? "ap-guangzhou" : options.region;
  if (region !== null) headers["x-tc-region"] = region;
  const version = options.version === undefined ? "2017-03-12" : options.version;
  if (version !== null) headers["x-tc-version"] = version;
  if (options.token !== undefined) headers["x-tc-token"] = options.token;
  if (options.unsignedPayload === true) headers["x-tc-content-sha256"] = "UNSIGNED-PAYLOAD";
  const signed = options.signedHeaders ?? ["content-type", "host"];
  const valueOf = (name: string): string =>
    name === "host" ? (options.host ?? new URL(url).hostname) : (headers[name] ?? "");
  const canonical = [
    method,
    "/",
    query,
    ...signed.map((name) => `${name}:${valueOf(name)}`),
    "",
    signed.join(";"),
    sha256(options.unsignedPayload === true ? "UNSIGNED-PAYLOAD" : body),
  ].join("\n");
  const key = [date, options.service ?? "127", "tc3_request"].reduce<string | Buffer>(
    hmac,
    `TC3${options.secret ?? "secret"}`,
  );
  const signature = hmac(key, `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`).toString("hex");
  headers["authorization"] =
    `TC3-HMAC-SHA256 Credential=${options.secretId ?? "id"}/${scope}, SignedHeaders=${signed.join(";")}, Signature=${signature}`;
  return { url: `${url}/${isGet ? `?${query}` : ""}`, init: { method, headers, ...(!isGet && { body }) } };
}

/** The older signature: parameters and signature in a query (GET) or a form (POST). */
export function signOld(
  url: string,
  action: string,
  parameters: Parameters,
  options: SigningOptions & { readonly signatureMethod?: string } = {},
): SignedRequest {
  const method = options.method ?? "GET";
  const region = options.region === undefined ? "ap-guangzhou" : options.region;
  const all: Record<string, string> = {
    ...flatten(parameters),
    Action: action,
    Version: options.version ?? "2017-03-12",
    Timestamp: String(Math.floor((options.time ?? Date.now()) / 1000)),
    Nonce: "11886",
    SecretId: options.secretId ?? "id",
    ...(region !== null && { Region: region }),
    ...(options.token !== undefined && { Token: options.token }),
    ...(options.signatureMethod !== undefined && { SignatureMethod: options.signatureMethod }),
  };
  const pairs = Object.keys(all)
    .sort()
    .map((name) => `${name}=${all[name] ?? ""}`)
    .join("&");
  const algorithm = options.signatureMethod === "HmacSHA256" ? "sha256" : "sha1";
  const signature = createHmac(algorithm, options.secret ?? "secret")
    .update(`${method}${options.host ?? new URL(url).host}/?${pairs}`)
    .digest("base64");
  const sent = new URLSearchParams({ ...all, Signature: signature }).toString();
  if (method === "GET") return { url: `${url}/?${sent}`, init: { method, headers: {} } };
  return {
    url: `${url}/`,
    init: { method, headers: { "content-type": "application/x-www-form-urlencoded" }, body: sent },
  };
}

/** `{A: ["x"], F: [{Name: "n"}]}` → `A.0=x`, `F.0.Name=n`. */
export function flatten(value: unknown, path = ""): Record<string, string> {
  if (typeof value !== "object" || value === null) return { [path]: String(value) };
  const entries = Object.entries(value).map(([key, item]) => flatten(item, path === "" ? key : `${path}.${key}`));
  return Object.assign({}, ...entries) as Record<string, string>;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  /** What is below `Response`. */
  readonly body: Record<string, unknown>;
  /** The error's code; undefined for a success. */
  readonly code: string | undefined;
}

export async function send({ url, init }: SignedRequest): Promise<Answer> {
  const response = await fetch(url, init);
  const { Response: body } = (await response.json()) as { Response: Record<string, unknown> };
  const code = (body["Error"] as { Code: string } | undefined)?.Code;
  return { status: response.status, type: response.headers.get("content-type") ?? "", body, code };
}

import { createHmac } from "node:crypto";
import { request } from "node:http";

/** A second, independent implementation of bce-auth-v1, for requests that no SDK would send. */
export interface SigningOptions {
  readonly keyId?: string;
  readonly secret?: string;
  readonly token?: string;
  readonly time?: Date;
  readonly expiresAfter?: number;
  /** The signed headers by name; none given: the default set, which the authorization does not name. */
  readonly signed?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** What goes over the wire instead of what was signed. */
  readonly sentPath?: string;
  readonly sentBody?: string | Buffer;
  readonly authorization?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Empty where the answer has no body. */
  readonly body: Readonly<Record<string, unknown>>;
}

const hmac = (key: string, text: string): string => createHmac("sha256", key).update(text).digest("hex");
const escape = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => String.fromCharCode(byte))
    .map((c) => (/[\w.~-]/.test(c) ? c : `%${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`))
    .join("");

/**
 * Signs and sends a request.
 *
 * @param target - path and query as they are signed, the query's parameters escaped as they are
 * @param body - sent as JSON, or as it is if it is a string
 */
export async function call(
  url: string,
  method: string,
  target: string,
  body?: unknown,
  options: SigningOptions = {},
): Promise<Answer> {
  const content = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const headers: Record<string, string> = {
    host: new URL(url).host,
    "x-bce-date": stamp(options.time ?? new Date()),
    ...(method !== "GET" && { "content-length": String(Buffer.byteLength(content)) }),
    ...(content !== "" && { "content-type": "application/json" }),
    ...(options.token !== undefined && { "x-bce-security-token": options.token }),
    ...options.headers,
  };
  headers["authorization"] = options.authorization ?? authorize(method, target, headers, options);
  const sent = options.sentBody ?? content;
  if (options.sentBody !== undefined) headers["content-length"] = String(Buffer.byteLength(sent));
  return send(url, method, options.sentPath ?? target, headers, sent);
}

function authorize(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>>,
  { keyId = "key", secret = "secret", time = new Date(), expiresAfter = 1800, signed = [] }: SigningOptions,
): string {
  const [path = "", query = ""] = target.split("?");
  const prefix = `bce-auth-v1/${keyId}/${stamp(time)}/${expiresAfter}`;
  const covered = (name: string): boolean =>
    signed.length > 0
      ? signed.includes(name)
      : /^(host|content-(length|type|md5)|x-bce-.*)$/.test(name) && name !== "authorization";
  const lines = Object.keys(headers)
    .filter((name) => covered(name) && headers[name] !== "")
    .map((name) => `${escape(name)}:${escape((headers[name] ?? "").trim())}`)
    .sort();
  const parameters = query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => part.split("=").map(decodeURIComponent))
    .map(([name = "", value = ""]) => `${escape(name)}=${escape(value)}`)
    .sort();
  const canonical = [
    method,
    path.split("/").map(decodeURIComponent).map(escape).join("/"),
    parameters.join("&"),
    lines.join("\n"),
  ];
  return `${prefix}/${[...signed].sort().join(";")}/${hmac(hmac(secret, prefix), canonical.join("\n"))}`;
}

async function send(
  url: string,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const sending = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
        }),
      );
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

function stamp(time: Date): string {
  return time.toISOString().replace(/\.\d{3}/, "");
}

import http from "node:http";
import https from "node:https";
import type { z } from "zod";
import type { Call } from "../cloud";
import type { AccessKey } from "../../config/credentials";
import { version as packageVersion } from "../../version";
import { answerWithinMs, inTime } from "../patience";
import type { Credentials } from "../../config/credentials";
import { bodyOf, misshapen, understand, type WireAnswer, withoutAnswer } from "./failures";
import { type Operation, operations, type OperationName } from "./operations";
import { authorizationOf, encode, timestamp } from "./signer";

/** Connections at a time; what is asked beyond waits its turn. */
const mostConnections = 32;

/** A BCC client that signs, sends and understands errors. It tries once: trying again is `calls/retry.ts`'s. */
export interface BccClient {
  /**
   * Sends one operation; the answer is parsed by `answer`. Throws a `CloudError`, whose `outcomeUnknown` says that a write
   * was sent but not clearly answered.
   */
  call<T>(operation: OperationName, request: BccRequest, answer: z.ZodType<T>, call: Call): Promise<T>;
}

export interface BccRequest {
  /** What stands for `{id}` in the operation's path. */
  readonly id?: string;
  /** What the query holds beside the operation's own word. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** `now` is the clock that requests are signed by. */
export function bccClient(endpoint: URL, credentials: Credentials, now: () => Date = () => new Date()): BccClient {
  const transport = transportTo(endpoint);
  return {
    async call(operation, request, answer, { deadline }) {
      const key = await inTime("baiducloud", credentials(), deadline);
      const written = writeDown(operations[operation], request, endpoint.host, key, now());
      let received: WireAnswer;
      try {
        received = await send(transport, endpoint, written, answerWithinMs(deadline));
      } catch (error) {
        throw withoutAnswer(operation, endpoint, error);
      }
      if (received.status < 200 || received.status > 299) throw understand(operation, endpoint, key, received);
      const body = bodyOf(received);
      if ("broken" in body) throw withoutAnswer(operation, endpoint, body.broken);
      const checked = answer.safeParse(body.json);
      if (checked.success) return checked.data;
      throw misshapen(operation, endpoint, checked.error);
    },
  };
}

interface Transport {
  readonly request: typeof http.request;
  readonly agent: http.Agent;
}

/** Connections are kept, and a server's certificate is always checked, whatever the environment says. */
function transportTo({ protocol }: URL): Transport {
  const kept = { keepAlive: true, maxSockets: mostConnections };
  return protocol === "http:"
    ? { request: http.request, agent: new http.Agent(kept) }
    : { request: https.request, agent: new https.Agent({ ...kept, rejectUnauthorized: true }) };
}

interface WrittenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

function writeDown(
  { method, path: template, word }: Operation,
  { id = "", query: more = {}, body }: BccRequest,
  host: string,
  key: AccessKey,
  at: Date,
): WrittenRequest {
  const path = template.replace("{id}", encode(id));
  const signed = { host, "x-bce-date": timestamp(at), ...(key.token && { "x-bce-security-token": key.token }) };
  const text = body && JSON.stringify(body);
  const query = { ...(word && { [word]: "" }), ...more };
  const headers = {
    ...signed,
    authorization: authorizationOf({ method, path, query, headers: signed }, key, at),
    accept: "application/json",
    "user-agent": `pulumi-secgroup/${packageVersion}`,
    ...(text && { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) }),
  };
  return { method, path: [path, ...inUrl(query)].join("?"), headers, body: text };
}

/** The query as it is sent; none if it is empty. A word without a value stands bare. */
function inUrl(query: Readonly<Record<string, string>>): readonly string[] {
  const parts = Object.entries(query).map(([name, value]) =>
    value ? `${encode(name)}=${encode(value)}` : encode(name),
  );
  return parts.length > 0 ? [parts.join("&")] : [];
}

/** Resolves to the whole answer, or rejects with what broke; a `RequestTimeoutError` if it took too long. */
function send(transport: Transport, endpoint: URL, written: WrittenRequest, timeoutMs: number): Promise<WireAnswer> {
  const { method, path, headers, body } = written;
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      clearTimeout(timer);
      reject(error);
    };
    const request = transport.request(endpoint, { method, path, headers, agent: transport.agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", fail);
      response.on("end", () => {
        clearTimeout(timer);
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    const timer = setTimeout(() => {
      const late = Object.assign(new Error("no answer in time"), { name: "RequestTimeoutError" });
      fail(late);
      request.destroy(late);
    }, timeoutMs);
    request.on("error", fail);
    request.end(body);
  });
}

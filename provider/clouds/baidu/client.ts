import type * as z from "zod";
import type { Call } from "../cloud";
import type { AccessKey } from "../../config/credentials";
import { version as packageVersion } from "../../version";
import { answerWithinMs, inTime } from "../patience";
import { withoutQuotes } from "../redact";
import { agentTo, send, type WireAnswer, type WireRequest } from "../transport";
import type { Credentials } from "../../config/credentials";
import { bodyOf, misshapen, understand, withoutAnswer } from "./failures";
import { type Operation, operations, type OperationName } from "./operations";
import { authorizationOf, encode, timestamp } from "./signer";

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

/** `agent` gives the connections; `now` is the clock that requests are signed by. */
export function bccClient(
  endpoint: URL,
  credentials: Credentials,
  agent = agentTo(endpoint),
  now: () => Date = () => new Date(),
): BccClient {
  return {
    async call(operation, request, answer, { deadline }) {
      const key = await inTime("baiducloud", credentials(), deadline);
      const written = writeDown(operations[operation], request, endpoint.host, key, now());
      let received: WireAnswer;
      try {
        received = await send(endpoint, agent, written, answerWithinMs(deadline));
      } catch (error) {
        throw withoutAnswer(operation, endpoint, error);
      }
      if (received.status < 200 || received.status > 299) throw understand(operation, endpoint, key, received);
      const body = bodyOf(received);
      if ("broken" in body) throw withoutAnswer(operation, endpoint, body.broken);
      const checked = withoutQuotes(answer, key).safeParse(body.json);
      if (checked.success) return checked.data;
      throw misshapen(operation, endpoint, key, checked.error);
    },
  };
}

function writeDown(
  { method, path: template, word }: Operation,
  { id = "", query: more = {}, body }: BccRequest,
  host: string,
  key: AccessKey,
  at: Date,
): WireRequest {
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

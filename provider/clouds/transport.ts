/**
 * How the adapters reach an endpoint; the same for every cloud. Promises:
 * 1. a server's certificate is always checked, whatever the environment says;
 * 2. a connection that is not made in time, or not through the proxy, ends as an `Unreached`: nothing was sent;
 * 3. a redirect is an answer like any other: what is signed goes nowhere else;
 * 4. connections are kept for the next call;
 * 5. an answer takes no more memory than {@link largestAnswerMiB}, and no more time than it is given, however it comes.
 */
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { Interrupted, Unreached } from "./unreached";

/** How long making a connection may take, TLS and a proxy included, in milliseconds. */
const connectWithinMs = 5_000;
/** Connections at a time; what is asked beyond waits its turn. */
const mostConnections = 128;

/** The largest answer that is read, in MiB. The largest documented page has 1,000 records, about 3 MiB. */
export const largestAnswerMiB = 32;
/** The largest headers of an answer, in bytes: Node's own default, whatever NODE_OPTIONS says. */
const largestHeaders = 16 * 1024;

/** The options of every agent. Given here, `rejectUnauthorized` wins over NODE_TLS_REJECT_UNAUTHORIZED. */
export const kept = { keepAlive: true, maxSockets: mostConnections, rejectUnauthorized: true } as const;

/** Gives the connections to an endpoint, through the proxy if there is one. `withinMs` is for tests. */
export function agentTo(endpoint: URL, proxy?: URL, withinMs: number = connectWithinMs): http.Agent {
  if (endpoint.protocol === "http:") return new PlainAgent(endpoint, withinMs);
  if (proxy === undefined) return new TlsAgent(endpoint, withinMs);
  const { TunnelAgent } = require("./tunnel") as typeof import("./tunnel");
  return new TunnelAgent(endpoint, proxy, withinMs);
}

/** How Node takes a connection, or the error of one. */
export type Connected = (error: Error | null, stream: Duplex) => void;

class PlainAgent extends http.Agent {
  constructor(
    private readonly endpoint: URL,
    private readonly withinMs: number,
  ) {
    super(kept);
  }

  override createConnection(options: http.ClientRequestArgs, connected: Connected): Duplex | null | undefined {
    return orDestroyed(super.createConnection(options, connected), "connect", this.endpoint, this.withinMs);
  }
}

class TlsAgent extends https.Agent {
  constructor(
    private readonly endpoint: URL,
    private readonly withinMs: number,
  ) {
    super(kept);
  }

  override createConnection(options: https.RequestOptions, connected: Connected): Duplex | null | undefined {
    return orDestroyed(super.createConnection(options, connected), "secureConnect", this.endpoint, this.withinMs);
  }
}

/** Ends a connection that is not ready in time. */
function orDestroyed<S extends Duplex | null | undefined>(
  stream: S,
  ready: "connect" | "secureConnect",
  endpoint: URL,
  withinMs: number,
): S {
  const late = () => stream?.destroy(new Unreached("connectTimeout", endpoint.host));
  const timer = setTimeout(late, withinMs);
  stream?.once(ready, () => clearTimeout(timer)).once("close", () => clearTimeout(timer));
  return stream;
}

export interface WireRequest {
  readonly method: string;
  /** With the query, percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** An answer as it came. Headers are by lowercase name. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/**
 * Sends a request once and resolves to the whole answer, whatever its status; redirects are not followed. Rejects with an
 * {@link Interrupted} if the request can have been sent (code `Timeout` if no whole answer came in time, `AnswerTooLarge`
 * if it is larger than {@link largestAnswerMiB}), and with an {@link Unreached} or the system's error if nothing was sent.
 */
export function send(
  endpoint: URL,
  agent: http.Agent,
  { body, ...written }: WireRequest,
  withinMs: number,
): Promise<WireAnswer> {
  const { request: ask } = endpoint.protocol === "http:" ? http : https;
  return new Promise((resolve, reject) => {
    let sent = false;
    const fail = (error: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      reject(sent ? new Interrupted(error.code ?? error.name) : error);
    };
    const request = ask(endpoint, { ...written, agent, maxHeaderSize: largestHeaders }, (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= largestAnswerMiB * 1024 ** 2) chunks.push(chunk);
        else giveUp(new Interrupted("AnswerTooLarge"));
      });
      response.on("error", fail);
      response.on("end", () => {
        clearTimeout(timer);
        const text = Buffer.concat(chunks).toString("utf8");
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    const giveUp = (error: Interrupted | Unreached): void => {
      fail(error);
      request.destroy(error);
    };
    const late = (): void => giveUp(sent ? new Interrupted("Timeout") : new Unreached("connectTimeout", endpoint.host));
    let timer = setTimeout(late, withinMs);
    request.on("error", fail);
    // Until there is a connection, and TLS is agreed on, what is written waits in this process.
    request.once("socket", (socket) => {
      // The server's time begins now, however long others had all connections.
      clearTimeout(timer);
      timer = setTimeout(late, withinMs);
      const isSecure = socket instanceof TLSSocket;
      if (isSecure ? socket.authorized : !socket.connecting) sent = true;
      else socket.once(isSecure ? "secureConnect" : "connect", () => (sent = true));
    });
    request.end(body);
  });
}

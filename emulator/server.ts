import { setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { serveCall, type CallOptions } from "./calls";
import type { WireAnswer, WireRequest } from "./cloud";
import { answerControl, isControl, json } from "./control";
import type { Machine } from "./machine";
import { lookup } from "./lookup";

/** Never anything but loopback: the emulator speaks plain HTTP and its control API asks for no credentials. */
const HOST = "127.0.0.1";

export interface ServerLimits {
  /** Bytes of a request's body; above what each cloud takes, so that a cloud refuses in its own words. */
  readonly bodyBytes: number;
  /** Milliseconds until a connection must have sent its headers, and its whole request. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** Milliseconds that `close` leaves to requests that are being answered. */
  readonly closeMs: number;
}

export const LIMITS: ServerLimits = { bodyBytes: 11 * 1024 * 1024, headersMs: 10_000, requestMs: 30_000, closeMs: 500 };

/** Long enough that SDKs find their pooled connections open. */
const KEEP_ALIVE_MS = 65_000;
/** A hundred ids in a query, escaped, stay far below it. */
const MAX_HEADER_BYTES = 128 * 1024;
/** Connections that may wait to be accepted. */
const BACKLOG = 4096;

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1 and hands requests to the control API or to a cloud.
 *
 * @param port - 0 picks a free one
 * @throws Error with code `EADDRINUSE` if the port is taken
 */
export async function startServer(
  machine: Machine,
  port: number,
  options: Omit<CallOptions, "closing" | "faults" | "requests">,
  limits: ServerLimits = LIMITS,
): Promise<RunningServer> {
  const closing = new AbortController();
  // Every call that waits listens to it.
  setMaxListeners(0, closing.signal);
  const callOptions = { ...options, faults: machine.faults, requests: machine.requests, closing: closing.signal };
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: Math.min(1000, limits.headersMs),
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    (message, response) => {
      void handle(machine, message, response, callOptions, limits).catch(() => message.socket.destroy());
    },
  );
  server.on("clientError", refuseBrokenRequest);
  await listen(server, port);
  let closed: Promise<void> | undefined;
  return {
    port: (server.address() as AddressInfo).port,
    close: () => (closed ??= shut(server, closing, limits)),
  };
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: HOST, port, backlog: BACKLOG }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function shut(server: Server, closing: AbortController, limits: ServerLimits): Promise<void> {
  closing.abort();
  const done = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const grace = setTimeout(() => server.closeAllConnections(), limits.closeMs);
  await done;
  clearTimeout(grace);
}

async function handle(
  machine: Machine,
  message: IncomingMessage,
  response: ServerResponse,
  options: CallOptions,
  limits: ServerLimits,
): Promise<void> {
  // A connection that breaks while it is answered concerns nobody any more.
  response.on("error", () => undefined);
  const body = await readBody(message, limits.bodyBytes);
  if (body === "tooLarge") {
    send(response, json(413, { error: `a request's body may have ${limits.bodyBytes} bytes` }));
    return;
  }
  const outcome = await answer(machine, toWireRequest(message, body), options);
  if (outcome === "reset") message.socket.resetAndDestroy();
  else send(response, options.closing.aborted ? closeAfter(outcome) : outcome);
}

async function answer(machine: Machine, request: WireRequest, options: CallOptions): Promise<WireAnswer | "reset"> {
  if (isControl(request.path)) return answerControl(machine, request);
  const cloud = machine.connected.find(({ wire }) => wire.claims(request));
  if (cloud !== undefined) return serveCall(cloud, request, options);
  const clouds = machine.connected.map(({ id }) => id).join(", ");
  return json(404, { error: `this is the language of no cloud here (${clouds}), and not of the control API` });
}

function toWireRequest(message: IncomingMessage, body: Buffer): WireRequest {
  const url = message.url ?? "/";
  const mark = url.indexOf("?");
  return {
    method: message.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    headers: message.headers,
    body,
  };
}

/** The body; one that is too large is discarded as it comes, so that the answer still reaches who sends it. */
async function readBody(message: IncomingMessage, limit: number): Promise<Buffer | "tooLarge"> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
      } else {
        chunks.length = 0;
        resolve("tooLarge");
      }
    });
    message.on("end", () => resolve(Buffer.concat(chunks)));
    message.on("error", reject);
    if (Number(message.headers["content-length"] ?? 0) > limit) resolve("tooLarge");
  });
}

function send(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  const bytes = Buffer.from(body, "utf8");
  response.writeHead(status, { ...headers, "content-length": bytes.length });
  response.end(bytes);
}

function closeAfter(outcome: WireAnswer): WireAnswer {
  return { ...outcome, headers: { ...outcome.headers, connection: "close" } };
}

/** Bytes that are no HTTP, headers without end, a request that never arrives. */
function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status = lookup(BROKEN, error.code ?? "") ?? "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}

const BROKEN: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
};

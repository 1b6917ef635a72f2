/** Connections through a proxy, by CONNECT (RFC 9110 §9.3.6): the proxy sees host and port, and encrypted bytes. */
import http from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import { type Connected, kept } from "./transport";
import { Unreached } from "./unreached";

export class TunnelAgent extends https.Agent {
  constructor(
    private readonly endpoint: URL,
    private readonly proxy: URL,
    private readonly withinMs: number,
  ) {
    super(kept);
  }

  override createConnection(options: https.RequestOptions, connected: Connected): undefined {
    this.open(options).then(
      (stream) => connected(null, stream),
      // There is no stream beside an error, which Node's types do not say.
      (error: unknown) => (connected as (error: unknown) => void)(error),
    );
  }

  private async open(options: https.RequestOptions): Promise<Duplex> {
    const startedAt = performance.now();
    const socket = await tunnel(this.proxy, this.endpoint, this.withinMs);
    const secure = super.createConnection({ ...options, socket } as https.RequestOptions);
    if (!secure) throw new Unreached("connectTimeout", this.endpoint.host);
    await new Promise<void>((resolve, reject) => {
      const late = () => secure.destroy(new Unreached("connectTimeout", this.endpoint.host));
      const timer = setTimeout(late, this.withinMs - (performance.now() - startedAt));
      const settle = (error?: Error) => {
        clearTimeout(timer);
        secure.off("error", settle);
        if (error) reject(error);
        else resolve();
      };
      secure.once("secureConnect", () => settle()).once("error", settle);
    });
    return secure;
  }
}

/** Asks the proxy for a connection to the endpoint. Rejects with an {@link Unreached} that names the proxy. */
function tunnel(proxy: URL, endpoint: URL, withinMs: number): Promise<Duplex> {
  const at = `${proxy.hostname}:${proxy.port || (proxy.protocol === "http:" ? "80" : "443")}`;
  const target = `${endpoint.hostname}:${endpoint.port || "443"}`;
  const { request: ask } = proxy.protocol === "http:" ? http : https;
  return new Promise((resolve, reject) => {
    const request = ask({
      // A connection of its own: it becomes the tunnel.
      agent: false,
      hostname: proxy.hostname.replace(/^\[|\]$/g, ""),
      port: proxy.port || undefined,
      method: "CONNECT",
      path: target,
      headers: { host: target, ...authorizationOf(proxy) },
      rejectUnauthorized: true,
    });
    const unreachable = (answer?: string) => reject(new Unreached("proxyUnreachable", at, answer));
    const refused = (status = 0) => reject(new Unreached("proxyRefused", at, String(status)));
    const timer = setTimeout(() => {
      unreachable("Timeout");
      request.destroy();
    }, withinMs);
    request.once("connect", ({ statusCode }, socket) => {
      clearTimeout(timer);
      if (statusCode === 200) {
        resolve(socket);
      } else {
        socket.destroy();
        refused(statusCode);
      }
    });
    // An answer of a server that does not know CONNECT.
    request.once("response", ({ statusCode }) => {
      clearTimeout(timer);
      request.destroy();
      refused(statusCode);
    });
    request.on("error", ({ code }: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      unreachable(code);
    });
    request.end();
  });
}

function authorizationOf({ username, password }: URL): Record<string, string> {
  if (!username && !password) return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
}

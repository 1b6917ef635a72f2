import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface SpoiltAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What becomes of a write on the way. `answer`: undefined cuts the connection, "never" keeps silent. */
export interface Spoiling {
  /** Whether the write gets to the cloud, of the target whose ID the request holds. */
  readonly reaches: (wire: string) => boolean;
  readonly answer: SpoiltAnswer | "cut" | "never";
  /** Reads too. */
  readonly reads?: boolean;
}

/** A gateway before the emulator, which spoils the answers of writes, each as often as told; reads pass unless it says otherwise. */
export class Gateway {
  spoiling: Spoiling | undefined;
  /** Called when a write has got its answer from the cloud, before that goes on to who asked. */
  written: () => void = () => undefined;
  /** Writes that have to be under way at a time before any of them goes on. */
  gathers = 1;
  private readonly gathered: (() => void)[] = [];
  /** The most writes that were under way at a time. */
  mostWrites = 0;
  private writes = 0;
  private readonly server: Server;

  constructor(private readonly behind: string) {
    this.server = createServer((incoming, outgoing) => void this.pass(incoming, outgoing));
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await textOf(incoming);
    if (!isWrite(incoming) && this.spoiling?.reads !== true) return this.forward(incoming, body, outgoing);
    this.writes += 1;
    this.mostWrites = Math.max(this.mostWrites, this.writes);
    outgoing.once("close", () => (this.writes -= 1));
    await this.gather();
    const { spoiling } = this;
    if (!spoiling) return this.forward(incoming, body, outgoing);
    if (spoiling.reaches(`${incoming.url ?? ""} ${body}`)) await this.forward(incoming, body);
    switch (spoiling.answer) {
      case "never":
        return;
      case "cut":
        incoming.socket.destroy();
        return;
      default:
        outgoing
          .writeHead(spoiling.answer.status, { "content-type": "application/json", ...spoiling.answer.headers })
          .end(spoiling.answer.body);
    }
  }

  /** Waits until as many writes are under way as have to be. */
  private async gather(): Promise<void> {
    if (this.writes < this.gathers) return new Promise((resolve) => this.gathered.push(resolve));
    for (const go of this.gathered.splice(0)) go();
  }

  /** As it came: the signature is over the host that the client named. */
  private forward(incoming: IncomingMessage, body: string, outgoing?: ServerResponse): Promise<void> {
    return new Promise((resolve, reject) => {
      const { method, headers, url = "/" } = incoming;
      const onward = request(new URL(url, this.behind), { method, headers }, (answer) => {
        void textOf(answer).then((text) => {
          if (isWrite(incoming)) this.written();
          outgoing?.writeHead(answer.statusCode ?? 500, answer.headers).end(text);
          resolve();
        }, reject);
      });
      // A connection that the cloud cuts is cut for who asked, too.
      onward.once("error", () => {
        incoming.socket.destroy();
        resolve();
      });
      onward.end(body);
    });
  }
}

/** By the name of the operation, or with Baidu, whose names are not on the wire, by the method. */
function isWrite({ method, headers }: IncomingMessage): boolean {
  const named = headers["x-acs-action"] ?? headers["x-tc-action"];
  return typeof named === "string" ? /^(Join|Leave|Associate|Disassociate)/.test(named) : method === "PUT";
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as ask, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { generate } from "selfsigned";
import { type CloudInput, type Emulator, startEmulator } from "../../../emulator";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import { agentTo, send } from "../../../provider/clouds/transport";
import { failedWithoutAnswer } from "../../../provider/clouds/unanswered";
import { registry } from "../../../provider/clouds/registry";
import type { CloudError } from "../../../provider/model/errors";
import { targetOf } from "../../../provider/model/membership";

const run = promisify(execFile);

/** A name that no resolver knows (RFC 2606), so whoever reaches it came through the proxy. */
const host = "api.secgroup.invalid";

const clouds = [
  {
    cloud: "alicloud",
    region: "cn-hangzhou",
    target: "i-1",
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "dummy-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-secret" },
  },
  {
    cloud: "tencentcloud",
    region: "ap-guangzhou",
    target: "ins-1",
    env: { TENCENTCLOUD_SECRET_ID: "dummy-id", TENCENTCLOUD_SECRET_KEY: "dummy-secret" },
  },
  {
    cloud: "baiducloud",
    region: "bj",
    target: "i-1",
    env: { BCE_ACCESS_KEY_ID: "dummy-id", BCE_SECRET_ACCESS_KEY: "dummy-secret" },
  },
] as const;
type One = (typeof clouds)[number];

interface Outcome {
  readonly read?: readonly string[];
  readonly kind?: string;
  readonly code?: string;
  readonly message?: string;
  readonly outcomeUnknown?: boolean;
}

let emulator: Emulator;
let folder: string;
/** A TLS server before the emulator, whose certificate is for `host` and 127.0.0.1. */
let trusted: Secure;
/** The same with a certificate of nobody, and with one for another name. */
let stranger: Secure;
let misnamed: Secure;
let proxy: Proxy;

beforeAll(async () => {
  const world = Object.fromEntries(
    clouds.map(({ cloud, region, target }): [string, CloudInput] => [
      cloud,
      {
        credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
        regions: { [region]: { securityGroups: [{ id: "sg-1" }], instances: [{ id: target, groups: ["sg-1"] }] } },
      },
    ]),
  );
  emulator = await startEmulator({ world, rateLimit: false });
  trusted = await secureServer([host], emulator.url);
  stranger = await secureServer([host], emulator.url);
  misnamed = await secureServer(["other.invalid"], emulator.url, false);
  folder = mkdtempSync(join(tmpdir(), "secgroup-transport-"));
  writeFileSync(join(folder, "authorities.pem"), `${trusted.certificate}\n${misnamed.certificate}`);
});
afterAll(async () => {
  for (const { server } of [trusted, stranger, misnamed]) server.close();
  rmSync(folder, { recursive: true, force: true });
  await emulator.close();
});
beforeEach(async () => {
  for (const secure of [trusted, stranger, misnamed]) secure.received.length = 0;
  proxy = await startProxy(() => trusted);
});
afterEach(() => proxy.close());

interface Secure {
  readonly server: Server;
  readonly port: number;
  readonly certificate: string;
  /** The user agents of the requests that came. */
  readonly received: string[];
}

async function secureServer(names: readonly string[], upstream: string, onLoopback = true): Promise<Secure> {
  const altNames = names.map((value) => ({ type: 2 as const, value }));
  const { private: key, cert } = await generate([{ name: "commonName", value: names[0] ?? "" }], {
    extensions: [
      {
        name: "subjectAltName",
        altNames: onLoopback ? [...altNames, { type: 7, ip: "127.0.0.1" }] : altNames,
      },
    ],
  });
  const received: string[] = [];
  const server = createSecureServer({ key, cert }, (request, response) => {
    received.push(request.headers["user-agent"] ?? "");
    const { method, url: path, headers } = request;
    const onward = ask(upstream, { method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  return { server, port: await listen(server), certificate: cert, received };
}

interface Proxy {
  readonly port: number;
  /** What it was asked to connect to, with the credentials it was given. */
  readonly asked: { readonly target: string; readonly authorization: string | undefined }[];
  /** The status it answers with, or nothing at all. */
  answers: 200 | 403 | 407 | 502 | "nothing";
  close(): void;
}

/** Tunnels whatever it is asked for to one server. */
async function startProxy(to: () => Secure): Promise<Proxy> {
  const server = createServer();
  const sockets = new Set<Socket>();
  const asked: Proxy["asked"] = [];
  const port = await listen(server);
  const running: Proxy = {
    port,
    asked,
    answers: 200,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("connect", (request, socket: Socket) => {
    asked.push({ target: request.url ?? "", authorization: request.headers["proxy-authorization"] });
    if (running.answers === "nothing") return;
    if (running.answers !== 200) {
      socket.end(`HTTP/1.1 ${running.answers} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const tunnel = connect(to().port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(tunnel).pipe(socket);
    });
    sockets.add(tunnel);
    for (const end of [socket, tunnel]) end.on("error", () => tunnel.destroy());
  });
  return running;
}

async function listen(server: ReturnType<typeof createTcpServer> | Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** Reads one target in a process of its own, which trusts the authorities of this test. */
async function read(one: One, endpoint: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const given = {
    PATH: process.env["PATH"],
    ...one.env,
    NODE_EXTRA_CA_CERTS: join(folder, "authorities.pem"),
    SECGROUP_ENDPOINT: endpoint,
    ...env,
  };
  const asker = [join(__dirname, "asker.mjs"), one.cloud, one.region, one.target];
  const { stdout } = await run(process.execPath, asker, { env: given });
  return JSON.parse(stdout) as Outcome;
}

const userAgent = /^pulumi-secgroup\/\d+\.\d+\.\d+\S*$/;

describe.each(clouds)("$cloud", (one) => {
  const throughProxy = (user = ""): Record<string, string> => ({
    https_proxy: `http://${user}127.0.0.1:${proxy.port}`,
  });

  test("asks a server whose certificate is good, and says who asks", async () => {
    expect(await read(one, `https://127.0.0.1:${trusted.port}`)).toEqual({ read: [one.target] });
    expect(trusted.received).toEqual([expect.stringMatching(userAgent)]);
  });

  test("refuses a certificate that nobody vouches for, whatever the environment says, and sends nothing", async () => {
    const outcome = await read(one, `https://127.0.0.1:${stranger.port}`, { NODE_TLS_REJECT_UNAUTHORIZED: "0" });
    expect(outcome).toMatchObject({ kind: "unexpected", outcomeUnknown: false });
    expect(outcome.message).toContain("NODE_EXTRA_CA_CERTS");
    expect(stranger.received).toEqual([]);
  });

  test("refuses a good certificate for another name, and sends nothing", async () => {
    const outcome = await read(one, `https://127.0.0.1:${misnamed.port}`, { NODE_TLS_REJECT_UNAUTHORIZED: "0" });
    expect(outcome).toMatchObject({ kind: "unexpected", outcomeUnknown: false });
    expect(misnamed.received).toEqual([]);
  });

  test("goes through the proxy, which sees the host and its credentials, and nothing else", async () => {
    const outcome = await read(one, `https://${host}`, throughProxy("me:p%40ss@"));
    expect(outcome).toEqual({ read: [one.target] });
    const authorization = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
    expect(proxy.asked).toEqual([{ target: `${host}:443`, authorization }]);
  });

  test("refuses a wrong certificate behind a proxy, too", async () => {
    const other = await startProxy(() => stranger);
    try {
      const env = { https_proxy: `http://127.0.0.1:${other.port}`, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
      expect(await read(one, `https://${host}`, env)).toMatchObject({ kind: "unexpected", outcomeUnknown: false });
      expect(stranger.received).toEqual([]);
      expect(other.asked).toHaveLength(1);
    } finally {
      other.close();
    }
  });

  test("asks loopback without the proxy", async () => {
    const outcome = await read(one, `https://127.0.0.1:${trusted.port}`, throughProxy());
    expect(outcome).toEqual({ read: [one.target] });
    expect(proxy.asked).toEqual([]);
  });

  test.each([
    [407, "https_proxy=http://USER:PASSWORD@HOST:PORT"],
    [403, "no_proxy"],
  ] as const)("a proxy that refuses with %s is one clear error, which is not tried again", async (status, advice) => {
    proxy.answers = status;
    const outcome = await read(one, `https://${host}`, throughProxy("me:hunter2@"));
    expect(outcome).toMatchObject({ kind: "unexpected", code: "ProxyRefused", outcomeUnknown: false });
    expect(outcome.message).toContain(
      `the proxy 127.0.0.1:${proxy.port} refused the connection to https://${host} with HTTP ${status}`,
    );
    expect(outcome.message).toContain(advice);
    expect(outcome.message).not.toContain("hunter2");
    expect(proxy.asked).toHaveLength(1);
  });

  describe("in this process", () => {
    /** One try. */
    const failure = async (env: Record<string, string>): Promise<CloudError> => {
      const settings = { config: () => undefined, env: { ...one.env, ...env } };
      try {
        const adapter = registry[one.cloud]({ region: one.region, profile: undefined }, settings);
        await adapter.readTargets([targetOf(one.target)], { deadline: deadlineIn(10, systemClock) });
      } catch (error) {
        return error as CloudError;
      }
      throw new Error("it did not fail");
    };

    test("a proxy that cannot reach the cloud can be tried again: nothing was sent", async () => {
      proxy.answers = 502;
      const error = await failure({ SECGROUP_ENDPOINT: `https://${host}`, ...throughProxy() });
      expect(error).toMatchObject({ kind: "unavailable", code: "ProxyRefused", outcomeUnknown: false });
      expect(error.message).toContain("with HTTP 502");
    });

    test("a proxy that is not there is named, without its credentials", async () => {
      proxy.close();
      const error = await failure({ SECGROUP_ENDPOINT: `https://${host}`, ...throughProxy("me:hunter2@") });
      expect(error).toMatchObject({ kind: "unavailable", code: "ProxyUnreachable", outcomeUnknown: false });
      expect(error.message).toContain(
        `the proxy 127.0.0.1:${proxy.port} to https://${host} could not be reached (ECONNREFUSED)`,
      );
      expect(error.message).not.toContain("hunter2");
    });

    test("a host that no_proxy names is not asked through the proxy", async () => {
      const env = { ...throughProxy(), no_proxy: ".secgroup.invalid" };
      const error = await failure({ SECGROUP_ENDPOINT: `https://${host}`, ...env });
      expect(error).toMatchObject({ kind: "unavailable", outcomeUnknown: false });
      expect(error.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
      expect(proxy.asked).toEqual([]);
    });

    test("plain http to a host that is not loopback is refused before any call", async () => {
      const error = await failure({ SECGROUP_ENDPOINT: `http://${host}`, ...throughProxy() });
      expect(error.name).toBe("UsageError");
      expect(proxy.asked).toEqual([]);
    });

    test.each([302, 307, 308])("a redirect (%s) takes no signed request to another host", async (status) => {
      const received: string[] = [];
      const elsewhere = createServer((request, response) => {
        received.push(request.url ?? "");
        response.end("{}");
      });
      const elsewherePort = await listen(elsewhere);
      const redirecting = createServer((_request, response) => {
        response.writeHead(status, { location: `http://127.0.0.1:${elsewherePort}/` }).end();
      });
      try {
        const error = await failure({ SECGROUP_ENDPOINT: `http://127.0.0.1:${await listen(redirecting)}` });
        expect(error).toMatchObject({ kind: "unexpected", code: "Redirected", outcomeUnknown: false });
        expect(received).toEqual([]);
      } finally {
        elsewhere.close();
        redirecting.close();
      }
    });
  });
});

describe("a connection", () => {
  const asked = (endpoint: URL) => ({ cloud: "baiducloud", operation: "unbind", endpoint }) as const;
  const written = { method: "PUT", path: "/", headers: {} };
  const failure = async (endpoint: URL, proxyUrl: URL | undefined, connectMs: number, answerMs: number) => {
    try {
      await send(endpoint, agentTo(endpoint, proxyUrl, connectMs), written, answerMs);
    } catch (error) {
      return failedWithoutAnswer(asked(endpoint), error);
    }
    throw new Error("it did not fail");
  };
  /** A server that takes connections and says nothing. */
  let mute: ReturnType<typeof createTcpServer>;
  let mutePort: number;
  const sockets = new Set<Socket>();
  beforeEach(async () => {
    mute = createTcpServer((socket) => sockets.add(socket.on("error", () => undefined)));
    mutePort = await listen(mute);
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
    mute.close();
  });

  const notMade = { kind: "unavailable", code: "ConnectTimeout", outcomeUnknown: false };

  test("that is not made in time has sent nothing", async () => {
    expect(await failure(new URL(`https://127.0.0.1:${mutePort}`), undefined, 50, 5_000)).toMatchObject(notMade);
  });

  test("that is not made before the call's own deadline has sent nothing", async () => {
    expect(await failure(new URL(`https://127.0.0.1:${mutePort}`), undefined, 5_000, 50)).toMatchObject(notMade);
  });

  test("that is made but not answered leaves the outcome unknown", async () => {
    // Answers once, so that the second request finds a connection that is made, however slow the machine is.
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      if (requests === 1) response.end("{}");
    });
    const endpoint = new URL(`http://127.0.0.1:${await listen(server)}`);
    const agent = agentTo(endpoint);
    try {
      await send(endpoint, agent, written, 600_000);
      const error: unknown = await send(endpoint, agent, written, 50).catch((thrown: unknown) => thrown);
      expect(failedWithoutAnswer(asked(endpoint), error)).toMatchObject({
        kind: "unavailable",
        code: "Timeout",
        outcomeUnknown: true,
      });
    } finally {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    }
  });

  test("through a proxy that does not answer in time has sent nothing", async () => {
    const error = await failure(new URL(`https://${host}`), new URL(`http://127.0.0.1:${mutePort}`), 50, 5_000);
    expect(error).toMatchObject({ kind: "unavailable", code: "ProxyUnreachable", outcomeUnknown: false });
  });

  test("that is closed while TLS is agreed on has sent nothing", async () => {
    const closing = createTcpServer((socket) => socket.once("data", () => socket.destroy()));
    try {
      const error = await failure(new URL(`https://127.0.0.1:${await listen(closing)}`), undefined, 5_000, 5_000);
      expect(error).toMatchObject({ kind: "unavailable", outcomeUnknown: false });
    } finally {
      closing.close();
    }
  });

  test("is kept for the next call", async () => {
    let connections = 0;
    const server = createServer((_request, response) => response.end("{}")).on("connection", () => connections++);
    const endpoint = new URL(`http://127.0.0.1:${await listen(server)}`);
    const agent = agentTo(endpoint);
    try {
      await send(endpoint, agent, written, 5_000);
      await send(endpoint, agent, written, 5_000);
      expect(connections).toBe(1);
    } finally {
      agent.destroy();
      server.close();
    }
  });
});

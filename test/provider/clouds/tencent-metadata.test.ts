import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { instanceRole } from "../../../provider/clouds/tencent/metadata";

let server: Server;
let asked: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let origin: string;

const base = "/latest/meta-data/cam/security-credentials/";
const keyFor = (seconds: number, change: object = {}) =>
  JSON.stringify({
    ...{ Code: "Success", TmpSecretId: "dummy-id", TmpSecretKey: "dummy-secret", Token: "dummy-token" },
    ...{ ExpiredTime: Math.floor(Date.now() / 1000) + seconds },
    ...change,
  });
const answering = (role: string, key: () => string) => {
  answer = ({ url }, response) => response.end(url === base ? role : key());
};

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const key = { id: "dummy-id", secret: "dummy-secret", token: "dummy-token" };

test("the role's key is asked for once, until it is about to run out", async () => {
  answering("role-1", () => keyFor(3600));
  const role = instanceRole(origin);
  expect([await role(), await role()]).toEqual([key, key]);
  expect(asked).toEqual([base, `${base}role-1`]);

  answering("role-1", () => keyFor(30));
  const short = instanceRole(origin);
  expect([await short(), await short()]).toEqual([key, key]);
  expect(asked).toHaveLength(6);
});

test("a failure is not kept", async () => {
  answer = (_request, response) => response.writeHead(404).end("no role");
  const role = instanceRole(origin);
  expect(await role()).toBeUndefined();
  answering("role-1", () => keyFor(3600));
  expect(await role()).toEqual(key);
});

test.each<[string, () => void]>([
  ["a page of HTML", () => answering("<html>", () => keyFor(3600))],
  ["a role that leads elsewhere", () => answering("../../x", () => keyFor(3600))],
  ["an answer that is not JSON", () => answering("role-1", () => "no")],
  ["an answer without a key", () => answering("role-1", () => keyFor(3600, { TmpSecretKey: "" }))],
  ["a key with a line break", () => answering("role-1", () => keyFor(3600, { Token: "a\nb" }))],
  ["another code", () => answering("role-1", () => keyFor(3600, { Code: "InternalError" }))],
  ["an answer without an end", () => (answer = (_request, response) => response.write("x".repeat(100_000)))],
  ["a redirect", () => (answer = (_request, response) => response.writeHead(302, { location: "/x" }).end())],
])("%s is no role", async (_what, prepare) => {
  prepare();
  expect(await instanceRole(origin)()).toBeUndefined();
});

test("it is not asked through a proxy, which would read the key", async () => {
  const proxied: string[] = [];
  const proxy = createServer((request) => proxied.push(request.url ?? ""));
  proxy.on("connect", (request, socket) => {
    proxied.push(request.url ?? "");
    socket.end();
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const before = { ...process.env };
  Object.assign(process.env, { http_proxy: url, HTTP_PROXY: url, https_proxy: url, all_proxy: url });
  try {
    answering("role-1", () => keyFor(3600));
    expect(await instanceRole(origin)()).toEqual(key);
    expect(proxied).toEqual([]);
  } finally {
    process.env = before;
    proxy.close();
    proxy.closeAllConnections();
  }
});

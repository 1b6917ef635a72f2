import { connect, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { startEmulator, type Emulator } from "../../emulator";
import { Machine } from "../../emulator/machine";
import { LIMITS, startServer } from "../../emulator/server";
import { readWorld } from "../../emulator/world";
import { sdkCaller } from "./alibaba/sdk";
import { signAcs3 } from "./alibaba/signer";
import { groups, REGION, world } from "./alibaba/world";

const small = world({ groups: groups("sg-a", "sg-b"), instances: [{ id: "i-1", groups: ["sg-a"] }] });

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ world: small });
});
afterAll(() => emulator.close());

const alive = async () =>
  (await sdkCaller(emulator.url)("DescribeInstances", { RegionId: REGION })).ok &&
  (await fetch(`${emulator.url}/_emulator/world`)).ok;

/** Sends bytes and collects what comes back until the other side closes. */
function exchange(port: number, bytes: Buffer | string, end = true): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    const socket: Socket = connect(port, "127.0.0.1", () => (end ? socket.end(bytes) : socket.write(bytes)));
    socket.on("data", (data) => (received += data.toString("latin1")));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(received));
  });
}

/** Sends bytes and gives the status line of the answer, also where not all of the bytes were taken. */
function statusLine(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.once("data", (data) => {
      resolve(data.toString("latin1").split("\r\n")[0] ?? "");
      socket.destroy();
    });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed without an answer")));
  });
}

/** A repeatable sequence of bytes. */
function noise(seed: number, length: number): Buffer {
  let state = seed;
  return Buffer.from(
    Array.from({ length }, () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24),
  );
}

describe("whatever comes in, the emulator lives on", () => {
  test("random bytes get an answer or a close", async () => {
    await Promise.all(
      Array.from({ length: 60 }, (_, seed) => exchange(emulator.port, noise(seed + 1, 10 + seed * 40))),
    );
    expect(await alive()).toBe(true);
  });

  test("random bytes inside of requests get an answer", async () => {
    const places = [
      (text: string) => ({ path: `/?${text}`, headers: {}, body: undefined }),
      (text: string) => ({
        path: "/?Action=DescribeInstances&AccessKeyId=key",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: text,
      }),
      (text: string) => ({
        path: "/",
        headers: { "x-acs-action": "DescribeInstances", authorization: `ACS3-${text}` },
        body: undefined,
      }),
      (text: string) => ({ path: "/_emulator/world", headers: {}, body: text }),
      (text: string) => ({ path: "/_emulator/faults", headers: {}, body: text }),
      (text: string) => ({
        path: "/v2/instance/x?bind",
        headers: { authorization: `bce-auth-v1/${text}` },
        body: text,
      }),
    ];
    for (let seed = 1; seed <= 120; seed += 1) {
      const text = noise(seed, 5 + seed)
        .toString("latin1")
        .replace(/[^!-~]/g, "%");
      const place = places[seed % places.length]?.(text);
      if (place === undefined) continue;
      const control = place.path.startsWith("/_emulator");
      const method = control ? "PUT" : place.body === undefined ? "GET" : "POST";
      const response = await fetch(emulator.url + place.path, {
        method,
        headers: place.headers,
        ...(place.body !== undefined && { body: place.body }),
      });
      await response.arrayBuffer();
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    }
    expect(await alive()).toBe(true);
  });

  test("rightly signed nonsense gets the cloud's errors", async () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const value = noise(seed, seed).toString("latin1");
      const { url, init } = signAcs3(emulator.url, seed % 2 === 0 ? "JoinSecurityGroup" : "DescribeInstances", {
        RegionId: REGION,
        InstanceId: value,
        InstanceIds: value,
        SecurityGroupId: value,
        NextToken: value,
        MaxResults: value,
      });
      const response = await fetch(url, init);
      await response.arrayBuffer();
      expect([400, 403, 404]).toContain(response.status);
    }
  });

  test.each([
    ["announced", "content-length: 12000000\r\n\r\n"],
    ["announced and sent", `content-length: 12000000\r\n\r\n${"a".repeat(12_000_000)}`],
    ["sent in a chunk", `transfer-encoding: chunked\r\n\r\n${(12_000_000).toString(16)}\r\n${"a".repeat(12_000_000)}`],
  ])("a giant body, %s, is answered with 413", async (_how, rest) => {
    const head = "PUT /_emulator/world HTTP/1.1\r\nhost: x\r\n";
    expect(await statusLine(emulator.port, head + rest)).toMatch(/^HTTP\/1\.1 413 /);
    expect(await alive()).toBe(true);
  });

  test("headers without end are refused with 431", async () => {
    expect(await exchange(emulator.port, `GET / HTTP/1.1\r\nhost: x\r\na: ${"b".repeat(200_000)}`)).toContain(" 431 ");
  });

  test("1,000 requests in flight are all answered", async () => {
    const call = sdkCaller(emulator.url);
    const outcomes = await Promise.all(
      Array.from({ length: 1000 }, () => call("DescribeInstanceAttribute", { InstanceId: "i-1" })),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1000);
  });
});

test("half-open connections are closed", async () => {
  const machine = new Machine(readWorld(small), Date.now);
  const limits = { ...LIMITS, headersMs: 200, requestMs: 400 };
  const server = await startServer(machine, 0, { rates: undefined, latencyMs: 0, now: Date.now }, limits);
  const [silent, halfHeaders, halfBody] = await Promise.all([
    exchange(server.port, "GET / HT", false),
    exchange(server.port, "GET / HTTP/1.1\r\nhost: x\r\n", false),
    exchange(server.port, "PUT /_emulator/world HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{", false),
  ]);
  expect([silent, halfHeaders, halfBody].every((answer) => answer === "" || answer.includes(" 408 "))).toBe(true);
  await server.close();
});

test("listens on loopback only", async () => {
  expect(emulator.url).toBe(`http://127.0.0.1:${emulator.port}`);
  const outside = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === "IPv4" && !address.internal);
  if (outside === undefined) return;
  await expect(fetch(`http://${outside.address}:${emulator.port}/_emulator/world`)).rejects.toThrow();
});

test("close ends idle and busy connections, and a second time does nothing", async () => {
  const other = await startEmulator({ world: small });
  await fetch(`${other.url}/_emulator/world`).then((response) => response.text());
  // Would `close` wait for the answer, it would end long after the test has been given up.
  other.setFaults([{ kind: "delay", delayMs: 3_600_000, times: 1 }]);
  const ask = () => sdkCaller(other.url)("DescribeInstances", { RegionId: REGION });
  const both = [ask(), ask()];
  // One is answered, so the other has come and waits.
  expect(await Promise.race(both)).toMatchObject({ ok: true });
  await other.close();
  await other.close();
  expect((await Promise.all(both)).filter(({ ok }) => ok)).toHaveLength(1);
});

test("a taken port is an error with the code EADDRINUSE", async () => {
  await expect(startEmulator({ port: emulator.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

test("latency is added to cloud calls", async () => {
  const slow = await startEmulator({ world: small, latencyMs: 200 });
  const start = performance.now();
  await sdkCaller(slow.url)("DescribeInstances", { RegionId: REGION });
  expect(performance.now() - start).toBeGreaterThanOrEqual(195);
  await slow.close();
});

test("latency is not added to the control API", async () => {
  // Were it, the answer would come long after the test has given up.
  const slow = await startEmulator({ world: small, latencyMs: 600_000 });
  expect((await fetch(`${slow.url}/_emulator/requests`)).status).toBe(200);
  await slow.close();
});

test("what is no cloud's language is told so", async () => {
  const response = await fetch(`${emulator.url}/hello`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ error: expect.stringContaining("no cloud here") as unknown });
});

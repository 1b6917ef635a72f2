import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startEmulator } from "../../emulator";
import type { WireRequest } from "../../emulator/cloud";
import { CLOUDS } from "../../emulator/clouds";
import { Machine } from "../../emulator/machine";
import { CloudStore } from "../../emulator/store";
import { readWorld } from "../../emulator/world";
import { sdkCaller } from "./alibaba/sdk";
import { groups, REGION, world } from "./alibaba/world";
import { call } from "./baidu/signer";

const baidu = {
  baiducloud: {
    credentials: [{ id: "key", secret: "secret" }],
    regions: { bj: { securityGroups: [{ id: "g-a" }, { id: "g-b" }], instances: [{ id: "i-1", groups: ["g-a"] }] } },
  },
};

test("a write goes into the world that is there when it happens, not when it came", async () => {
  const machine = new Machine(readWorld(baidu), Date.now);
  const cloud = machine.connected.find(({ id }) => id === "baiducloud");
  if (!cloud) throw new Error("there is no such cloud");
  const received = cloud.wire.receive(await recorded("PUT", "/v2/instance/i-1?bind", { securityGroupId: "g-b" }));
  expect(received.refusal).toBeUndefined();
  machine.replaceWorld(baidu);
  received.perform("reads");
  expect(machine.world.baiducloud.regions["bj"]?.instances[0]?.groups).toEqual(["g-a", "g-b"]);
});

/** A signed request, as it comes over the wire. */
async function recorded(method: string, target: string, body: object): Promise<WireRequest> {
  let wire: WireRequest | undefined;
  const server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on("data", (chunk: Buffer) => chunks.push(chunk));
    message.on("end", () => {
      const [path = "", query = ""] = (message.url ?? "").split("?");
      wire = { method: message.method ?? "", path, query, headers: message.headers, body: Buffer.concat(chunks) };
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await call(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, method, target, body);
  server.close();
  if (!wire) throw new Error("nothing came");
  return wire;
}

test("a new world starts its rates anew", async () => {
  const limited = world({ groups: groups("sg-a"), instances: [{ id: "i-1" }], rateLimits: { DescribeInstances: 1 } });
  const emulator = await startEmulator({ world: limited });
  try {
    const ask = () => sdkCaller(emulator.url)("DescribeInstances", { RegionId: REGION });
    expect([(await ask()).ok, (await ask()).ok]).toEqual([true, false]);
    emulator.replaceWorld(limited);
    expect((await ask()).ok).toBe(true);
  } finally {
    await emulator.close();
  }
});

describe("views of a target's groups", () => {
  let now = 0;
  const region = () => {
    now = 0;
    const input = world({ groups: groups("sg-a", "sg-b", "sg-c"), instances: [{ id: "i-1", groups: ["sg-a"] }] });
    const state = { ...readWorld(input).alicloud, visibilityDelayMs: 1000 };
    const found = new CloudStore(CLOUDS.alicloud.terms, state, () => now).region(REGION);
    const target = found?.instance("i-1");
    if (!found || !target) throw new Error("the world has no i-1");
    return { found, target };
  };

  test("a stale read never shows something newer than an ordinary one", () => {
    const { found, target } = region();
    found.setGroups(target, ["sg-b"], "lagging");
    found.setGroups(target, ["sg-c"], "lagging");
    expect(found.groupsOf(target, "reads")).toEqual(["sg-a"]);
    expect(found.groupsOf(target, "stale")).toEqual(["sg-a"]);
    now = 1000;
    expect(found.groupsOf(target, "reads")).toEqual(["sg-c"]);
    expect(found.groupsOf(target, "stale")).toEqual(["sg-b"]);
  });

  test("a write that changes nothing is none", () => {
    const { found, target } = region();
    found.setGroups(target, ["sg-b"], "lagging");
    now = 1000;
    found.setGroups(target, ["sg-b"], "lagging");
    expect(found.groupsOf(target, "stale")).toEqual(["sg-a"]);
  });
});

test("the command goes on when whoever read its first line closes the pipe", async () => {
  const main = join(__dirname, "..", "..", "dist", "cli", "main.js");
  const child = spawn(process.execPath, [main, "emulator", "--port", "0"], { stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (data) => (errors += String(data)));
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  child.stdout.destroy();
  const url = line.replace("secgroup emulator listening on ", "");
  expect((await fetch(`${url}/_emulator/requests`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(errors).toBe("");
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startEmulator } from "../../emulator";
import { CLOUDS } from "../../emulator/clouds";
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

test("a write that is delayed goes into the world that is there when it happens", async () => {
  const emulator = await startEmulator({ world: baidu });
  try {
    emulator.setFaults([{ kind: "delay", delayMs: 300, action: "bind" }]);
    const binding = call(emulator.url, "PUT", "/v2/instance/i-1?bind", { securityGroupId: "g-b" });
    // The request is on its way, and waits, when the world is replaced.
    await new Promise((resolve) => setTimeout(resolve, 100));
    emulator.replaceWorld(baidu);
    expect((await binding).status).toBe(200);
    expect(emulator.world.baiducloud.regions["bj"]?.instances[0]?.groups).toEqual(["g-a", "g-b"]);
  } finally {
    await emulator.close();
  }
});

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

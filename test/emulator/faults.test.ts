import { startEmulator, type Emulator, type Fault } from "../../emulator";
import { CODES } from "../../emulator/alibaba/errors";
import { sdkCaller, type Caller } from "./alibaba/sdk";
import { groups, REGION, world } from "./alibaba/world";

let emulator: Emulator;
let call: Caller;

beforeAll(async () => {
  emulator = await startEmulator();
  call = sdkCaller(emulator.url);
});
beforeEach(() => {
  emulator.setFaults([]);
  emulator.clearRequests();
  emulator.replaceWorld(
    world({
      groups: groups("sg-a", "sg-b"),
      instances: [
        { id: "i-1", groups: ["sg-a"] },
        { id: "i-2", groups: ["sg-a"] },
      ],
    }),
  );
});
afterAll(() => emulator.close());

const join = (id = "i-1") => call("JoinSecurityGroup", { InstanceId: id, SecurityGroupId: "sg-b" });
const shown = async (): Promise<unknown> => {
  const outcome = await call("DescribeInstanceAttribute", { InstanceId: "i-1" });
  return outcome.ok
    ? (outcome.body["SecurityGroupIds"] as { SecurityGroupId: string[] }).SecurityGroupId
    : outcome.code;
};
const groupsOf = (id: string) =>
  emulator.world.alicloud.regions[REGION]?.instances.find((instance) => instance.id === id)?.groups;
const codes = () => emulator.requests().log.map(({ code }) => code);

describe("kinds", () => {
  test("error refuses before the effect, in the cloud's envelope", async () => {
    emulator.setFaults([{ kind: "error", code: "InvalidOperation.Conflict" }]);
    expect(await join()).toMatchObject({ ok: false, code: "InvalidOperation.Conflict", status: 409 });
    expect(groupsOf("i-1")).toEqual(["sg-a"]);
  });

  test("errorAfter refuses after the effect, as an internal error if nothing is said", async () => {
    emulator.setFaults([{ kind: "errorAfter" }]);
    expect(await join()).toMatchObject({ ok: false, code: "InternalError", status: 500 });
    expect(groupsOf("i-1")).toEqual(["sg-a", "sg-b"]);
  });

  test("resetBefore cuts the connection before the effect", async () => {
    emulator.setFaults([{ kind: "resetBefore" }]);
    expect(await join()).toMatchObject({ ok: false });
    expect(groupsOf("i-1")).toEqual(["sg-a"]);
    expect(emulator.requests().log).toMatchObject([{ status: 0, code: "ConnectionReset", targetIds: ["i-1"] }]);
  });

  test("resetAfter cuts the connection after the effect", async () => {
    emulator.setFaults([{ kind: "resetAfter" }]);
    expect(await join()).toMatchObject({ ok: false });
    expect(groupsOf("i-1")).toEqual(["sg-a", "sg-b"]);
  });

  test("delay answers later", async () => {
    emulator.setFaults([{ kind: "delay", delayMs: 200 }]);
    const start = performance.now();
    expect(await join()).toMatchObject({ ok: true });
    expect(performance.now() - start).toBeGreaterThanOrEqual(195);
  });

  test("staleRead answers as before the latest write, and leaves writes alone", async () => {
    emulator.setFaults([{ kind: "staleRead", times: 1 }]);
    expect(await join()).toMatchObject({ ok: true });
    expect(await shown()).toEqual(["sg-a"]);
    expect(await shown()).toEqual(["sg-a", "sg-b"]);
  });
});

describe("matching", () => {
  test.each<[string, Partial<Fault>]>([
    ["another cloud", { cloud: "baiducloud" }],
    ["another action", { action: "LeaveSecurityGroup" }],
    ["another target", { targetId: "i-2" }],
  ])("a fault of %s leaves a call alone", async (_what, matcher) => {
    emulator.setFaults([{ kind: "error", ...matcher }]);
    expect(await join()).toMatchObject({ ok: true });
  });

  test("a fault of this cloud, action and target strikes", async () => {
    emulator.setFaults([{ kind: "error", cloud: "alicloud", action: "JoinSecurityGroup", targetId: "i-1" }]);
    expect(await join()).toMatchObject({ ok: false });
    expect(await join("i-2")).toMatchObject({ ok: true });
  });

  test("times counts down", async () => {
    emulator.setFaults([{ kind: "error", code: "Throttling", times: 2 }]);
    for (let turn = 0; turn < 3; turn += 1) await join();
    expect(codes()).toEqual(["Throttling", "Throttling", null]);
  });

  test("probability with a seed strikes the same calls every time", async () => {
    const run = async (seed: number) => {
      emulator.setFaults([{ kind: "error", probability: 0.5, seed }]);
      emulator.clearRequests();
      for (let turn = 0; turn < 20; turn += 1) await shown();
      return codes();
    };
    const first = await run(7);
    expect(new Set(first)).toEqual(new Set([null, "InternalError"]));
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });

  test("delays add up with what comes after them", async () => {
    emulator.setFaults([
      { kind: "delay", delayMs: 100 },
      { kind: "error", delayMs: 100, code: "Throttling.User" },
    ]);
    const start = performance.now();
    expect(await join()).toMatchObject({ code: "Throttling.User", status: 400 });
    expect(performance.now() - start).toBeGreaterThanOrEqual(195);
  });
});

test.each(CODES)("%s can be provoked", async (code) => {
  emulator.setFaults([{ kind: "error", code }]);
  expect(await join()).toMatchObject({ ok: false, code });
});

test("any code and status can be provoked", async () => {
  emulator.setFaults([{ kind: "error", code: "Something.New", status: 418 }]);
  expect(await join()).toMatchObject({ ok: false, code: "Something.New", status: 418 });
});

describe("faults that cannot be are refused by name", () => {
  test.each<[string, unknown, string]>([
    ["no array", {}, "expected an array, was given an object"],
    [
      "an unknown key",
      [{ kind: "error", codes: "x" }],
      "[0].codes: unknown key; allowed: cloud, action, targetId, kind",
    ],
    ["no kind", [{}], "[0].kind: missing; allowed: error, errorAfter"],
    ["an unknown kind", [{ kind: "errr" }], '[0].kind: was given "errr"; allowed: error'],
    [
      "an unknown action",
      [{ kind: "error", action: "Join" }],
      '[0].action: unknown action "Join"; allowed: JoinSecurityGroup',
    ],
    [
      "an action of another cloud",
      [{ kind: "error", cloud: "alicloud", action: "bind" }],
      "[0].action: unknown action",
    ],
    ["a delay without a time", [{ kind: "delay" }], "[0].delayMs: kind delay needs it"],
    ["times and probability", [{ kind: "error", times: 1, probability: 1 }], "exclude each other"],
    [
      "a status that is no failure",
      [{ kind: "error", status: 204 }],
      "[0].status: expected an HTTP status from 400 to 599, or 200 for Tencent",
    ],
    ["a code of a reset", [{ kind: "resetAfter", code: "x" }], "[0].code: only with kind error or errorAfter"],
    ["a probability above 1", [{ kind: "error", probability: 2 }], "[0].probability: expected 0 to 1"],
  ])("%s", async (_what, faults, message) => {
    const response = await fetch(`${emulator.url}/_emulator/faults`, { method: "PUT", body: JSON.stringify(faults) });
    expect(response.status).toBe(400);
    expect(((await response.json()) as { problems: string[] }).problems.join()).toContain(message);
    expect(await join()).toMatchObject({ ok: true });
  });
});

import { type Emulator, startEmulator } from "../../../emulator";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import type { Call, Cloud, TargetRecord } from "../../../provider/clouds/cloud";
import { registry } from "../../../provider/clouds/registry";
import type { Settings } from "../../../provider/config/settings";
import { CloudError, UsageError } from "../../../provider/model/errors";
import { targetOf } from "../../../provider/model/membership";

const region = "cn-hangzhou";
const [i1, i2, missing] = [targetOf("i-1"), targetOf("i-2"), targetOf("i-missing")];

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({
    world: {
      alicloud: {
        credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
        regions: {
          [region]: {
            securityGroups: [{ id: "sg-a" }, { id: "sg-b" }, { id: "sg-other", vpcId: "vpc-other" }],
            instances: [
              { id: "i-1", groups: ["sg-a"] },
              { id: "i-2", groups: ["sg-a"], status: "Starting" },
              { id: "i-locked", groups: ["sg-a"], locked: true },
              { id: "i-full", groups: ["sg-a"], groupLimit: 1 },
            ],
          },
        },
      },
    },
  });
});
afterEach(() => emulator.close());

const settings = (changes: Settings["env"] = {}): Settings => ({
  config: () => undefined,
  env: {
    SECGROUP_ENDPOINT: emulator.url,
    ALIBABA_CLOUD_ACCESS_KEY_ID: "dummy-id",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-secret",
    ...changes,
  },
});
const open = (changes?: Settings["env"], profile?: string): Cloud => {
  const served = registry.alicloud;
  if (!served) throw new Error("alicloud is not in the registry");
  return served.open({ region, profile }, settings(changes));
};
const call = (seconds = 30): Call => ({ deadline: deadlineIn(seconds, systemClock) });
const read = async (cloud: Cloud, id: string): Promise<TargetRecord | undefined> =>
  (await cloud.readTargets([targetOf(id)], call())).get(id);
const caught = async (running: Promise<unknown>): Promise<unknown> => {
  try {
    await running;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
};

test("reads targets with their groups, status and VPC; unknown ones are not in the answer", async () => {
  const records = await open().readTargets([i1, i2, missing], call());
  expect([...records.keys()].sort()).toEqual(["i-1", "i-2"]);
  expect(records.get("i-1")).toMatchObject({ securityGroupIds: ["sg-a"], status: "Running", phase: "ready" });
  expect(records.get("i-1")?.vpcId).toMatch(/^vpc-/);
  expect(records.get("i-2")).toMatchObject({ status: "Starting", phase: "passing" });
});

test("a lock for security is read with its reason", async () => {
  expect(await read(open(), "i-locked")).toMatchObject({ lock: "security" });
});

test("confirms a target, and that a target is gone", async () => {
  await expect(open().confirmTarget(i1, call())).resolves.toMatchObject({ securityGroupIds: ["sg-a"] });
  await expect(open().confirmTarget(missing, call())).resolves.toBeUndefined();
});

test("joins and leaves, and says what was so already", async () => {
  const cloud = open();
  expect((await cloud.join("sg-b", [i1], call())).get("i-1")).toEqual({ outcome: "joined" });
  expect((await cloud.join("sg-b", [i1], call())).get("i-1")).toEqual({ outcome: "alreadyMember" });
  expect((await read(cloud, "i-1"))?.securityGroupIds).toEqual(["sg-a", "sg-b"]);
  expect((await cloud.leave("sg-b", [i1], call())).get("i-1")).toEqual({ outcome: "left" });
  expect((await cloud.leave("sg-b", [i1], call())).get("i-1")).toEqual({ outcome: "notMember" });
});

test("leaving a group or a target that is gone has nothing to do", async () => {
  expect((await open().leave("sg-gone", [i1], call())).get("i-1")).toEqual({ outcome: "notMember" });
  expect((await open().leave("sg-a", [missing], call())).get("i-missing")).toEqual({ outcome: "notMember" });
});

test("every target has an outcome of its own", async () => {
  const outcomes = await open().join("sg-b", [i1, missing, targetOf("i-full")], call());
  expect(outcomes.get("i-1")).toEqual({ outcome: "joined" });
  expect(outcomes.get("i-missing")).toMatchObject({ outcome: "failed", error: { kind: "targetNotFound" } });
  expect(outcomes.get("i-full")).toMatchObject({ outcome: "failed", error: { kind: "targetQuota" } });
});

test.each([
  ["another VPC", "sg-other", "i-1", "vpcMismatch"],
  ["an unknown group", "sg-gone", "i-1", "groupNotFound"],
  ["a starting instance", "sg-b", "i-2", "targetState"],
  ["a locked instance", "sg-b", "i-locked", "targetLocked"],
])("joining with %s is refused as what it is, with the request's ID and advice", async (_why, group, id, kind) => {
  const outcome = (await open().join(group, [targetOf(id)], call())).get(id);
  if (outcome?.outcome !== "failed") throw new Error("it did not fail");
  expect(outcome.error).toMatchObject({ kind, operation: "JoinSecurityGroup", outcomeUnknown: false });
  expect(outcome.error.requestId).toMatch(/\S/);
  expect(outcome.error.message).toMatch(/^[A-Za-z.]+: .+ \(JoinSecurityGroup, HTTP \d+, request \S+\) .+\.$/);
});

test("the last group of an instance is not left", async () => {
  const outcome = (await open().leave("sg-a", [i1], call())).get("i-1");
  expect(outcome).toMatchObject({ outcome: "failed", error: { kind: "lastGroup" } });
});

test("a session token is sent along", async () => {
  emulator.replaceWorld({
    alicloud: {
      credentials: [{ id: "dummy-id", secret: "dummy-secret", token: "dummy-token" }],
      regions: { [region]: { securityGroups: [{ id: "sg-a" }], instances: [{ id: "i-1", groups: ["sg-a"] }] } },
    },
  });
  await expect(read(open({ ALIBABA_CLOUD_SECURITY_TOKEN: "dummy-token" }), "i-1")).resolves.toBeDefined();
  await expect(read(open(), "i-1")).rejects.toMatchObject({ kind: "unauthorized" });
});

test("a wrong secret is unauthorized, and is not repeated in the error", async () => {
  const error = await caught(read(open({ ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong-dummy" }), "i-1"));
  expect(error).toMatchObject({ kind: "unauthorized", code: "SignatureDoesNotMatch" });
  expect(String(error)).not.toContain("wrong-dummy");
});

test("missing credentials name every place that was looked at", async () => {
  const { HOME: home, ...others } = process.env;
  const nothing = { ALIBABA_CLOUD_ACCESS_KEY_ID: "", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "" };
  process.env["HOME"] = "/nonexistent";
  process.env["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true";
  try {
    const error = await caught(read(open(nothing), "i-1"));
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).toMatch(
      /no credentials for alicloud. Looked at: .*alicloud:accessKey.*ALIBABA_CLOUD_ACCESS_KEY_ID.*~\/.aliyun\/config.json/,
    );
    expect(String(await caught(read(open({}, "staging"), "i-1")))).toContain(
      'the profile "staging" gave no credentials. Check it with: aliyun sts GetCallerIdentity --profile staging',
    );
  } finally {
    process.env = home === undefined ? others : { ...others, HOME: home };
  }
});

test("an endpoint that nobody listens at was not reached: nothing was written", async () => {
  const cloud = open();
  await emulator.close();
  const outcome = (await cloud.join("sg-b", [i1], call())).get("i-1");
  expect(outcome).toMatchObject({
    outcome: "failed",
    error: { kind: "unavailable", code: "ECONNREFUSED", outcomeUnknown: false },
  });
});

test.each([
  ["the connection is cut", { kind: "resetAfter" }],
  ["the server fails", { kind: "errorAfter", code: "InternalError", status: 500 }],
  ["the gateway gives up", { kind: "errorAfter", code: "RequestTimeout", status: 504 }],
] as const)("when %s after the effect, the outcome is unknown, and reading back tells", async (_how, fault) => {
  emulator.setFaults([{ cloud: "alicloud", action: "JoinSecurityGroup", times: 1, ...fault }]);
  const cloud = open();
  const outcome = (await cloud.join("sg-b", [i1], call())).get("i-1");
  expect(outcome).toMatchObject({ outcome: "failed", error: { kind: "unavailable", outcomeUnknown: true } });
  expect((await read(cloud, "i-1"))?.securityGroupIds).toContain("sg-b");
});

test("an answer that does not come within the deadline is a timeout whose outcome is unknown", async () => {
  emulator.setFaults([{ cloud: "alicloud", action: "JoinSecurityGroup", kind: "delay", delayMs: 3000, times: 1 }]);
  const outcome = (await open().join("sg-b", [i1], call(0.2))).get("i-1");
  expect(outcome).toMatchObject({
    outcome: "failed",
    error: { kind: "unavailable", code: "Timeout", outcomeUnknown: true },
  });
});

test("throttling is told by its code", async () => {
  emulator.setFaults([{ action: "DescribeInstances", kind: "error", code: "Throttling.User", status: 400, times: 1 }]);
  expect(await caught(read(open(), "i-1"))).toMatchObject({ kind: "throttled" });
});

test("a code that is in no table is shown whole", async () => {
  emulator.setFaults([{ action: "DescribeInstances", kind: "error", code: "Brand.New", status: 403, times: 1 }]);
  const error = await caught(read(open(), "i-1"));
  expect(error).toBeInstanceOf(CloudError);
  expect(error).toMatchObject({
    kind: "unexpected",
    code: "Brand.New",
    requestId: expect.stringMatching(/\S/) as string,
  });
});

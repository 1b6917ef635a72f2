import { type Emulator, startEmulator } from "../../../emulator";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import type { Call, Cloud, TargetRecord } from "../../../provider/clouds/cloud";
import { registry } from "../../../provider/clouds/registry";
import type { Settings } from "../../../provider/config/settings";
import { NoCredentials } from "../../../provider/model/errors";
import { targetOf } from "../../../provider/model/membership";
import { testContract } from "./contract";

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
  return registry.alicloud({ region, profile }, settings(changes));
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

test("missing credentials name every place that was looked at", async () => {
  const { HOME: home, ...others } = process.env;
  const nothing = { ALIBABA_CLOUD_ACCESS_KEY_ID: "", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "" };
  process.env["HOME"] = "/nonexistent";
  process.env["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true";
  try {
    const error = await caught(read(open(nothing), "i-1"));
    expect(error).toBeInstanceOf(NoCredentials);
    expect(String(error)).toMatch(
      /no credentials for alicloud. Looked at: .*alicloud:accessKey.*ALIBABA_CLOUD_ACCESS_KEY_ID.*~\/.aliyun\/config.json/,
    );
    expect(String(await caught(read(open({}, "staging"), "i-1")))).toContain(
      'the profile "staging" gave no credentials. Check it with: aliyun sts GetCallerIdentity --profile staging',
    );
    expect(String(await caught(read(open({}, "team a; x"), "i-1")))).toContain(
      "aliyun sts GetCallerIdentity --profile 'team a; x' (or set it up: aliyun configure --profile 'team a; x')",
    );
  } finally {
    process.env = home === undefined ? others : { ...others, HOME: home };
  }
});

test("an answer that does not come within the deadline is a timeout whose outcome is unknown", async () => {
  const cloud = open();
  // The connection is made before, however long that takes.
  await cloud.readTargets([i1], call());
  const slow = { kind: "delay", delayMs: 3_600_000, times: 1 } as const;
  emulator.setFaults([{ cloud: "alicloud", action: "JoinSecurityGroup", ...slow }]);
  const outcome = (await cloud.join("sg-b", [i1], call(0.2))).get("i-1");
  expect(outcome).toMatchObject({
    outcome: "failed",
    error: { kind: "unavailable", code: "Timeout", outcomeUnknown: true },
  });
});

test("an interface that is not listed is gone only where others are", async () => {
  const cloud = open();
  await expect(cloud.confirmTarget(targetOf("eni-missing"), call())).resolves.toBeUndefined();
  emulator.replaceWorld({
    alicloud: { credentials: [{ id: "dummy-id", secret: "dummy-secret" }], regions: { [region]: {} } },
  });
  await expect(cloud.confirmTarget(targetOf("eni-missing"), call())).rejects.toMatchObject({
    kind: "unauthorized",
    code: "NothingListed",
  });
});

test("an interface that fails the read of many is left out, and the others are read", async () => {
  const [found] = emulator.world.alicloud.regions[region]?.instances ?? [];
  const there = targetOf(found?.primaryInterfaceId ?? "");
  const gone = {
    cloud: "alicloud",
    action: "DescribeNetworkInterfaces",
    targetId: "eni-missing",
    kind: "error",
  } as const;
  emulator.setFaults([{ ...gone, code: "InvalidEniId.NotFound" }]);
  const records = await open().readTargets([targetOf("eni-missing"), there], call());
  expect([...records.keys()]).toEqual([there.id]);
  await expect(open().confirmTarget(targetOf("eni-missing"), call())).resolves.toBeUndefined();
});

test("a primary interface names its instance", async () => {
  const [found] = emulator.world.alicloud.regions[region]?.instances ?? [];
  const record = await read(open(), found?.primaryInterfaceId ?? "");
  expect(record).toMatchObject({ primaryOf: found?.id, securityGroupIds: found?.groups });
});

const contract = {
  cloud: "alicloud",
  region,
  env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "dummy-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-secret" },
  secretVariable: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
  tokenVariable: "ALIBABA_CLOUD_SECURITY_TOKEN",
  throttling: { code: "Throttling.User" },
  internal: { code: "InternalError", status: 500 },
  keepsLastGroup: true,
  unauthorized: "SignatureDoesNotMatch",
  world: {
    credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
    regions: {
      [region]: {
        securityGroups: ["sg-home", "sg-a", "sg-b"].map((id) => ({ id })),
        instances: [
          ...["i-1", "i-2", "i-3"].map((id) => ({ id, groups: ["sg-home"] })),
          { id: "i-full", groups: ["sg-home"], groupLimit: 1 },
        ],
        networkInterfaces: [
          ...["eni-1", "eni-2", "eni-3"].map((id) => ({ id, groups: ["sg-home"] })),
          { id: "eni-full", groups: ["sg-home"], groupLimit: 1 },
        ],
      },
    },
  },
} as const;
const groupIds = { home: "sg-home", group: "sg-a", other: "sg-b", goneGroup: "sg-gone" };
const writes = { join: "JoinSecurityGroup", leave: "LeaveSecurityGroup" };

testContract("Alibaba, instances", {
  ...contract,
  ids: { ...groupIds, targets: ["i-1", "i-2", "i-3"], full: "i-full", missing: "i-missing" },
  actions: { ...writes, read: "DescribeInstances" },
});

testContract("Alibaba, network interfaces", {
  ...contract,
  ids: { ...groupIds, targets: ["eni-1", "eni-2", "eni-3"], full: "eni-full", missing: "eni-missing" },
  actions: { ...writes, read: "DescribeNetworkInterfaces" },
});

test("one malformed ID among others hides none of them", async () => {
  // The fault is the cloud's answer to a call that names the bad one: here, to the first.
  emulator.setFaults([{ cloud: "alicloud", kind: "error", code: "Abs.InvalidInstanceIds.MalFormed", times: 1 }]);
  const records = await open().readTargets([i1, i2], call());
  expect([...records.keys()].sort()).toEqual(["i-1", "i-2"]);
});

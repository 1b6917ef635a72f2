import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../../emulator";
import { Machine } from "../../../emulator/machine";
import { startServer } from "../../../emulator/server";
import { readWorld } from "../../../emulator/world";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import type { Call, Cloud, TargetRecord } from "../../../provider/clouds/cloud";
import { registry } from "../../../provider/clouds/registry";
import { endpointFor, publicEndpoint } from "../../../provider/clouds/tencent/endpoint";
import type { Settings } from "../../../provider/config/settings";
import { type CloudError, NoCredentials, UsageError } from "../../../provider/model/errors";
import { targetOf } from "../../../provider/model/membership";
import { testContract } from "./contract";

const region = "ap-guangzhou";
const many = Array.from({ length: 250 }, (_, index) => `ins-many${index}`);
const credentials = [{ id: "dummy-id", secret: "dummy-secret" }];
const world = {
  credentials,
  regions: {
    [region]: {
      securityGroups: [{ id: "sg-a" }, { id: "sg-b" }, { id: "sg-c" }, { id: "sg-small", capacity: 2 }],
      instances: [
        { id: "ins-1", groups: ["sg-a"] },
        { id: "ins-2", groups: ["sg-a"] },
        { id: "ins-3", groups: ["sg-b", "sg-a"] },
        { id: "ins-4", groups: ["sg-a"] },
        { id: "ins-pending", groups: ["sg-a"], status: "PENDING" },
        { id: "ins-ending", groups: ["sg-a"], status: "TERMINATING" },
        { id: "ins-locked", groups: ["sg-a"], locked: true },
        ...many.map((id) => ({ id, groups: ["sg-a"] })),
      ],
      networkInterfaces: [
        { id: "eni-1", groups: ["sg-a"], instanceId: "ins-1" },
        { id: "eni-2", groups: ["sg-a"] },
        { id: "eni-attaching", groups: ["sg-a"], status: "ATTACHING", instanceId: "ins-1" },
        { id: "eni-managed", groups: ["sg-a"], managed: true },
        { id: "eni-primary", kind: "primary" as const, instanceId: "ins-1" },
      ],
    },
  },
};

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ world: { tencentcloud: world }, rateLimit: false });
});
afterEach(() => emulator.close());

const settings = (changes: Settings["env"] = {}): Settings => ({
  config: () => undefined,
  env: {
    SECGROUP_ENDPOINT: emulator.url,
    TENCENTCLOUD_SECRET_ID: "dummy-id",
    TENCENTCLOUD_SECRET_KEY: "dummy-secret",
    ...changes,
  },
});
const open = (changes?: Settings["env"], profile?: string): Cloud => {
  return registry.tencentcloud({ region, profile }, settings(changes));
};
const call = (seconds = 30): Call => ({ deadline: deadlineIn(seconds, systemClock) });
const targets = (...ids: string[]) => ids.map(targetOf);
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
async function refusal(writing: ReturnType<Cloud["join"] | Cloud["leave"]>, id: string): Promise<CloudError> {
  const outcome = (await writing).get(id);
  if (outcome?.outcome !== "failed") throw new Error(`it did not fail: ${JSON.stringify(outcome)}`);
  return outcome.error;
}
const calls = (action: string): number => emulator.requests().byAction[`tencentcloud:${action}`] ?? 0;

describe("reading", () => {
  test("instances and interfaces in one list, groups in the order of binding", async () => {
    const records = await open().readTargets(targets("ins-3", "eni-1", "ins-missing"), call());
    expect([...records.keys()].sort()).toEqual(["eni-1", "ins-3"]);
    expect(records.get("ins-3")).toMatchObject({ securityGroupIds: ["sg-b", "sg-a"], status: "RUNNING" });
    expect(records.get("eni-1")).toMatchObject({ securityGroupIds: ["sg-a"], status: "INUSE", phase: "ready" });
    expect(records.get("ins-3")?.vpcId).toMatch(/^vpc-/);
  });

  test.each([
    ["ins-pending", { phase: "passing", status: "PENDING" }],
    ["ins-ending", { phase: "stuck", status: "TERMINATING" }],
    ["ins-locked", { phase: "stuck", lock: "PROTECTIVELY_ISOLATED" }],
    ["eni-attaching", { phase: "passing", status: "ATTACHING" }],
    ["eni-primary", { primaryOf: "ins-1", securityGroupIds: ["sg-a"] }],
  ])("%s", async (id, expected) => {
    expect(await read(open(), id)).toMatchObject(expected);
  });

  test("an ID that is malformed or unknown does not hide the others", async () => {
    const ids = ["ins-1", "not-an-id", "ins-2", "eni-1", "eni-missing", "eni-!", "eni-2"];
    const records = await open().readTargets(targets(...ids), call());
    expect([...records.keys()].sort()).toEqual(["eni-1", "eni-2", "ins-1", "ins-2"]);
  });

  test("a malformed ID is no target that is gone", async () => {
    const cloud = open();
    await expect(cloud.confirmTarget(targetOf("not-an-id"), call())).rejects.toMatchObject({ kind: "invalidInput" });
    await expect(cloud.confirmTarget(targetOf("eni-!"), call())).rejects.toMatchObject({ kind: "invalidInput" });
  });

  test("a missing permission is an error, not a target that is gone", async () => {
    emulator.setFaults([{ cloud: "tencentcloud", kind: "error", code: "UnauthorizedOperation" }]);
    for (const id of ["ins-missing", "eni-missing"]) {
      await expect(open().confirmTarget(targetOf(id), call())).rejects.toMatchObject({ kind: "unauthorized" });
    }
  });

  test("an instance is passing while its latest operation runs", async () => {
    // The emulator's clock goes ahead by less than what signatures may be late.
    const delayMs = 240_000;
    let ahead = 0;
    const now = () => Date.now() + ahead;
    const machine = new Machine(readWorld({ tencentcloud: { ...world, visibilityDelayMs: delayMs } }), now);
    const server = await startServer(machine, 0, { rates: undefined, latencyMs: 0, now });
    try {
      const cloud = open({ SECGROUP_ENDPOINT: `http://127.0.0.1:${server.port}` });
      await cloud.join("sg-b", targets("ins-1"), call());
      const during = await read(cloud, "ins-1");
      expect(during).toMatchObject({ phase: "passing", status: "OPERATING (AssociateSecurityGroups)" });
      expect(await refusal(cloud.join("sg-c", targets("ins-1"), call()), "ins-1")).toMatchObject({ kind: "busy" });
      ahead = delayMs;
      expect(await read(cloud, "ins-1")).toMatchObject({ phase: "ready", securityGroupIds: ["sg-a", "sg-b"] });
    } finally {
      await server.close();
    }
  });

  test("250 targets are read in 3 calls", async () => {
    expect((await open().readTargets(targets(...many), call())).size).toBe(250);
    expect(calls("DescribeInstances")).toBe(3);
  });
});

describe("writing", () => {
  test("250 targets join in 3 calls and leave in 3", async () => {
    const cloud = open();
    const joined = await cloud.join("sg-b", targets(...many), call());
    expect([...joined.values()].every(({ outcome }) => outcome === "joined")).toBe(true);
    const left = await cloud.leave("sg-b", targets(...many), call());
    expect([...left.values()].every(({ outcome }) => outcome === "left")).toBe(true);
    expect([joined.size, left.size]).toEqual([250, 250]);
    expect([calls("AssociateSecurityGroups"), calls("DisassociateSecurityGroups")]).toEqual([3, 3]);
  });

  test("instances and interfaces are joined by their own operations, once each", async () => {
    const outcomes = await open().join("sg-b", targets("ins-1", "eni-1", "ins-2", "eni-2"), call());
    expect([...outcomes.keys()].sort()).toEqual(["eni-1", "eni-2", "ins-1", "ins-2"]);
    expect(calls("AssociateSecurityGroups")).toBe(1);
    expect(calls("AssociateNetworkInterfaceSecurityGroups")).toBe(1);
  });

  test("what is joined comes last in the order of groups", async () => {
    const cloud = open();
    await cloud.join("sg-c", targets("ins-3"), call());
    expect((await read(cloud, "ins-3"))?.securityGroupIds).toEqual(["sg-b", "sg-a", "sg-c"]);
  });

  test("a batch that is refused for one target is halved down to it", async () => {
    const ids = ["ins-1", "ins-2", "ins-missing", "ins-4"];
    const outcomes = await open().join("sg-b", targets(...ids), call());
    expect(outcomes.get("ins-missing")).toMatchObject({ error: { kind: "targetNotFound" } });
    for (const id of ["ins-1", "ins-2", "ins-4"]) expect(outcomes.get(id)).toEqual({ outcome: "joined" });
    // All four; the first two, and the last two: each of those alone.
    expect(calls("AssociateSecurityGroups")).toBe(5);
  });

  test.each([
    [1, 15],
    [3, 43],
  ])("%i bad of 100 targets do not fail the others, in %i calls at the most", async (bad, most) => {
    const ids = many.slice(0, 100).map((id, index) => (index % 33 === 0 && index / 33 < bad ? `ins-bad${index}` : id));
    const outcomes = await open().join("sg-b", targets(...ids), call());
    const failed = [...outcomes].filter(([, { outcome }]) => outcome === "failed").map(([id]) => id);
    expect(failed).toEqual(ids.filter((id) => id.startsWith("ins-bad")));
    expect([...outcomes.values()].filter(({ outcome }) => outcome === "joined")).toHaveLength(100 - bad);
    // The whole, and for each bad one two halves at each of the ⌈log2 100⌉ = 7 levels below it.
    expect(most).toBe(1 + bad * 2 * 7);
    expect(emulator.requests().total).toBeLessThanOrEqual(most);
    expect(emulator.requests().total).toBeGreaterThan(2 * bad);
  });

  test("a group takes as many of a batch as it can", async () => {
    const outcomes = await open().join("sg-small", targets("ins-1", "ins-2", "ins-3"), call());
    expect([...outcomes.values()].filter(({ outcome }) => outcome === "joined")).toHaveLength(2);
    expect([...outcomes.values()].filter(({ outcome }) => outcome === "failed")).toMatchObject([
      { error: { kind: "groupQuota" } },
    ]);
  });

  test.each([
    ["a group that is gone", "sg-gone", undefined, "groupNotFound"],
    ["a malformed group", "not-a-group", undefined, "invalidInput"],
    ["throttling", "sg-b", "RequestLimitExceeded", "throttled"],
    ["a busy target", "sg-b", "MutexOperation.TaskRunning", "busy"],
    ["a missing permission", "sg-b", "UnauthorizedOperation", "unauthorized"],
    ["a failure whose outcome is unknown", "sg-b", "InternalError", "unavailable"],
  ])("%s concerns the whole batch: one call", async (_what, group, code, kind) => {
    if (code) emulator.setFaults([{ cloud: "tencentcloud", action: "AssociateSecurityGroups", kind: "error", code }]);
    const outcomes = await open().join(group, targets("ins-1", "ins-2", "ins-4"), call());
    for (const outcome of outcomes.values()) expect(outcome).toMatchObject({ outcome: "failed", error: { kind } });
    expect(outcomes.size).toBe(3);
    expect(calls("AssociateSecurityGroups")).toBe(1);
  });

  test("of a batch of interfaces, the one that is gone is told from the group that is gone", async () => {
    const cloud = open();
    const mixed = await cloud.join("sg-b", targets("eni-1", "eni-missing", "eni-2"), call());
    expect(mixed.get("eni-missing")).toMatchObject({ error: { kind: "targetNotFound", code: "ResourceNotFound" } });
    expect([mixed.get("eni-1"), mixed.get("eni-2")]).toEqual([{ outcome: "joined" }, { outcome: "joined" }]);
    const none = await cloud.join("sg-gone", targets("eni-1", "eni-missing", "eni-2"), call());
    expect(none.get("eni-missing")).toMatchObject({ error: { kind: "targetNotFound" } });
    for (const id of ["eni-1", "eni-2"]) {
      expect(none.get(id)).toMatchObject({ error: { kind: "groupNotFound", code: "ResourceNotFound" } });
    }
    const left = await cloud.leave("sg-gone", targets("eni-1", "eni-missing"), call());
    expect([...left.values()]).toEqual([{ outcome: "notMember" }, { outcome: "notMember" }]);
  });

  test.each([
    ["RequestLimitExceeded", "throttled"],
    ["InternalError", "unavailable"],
  ])("a look that fails with %s does not make a refused join one whose outcome is unknown", async (code, kind) => {
    emulator.setFaults([{ cloud: "tencentcloud", action: "DescribeNetworkInterfaces", kind: "error", code }]);
    const error = await refusal(open().join("sg-gone", targets("eni-1"), call()), "eni-1");
    expect(error).toMatchObject({ kind, outcomeUnknown: false, operation: "DescribeNetworkInterfaces" });
  });

  test("a primary interface is refused with its instance's ID, and does not fail its neighbours", async () => {
    const outcomes = await open().join("sg-b", targets("eni-1", "eni-primary"), call());
    expect(outcomes.get("eni-1")).toEqual({ outcome: "joined" });
    const outcome = outcomes.get("eni-primary");
    if (outcome?.outcome !== "failed") throw new Error("it did not fail");
    expect(outcome.error).toMatchObject({ kind: "invalidInput", code: "UnsupportedOperation" });
    expect(outcome.error.message).toContain('Give instanceId: "ins-1" instead of eni-primary.');
  });

  test.each([
    ["eni-attaching", "targetState", "It is ATTACHING."],
    ["eni-managed", "unexpected", "whether a cloud service owns it"],
    ["ins-pending", "targetState", "has to be created"],
    ["ins-locked", "targetState", "not isolated"],
  ])("%s is refused as what it is, with the request's ID and advice", async (id, kind, text) => {
    const error = await refusal(open().join("sg-b", targets(id), call()), id);
    expect(error).toMatchObject({ kind, outcomeUnknown: false });
    expect(error.requestId).toMatch(/\S/);
    expect(error.message).toMatch(/^[A-Za-z.]+: .+ \(\w+, HTTP 200, request \S+\) .+\.$/);
    expect(error.message).toContain(text);
  });

  test("a leave that an isolated instance refuses without a reason is told as the lock", async () => {
    expect(await refusal(open().leave("sg-a", targets("ins-locked"), call()), "ins-locked")).toMatchObject({
      kind: "targetLocked",
      code: "UnsupportedOperation",
    });
  });

  test("the last group of one instance does not keep the others of a batch", async () => {
    const outcomes = await open().leave("sg-a", targets("ins-3", "ins-1"), call());
    expect(outcomes.get("ins-3")).toEqual({ outcome: "left" });
    expect(outcomes.get("ins-1")).toMatchObject({ outcome: "failed", error: { kind: "lastGroup" } });
  });

  test("an answer that does not come within the deadline is a timeout whose outcome is unknown", async () => {
    const action = "AssociateSecurityGroups";
    const cloud = open();
    // The connection is made before, however long that takes.
    await cloud.readTargets(targets("ins-1"), call());
    emulator.setFaults([{ cloud: "tencentcloud", action, kind: "delay", delayMs: 3_600_000, times: 1 }]);
    expect((await cloud.join("sg-b", targets("ins-1"), call(0.2))).get("ins-1")).toMatchObject({
      outcome: "failed",
      error: { kind: "unavailable", code: "Timeout", outcomeUnknown: true },
    });
  });
});

describe("credentials", () => {
  const nothing = { TENCENTCLOUD_SECRET_ID: "", TENCENTCLOUD_SECRET_KEY: "" };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "secgroup-tencent-"));
    mkdirSync(join(folder, ".tccli"));
    jest.spyOn(os, "homedir").mockReturnValue(folder);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
  const profile = (name: string, content: unknown) =>
    writeFileSync(join(folder, ".tccli", `${name}.credential`), JSON.stringify(content));
  const key = { secretId: "dummy-id", secretKey: "dummy-secret\n" };

  test("none at all names every place that was looked at", async () => {
    const error = await caught(read(open(nothing), "ins-1"));
    expect(error).toBeInstanceOf(NoCredentials);
    expect(String(error)).toMatch(
      /no credentials for tencentcloud. Looked at: .*tencentcloud:secretId.*TENCENTCLOUD_SECRET_ID.*~\/.tccli\/default.credential and ~\/.tencentcloud\/credentials; the CVM instance's role\.$/,
    );
    expect(emulator.requests().total).toBe(0);
  }, 15_000);

  test("a profile of the CLI, before the environment", async () => {
    profile("staging", key);
    const wrong = { TENCENTCLOUD_SECRET_ID: "other", TENCENTCLOUD_SECRET_KEY: "other" };
    await expect(read(open(wrong, "staging"), "ins-1")).resolves.toBeDefined();
  });

  test("a profile that is not there says how to set it up", async () => {
    expect(String(await caught(read(open({}, "staging"), "ins-1")))).toContain(
      'the profile "staging" gave no credentials (~/.tccli/staging.credential). Check it with: tccli configure list --profile staging',
    );
    await expect(read(open({}, "../staging"), "ins-1")).rejects.toThrow(UsageError);
  });

  test("a profile that takes on a role is refused, as it would reach another account", async () => {
    profile("staging", { ...key, "role-arn": "qcs::cam::uin/1:roleName/dummy" });
    await expect(read(open({}, "staging"), "ins-1")).rejects.toThrow("names a role, which pulumi-secgroup does not");
  });

  test("the CLI's default profile, with its token, where nothing else is set", async () => {
    emulator.replaceWorld({
      tencentcloud: { ...world, credentials: [{ id: "dummy-id", secret: "dummy-secret", token: "dummy-token" }] },
    });
    profile("default", { ...key, token: "dummy-token" });
    await expect(read(open(nothing), "ins-1")).resolves.toBeDefined();
    profile("other", { ...key, token: "wrong-token" });
    await expect(read(open({ ...nothing, TCCLI_PROFILE: "other" }), "ins-1")).rejects.toMatchObject({
      kind: "unauthorized",
    });
  });

  test("the SDK's credentials file", async () => {
    mkdirSync(join(folder, ".tencentcloud"));
    const lines = ["[default]", "secret_id = dummy-id", "secret_key = dummy-secret"];
    writeFileSync(join(folder, ".tencentcloud", "credentials"), lines.join("\n"));
    await expect(read(open(nothing), "ins-1")).resolves.toBeDefined();
  });
});

test.each([
  ["cvm", "ap-guangzhou", "https://cvm.tencentcloudapi.com"],
  ["vpc", "ap-guangzhou", "https://vpc.tencentcloudapi.com"],
  ["cvm", "ap-shanghai-fsi", "https://cvm.ap-shanghai-fsi.tencentcloudapi.com"],
] as const)("the public endpoint of %s in %s is %s", (product, at, endpoint) => {
  expect(publicEndpoint(product, at, { env: {}, config: () => undefined })).toBe(endpoint);
});

const domain = { config: "tencentcloud:domain", variable: "TENCENTCLOUD_DOMAIN" };
const at = (configured?: string, variable?: string): string =>
  publicEndpoint("vpc", "ap-singapore", {
    config: (key) => (key === domain.config ? configured : undefined),
    env: { [domain.variable]: variable },
  });

test("the root domain of the cloud's provider is followed, its configuration before its variable", () => {
  expect(at("intl.tencentcloudapi.com")).toBe("https://vpc.intl.tencentcloudapi.com");
  expect(at(undefined, "intl.tencentcloudapi.com")).toBe("https://vpc.intl.tencentcloudapi.com");
  expect(at("intl.tencentcloudapi.com", "example.com")).toBe("https://vpc.intl.tencentcloudapi.com");
});

test.each([
  "https://intl.tencentcloudapi.com",
  "intl.tencentcloudapi.com:8443",
  "intl.tencentcloudapi.com/path",
  "user:hunter2@example.com",
  "127.0.0.1",
  "localhost",
  "a..b",
  "-a.com",
])("%s is refused as a root domain, and not repeated", (value) => {
  expect(() => at(value)).toThrow(/^the configuration tencentcloud:domain is not the name of a host\. (?!.*hunter2)/);
  expect(() => at(undefined, value)).toThrow(/^TENCENTCLOUD_DOMAIN is not the name of a host\. (?!.*hunter2)/);
});

test.each([
  ["https://cvm.intl.tencentcloudapi.com", "https://vpc.intl.tencentcloudapi.com"],
  ["https://cvm.tencentcloudapi.com", "https://vpc.tencentcloudapi.com"],
  ["https://gateway.example.com", "https://gateway.example.com"],
  ["http://127.0.0.1:4577", "http://127.0.0.1:4577"],
])("with %s given as the endpoint, VPC is asked at %s", (given, endpoint) => {
  expect(endpointFor("vpc", new URL(given)).origin).toBe(endpoint);
});

const contract = {
  cloud: "tencentcloud",
  region,
  env: { TENCENTCLOUD_SECRET_ID: "dummy-id", TENCENTCLOUD_SECRET_KEY: "dummy-secret" },
  secretVariable: "TENCENTCLOUD_SECRET_KEY",
  tokenVariable: "TENCENTCLOUD_SECURITY_TOKEN",
  throttling: { code: "RequestLimitExceeded" },
  internal: { code: "InternalError", status: 200 },
  unauthorized: "AuthFailure.SignatureFailure",
  world: {
    credentials,
    regions: {
      [region]: {
        securityGroups: ["sg-home", "sg-a", "sg-b"].map((id) => ({ id })),
        instances: [
          ...["ins-1", "ins-2", "ins-3"].map((id) => ({ id, groups: ["sg-home"] })),
          { id: "ins-full", groups: ["sg-home"], groupLimit: 1 },
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

testContract("Tencent, instances", {
  ...contract,
  ids: { ...groupIds, targets: ["ins-1", "ins-2", "ins-3"], full: "ins-full", missing: "ins-missing" },
  actions: { join: "AssociateSecurityGroups", leave: "DisassociateSecurityGroups", read: "DescribeInstances" },
  keepsLastGroup: true,
});

testContract("Tencent, network interfaces", {
  ...contract,
  ids: { ...groupIds, targets: ["eni-1", "eni-2", "eni-3"], full: "eni-full", missing: "eni-missing" },
  actions: {
    join: "AssociateNetworkInterfaceSecurityGroups",
    leave: "DisassociateNetworkInterfaceSecurityGroups",
    read: "DescribeNetworkInterfaces",
  },
  keepsLastGroup: false,
});

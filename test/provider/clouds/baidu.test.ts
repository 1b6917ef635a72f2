import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as pathOf } from "node:path";
import { type CloudInput, type Emulator, startEmulator } from "../../../emulator";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import { serialize } from "../../../provider/calls/serialize";
import type { Call, Cloud, JoinOutcome, LeaveOutcome, TargetRecord } from "../../../provider/clouds/cloud";
import { publicEndpoint } from "../../../provider/clouds/baidu/endpoint";
import { registry } from "../../../provider/clouds/registry";
import type { Settings } from "../../../provider/config/settings";
import { type CloudError, NoCredentials, UsageError } from "../../../provider/model/errors";
import { type Target, targetOf } from "../../../provider/model/membership";
import { type ContractCase, testContract } from "./contract";
import { Gateway } from "./gateway";
import { asInProduction, hurriedCall } from "./weather";

const region = "bj";
const key = { BCE_ACCESS_KEY_ID: "dummy-id", BCE_SECRET_ACCESS_KEY: "dummy-secret" };

const world: CloudInput = {
  credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
  regions: {
    [region]: {
      securityGroups: [
        ...["g-a", "g-b", "g-c", "esg-a", "esg-b"].map((id) => ({ id })),
        { id: "g-other", vpcId: "vpc-other" },
      ],
      instances: [
        { id: "i-1", groups: ["g-a"], primaryInterfaceId: "eni-primary" },
        { id: "i-starting", groups: ["g-a"], status: "Starting" },
        { id: "i-expired", groups: ["g-a", "g-b"], status: "Expired" },
        { id: "i-enterprise", groups: ["esg-a"] },
      ],
      networkInterfaces: [
        { id: "eni-1", instanceId: "i-1", groups: ["g-a"] },
        { id: "eni-attaching", instanceId: "i-1", groups: ["g-a"], status: "attaching" },
        { id: "eni-enterprise", groups: ["esg-a"] },
      ],
    },
  },
};

let emulator: Emulator;
beforeEach(async () => {
  emulator = await startEmulator({ world: { baiducloud: world } });
});
afterEach(() => emulator.close());

const open = (env: Settings["env"] = {}, profile?: string): Cloud => {
  const settings = { config: () => undefined, env: { SECGROUP_ENDPOINT: emulator.url, ...key, ...env } };
  return registry.baiducloud({ region, profile }, settings);
};
const call = (seconds = 30): Call => ({ deadline: deadlineIn(seconds, systemClock) });
const read = async (cloud: Cloud, id: string): Promise<TargetRecord | undefined> =>
  (await cloud.readTargets([targetOf(id)], call())).get(id);
const join = async (id: string, group: string, cloud = open()): Promise<JoinOutcome | undefined> =>
  (await cloud.join(group, [targetOf(id)], call())).get(id);
const leave = async (id: string, group: string, cloud = open()): Promise<LeaveOutcome | undefined> =>
  (await cloud.leave(group, [targetOf(id)], call())).get(id);
const errorOf = (outcome: JoinOutcome | LeaveOutcome | undefined): CloudError => {
  if (outcome?.outcome !== "failed") throw new Error("it did not fail");
  return outcome.error;
};
const groupsOf = (id: string): readonly string[] => {
  const { instances = [], networkInterfaces = [] } = emulator.world.baiducloud.regions[region] ?? {};
  return [...instances, ...networkInterfaces].find((each) => each.id === id)?.groups ?? [];
};
const drift = (targetId: string, groups: readonly string[]): void =>
  emulator.setGroups({ cloud: "baiducloud", region, targetId, groups });
const asked = (action: string): number => emulator.requests().byAction[`baiducloud:${action}`] ?? 0;
const fault = (action: string, what: object): void =>
  emulator.setFaults([
    { cloud: "baiducloud", action, times: 1, ...what } as Parameters<Emulator["setFaults"]>[0][number],
  ]);

describe("reading", () => {
  test("instances are read by one call, interfaces each by its own; the answer has all of them", async () => {
    const targets = ["i-1", "i-starting", "i-expired", "eni-1", "eni-attaching"].map(targetOf);
    const records = await open().readTargets(targets, call());
    expect(records.get("i-1")).toMatchObject({ securityGroupIds: ["g-a"], status: "Running", phase: "ready" });
    expect(records.get("i-1")?.vpcId).toMatch(/^vpc-/);
    expect(records.get("i-starting")).toMatchObject({ status: "Starting", phase: "passing" });
    expect(records.get("i-expired")).toMatchObject({ status: "Expired", phase: "stuck" });
    expect(records.get("eni-1")).toMatchObject({
      target: { kind: "networkInterface", id: "eni-1" },
      securityGroupIds: ["g-a"],
      status: "inuse",
      phase: "ready",
    });
    expect(records.get("eni-attaching")).toMatchObject({ phase: "passing" });
    expect([asked("listInstances"), asked("getInterface")]).toEqual([1, 2]);
  });

  test("enterprise groups are read like ordinary ones", async () => {
    const cloud = open();
    expect((await read(cloud, "i-enterprise"))?.securityGroupIds).toEqual(["esg-a"]);
    expect((await read(cloud, "eni-enterprise"))?.securityGroupIds).toEqual(["esg-a"]);
  });
});

describe("refusals", () => {
  test.each([
    ["another VPC", "i-1", "g-other", "vpcMismatch"],
    ["an interface's other VPC", "eni-1", "g-other", "vpcMismatch"],
    ["an unknown group", "i-1", "g-gone", "groupNotFound"],
    ["an interface's unknown group", "eni-1", "g-gone", "groupNotFound"],
    ["an unknown target and an unknown group", "i-gone", "g-gone", "targetNotFound"],
    ["a starting instance", "i-starting", "g-b", "targetState"],
    ["an interface that is being attached", "eni-attaching", "g-b", "targetState"],
    ["an expired instance", "i-expired", "g-c", "targetState"],
    ["an instance in enterprise groups", "i-enterprise", "g-b", "groupTypeConflict"],
  ])("joining with %s is refused as what it is, with the request's ID and advice", async (_why, id, group, kind) => {
    const error = errorOf(await join(id, group));
    expect(error).toMatchObject({ kind, outcomeUnknown: false });
    expect(error.requestId).toMatch(/\S/);
    expect(error.message).toMatch(/^[A-Za-z.]+: .+ \([a-zA-Z]+, HTTP \d+, request \S+\) .+\.$/);
  });

  test("an expired instance can still be taken out of a group", async () => {
    await expect(leave("i-expired", "g-b")).resolves.toEqual({ outcome: "left" });
  });

  test("a primary interface is not found, with the advice to give its instance", async () => {
    const error = errorOf(await join("eni-primary", "g-b"));
    expect(error).toMatchObject({ kind: "targetNotFound" });
    expect(error.advice).toContain("give instanceId");
  });

  test.each([
    ["instance", "i-1", "esg-a", "bindSecurityGroups"],
    ["interface in ordinary groups", "eni-1", "esg-a", "setInterfaceEnterpriseGroups"],
    ["interface in enterprise groups", "eni-enterprise", "g-b", "setInterfaceGroups"],
  ])(
    "a group of the other type is not written to an %s: it could take the others away",
    async (_what, id, group, action) => {
      const before = groupsOf(id);
      const error = errorOf(await join(id, group));
      expect(error).toMatchObject({ kind: "groupTypeConflict", outcomeUnknown: false });
      expect(error.message).toContain(before.join(", "));
      expect(asked(action)).toBe(0);
      expect(groupsOf(id)).toEqual(before);
    },
  );

  test("the last group of an interface is not taken away, and no empty set is written", async () => {
    expect(errorOf(await leave("eni-enterprise", "esg-a"))).toMatchObject({ kind: "lastGroup" });
    expect(asked("setInterfaceEnterpriseGroups")).toBe(0);
  });

  test("the last group of an instance is told also where the cloud's 403 has no documented code", async () => {
    fault("unbind", { kind: "error", code: "SecurityGroup.LastOne", status: 403 });
    expect(errorOf(await leave("i-1", "g-a"))).toMatchObject({ kind: "lastGroup", code: "SecurityGroup.LastOne" });
    await join("i-1", "g-b");
    fault("unbind", { kind: "error", code: "SecurityGroup.Other", status: 403 });
    expect(errorOf(await leave("i-1", "g-a"))).toMatchObject({ kind: "unexpected" });
  });

  test("NoSuchObject stays what the table says if the target cannot be looked at", async () => {
    fault("getInstance", { kind: "error", code: "AccessDenied" });
    expect(errorOf(await join("i-1", "g-gone"))).toMatchObject({ kind: "targetNotFound", code: "NoSuchObject" });
  });

  test.each([
    ["i-1", "g-gone", "getInstance"],
    ["i-enterprise", "esg-gone", "getInstance"],
    ["eni-1", "g-gone", "getInterface"],
  ])("what a NoSuchObject of %s means is not guessed from a look that could pass later", async (id, group, look) => {
    const cloud = asInProduction(open());
    fault(look, { kind: "resetBefore", times: 3 });
    const outcome = (await cloud.join(group, [targetOf(id)], hurriedCall())).get(id);
    expect(errorOf(outcome)).toMatchObject({ kind: "groupNotFound", code: "NoSuchObject", outcomeUnknown: false });
  });

  test("too many requests are throttling whatever the code, and a leave that is throttled has failed", async () => {
    fault("unbind", { kind: "error", code: "NoSuchObject", status: 429 });
    expect(errorOf(await leave("i-1", "g-a"))).toMatchObject({ kind: "throttled", status: 429 });
    fault("bind", { kind: "error", code: "NoSuchObject", status: 429 });
    expect(errorOf(await join("i-1", "g-b"))).toMatchObject({ kind: "throttled", status: 429 });
  });
});

describe("an interface's set", () => {
  /** Where something happens between a write and the look after it. */
  let gateway: Gateway;
  let url: string;
  beforeEach(async () => {
    gateway = new Gateway(emulator.url);
    url = await gateway.open();
  });
  afterEach(() => gateway.close());

  test("a change that another writer undid is made again, on what that writer left", async () => {
    gateway.written = () => {
      gateway.written = () => undefined;
      drift("eni-1", ["g-a", "g-c"]);
    };
    await expect(join("eni-1", "g-b", open({ SECGROUP_ENDPOINT: url }))).resolves.toEqual({ outcome: "joined" });
    expect(groupsOf("eni-1")).toEqual(["g-a", "g-c", "g-b"]);
    expect(asked("setInterfaceGroups")).toBe(2);
  });

  test("joins and leaves of one interface at once lose nothing, with reads that lag behind", async () => {
    emulator.replaceWorld({ baiducloud: { ...world, visibilityDelayMs: 150 } });
    const cloud = serialize(open());
    await Promise.all([join("eni-1", "g-b", cloud), join("eni-1", "g-c", cloud), leave("eni-1", "g-a", cloud)]);
    expect(groupsOf("eni-1")).toEqual(["g-b", "g-c"]);
  });

  test("a writer who never gives way is told of, with an outcome that is unknown", async () => {
    gateway.written = () => drift("eni-1", groupsOf("eni-1").includes("g-c") ? ["g-a"] : ["g-a", "g-c"]);
    const error = errorOf(await join("eni-1", "g-b", open({ SECGROUP_ENDPOINT: url })));
    expect(error).toMatchObject({ kind: "unavailable", code: "NotShown", outcomeUnknown: true });
    expect(asked("setInterfaceGroups")).toBe(3);
  });

  test("a refusal of the second write leaves open what the first, which was taken, comes to", async () => {
    gateway.written = () => {
      drift("eni-1", ["g-a", "g-c"]);
      fault("setInterfaceGroups", { kind: "error", code: "OperationDenied", status: 403, times: undefined });
    };
    const outcomes = await open({ SECGROUP_ENDPOINT: url }).join("g-b", [targetOf("eni-1")], hurriedCall());
    expect(errorOf(outcomes.get("eni-1"))).toMatchObject({ outcomeUnknown: true });
  });

  test.each([
    [{ kind: "resetBefore" }, "unavailable"],
    [{ kind: "error", code: "Whatever", status: 429 }, "unavailable"],
    [{ kind: "error", code: "AccessDenied" }, "unauthorized"],
  ])("what a write came to is unknown if it cannot be read back: %j", async (what, kind) => {
    const cloud = open({ SECGROUP_ENDPOINT: url });
    gateway.written = () => fault("getInterface", { ...what, times: undefined });
    const outcomes = await cloud.join("g-b", [targetOf("eni-1")], hurriedCall());
    expect(errorOf(outcomes.get("eni-1"))).toMatchObject({ kind, outcomeUnknown: true });
  });

  test("a look after a write that fails once is made again", async () => {
    const cloud = open({ SECGROUP_ENDPOINT: url });
    gateway.written = () => fault("getInterface", { kind: "error", code: "Whatever", status: 429 });
    const outcomes = await cloud.join("g-b", [targetOf("eni-1")], hurriedCall());
    expect(outcomes.get("eni-1")).toEqual({ outcome: "joined" });
    expect(asked("setInterfaceGroups")).toBe(1);
  });

  test("a read that shows what was before our latest write is not taken for what is so", async () => {
    const cloud = open();
    await join("eni-1", "g-b", cloud);
    fault("getInterface", { kind: "staleRead", times: 2 });
    const joined = await cloud.join("g-c", [targetOf("eni-1")], hurriedCall());
    expect(joined.get("eni-1")).toEqual({ outcome: "joined" });
    expect(groupsOf("eni-1")).toEqual(["g-a", "g-b", "g-c"]);
    fault("getInterface", { kind: "staleRead", times: 2 });
    const left = await cloud.leave("g-c", [targetOf("eni-1")], hurriedCall());
    expect(left.get("eni-1")).toEqual({ outcome: "left" });
    expect(groupsOf("eni-1")).toEqual(["g-a", "g-b"]);
  });

  test("a failed look before the write leaves nothing open", async () => {
    fault("getInterface", { kind: "resetBefore" });
    expect(errorOf(await join("eni-1", "g-b"))).toMatchObject({ kind: "unavailable", outcomeUnknown: false });
    expect(asked("setInterfaceGroups")).toBe(0);
  });

  test("another group of the set that is not there does not pass for having left", async () => {
    await join("eni-1", "g-b");
    fault("setInterfaceGroups", { kind: "error", code: "NoSuchObject" });
    expect(errorOf(await leave("eni-1", "g-b"))).toMatchObject({ kind: "groupNotFound" });
  });
});

describe("credentials", () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(pathOf(tmpdir(), "secgroup-baidu-"));
  });
  afterEach(async () => {
    await rm(home, { recursive: true });
  });
  const none = { BCE_ACCESS_KEY_ID: "", BCE_SECRET_ACCESS_KEY: "" };
  const at = (env: Settings["env"], profile?: string): Cloud =>
    open({ HOME: home, USERPROFILE: home, ...env }, profile);
  const cliFile = async (text: string): Promise<void> => {
    await mkdir(pathOf(home, ".bce"));
    await writeFile(pathOf(home, ".bce", "config.json"), text);
  };
  const profile = { access_key_id: "dummy-id", secret_access_key: "dummy-secret" };

  test("missing ones name every place that was looked at", async () => {
    const reading = read(at(none), "i-1");
    await expect(reading).rejects.toBeInstanceOf(NoCredentials);
    await expect(reading).rejects.toThrow(
      /^no credentials for baiducloud\. Looked at: .*baiducloud:accessKey.*BCE_ACCESS_KEY_ID.*BAIDUCLOUD_ACCESS_KEY.*~\/\.bce\/config\.json\.$/,
    );
  });

  test("a profile of the CLI is used before the environment, and its current one after it", async () => {
    const profiles = [
      { name: "staging", mode: "AK", ...profile },
      { name: "broken", mode: "AK", ...profile, secret_access_key: "dummy-wrong" },
    ];
    await cliFile(JSON.stringify({ current: "staging", profiles }));
    await expect(read(at({ BCE_SECRET_ACCESS_KEY: "dummy-wrong" }, "staging"), "i-1")).resolves.toBeDefined();
    await expect(read(at(none), "i-1")).resolves.toBeDefined();
    await expect(read(at({}, "broken"), "i-1")).rejects.toMatchObject({ kind: "unauthorized" });
  });

  test("a temporary key of a profile is used with its token", async () => {
    const credentials = [{ id: "dummy-id", secret: "dummy-secret", token: "dummy-token" }];
    emulator.replaceWorld({ baiducloud: { ...world, credentials } });
    const profiles = [
      { name: "role", mode: "StsToken", ...profile, security_token: "dummy-token" },
      { name: "bare", mode: "StsToken", ...profile },
    ];
    await cliFile(JSON.stringify({ current: "role", profiles }));
    await expect(read(at({}, "role"), "i-1")).resolves.toBeDefined();
    await expect(read(at({}, "bare"), "i-1")).rejects.toBeInstanceOf(UsageError);
  });

  test.each([
    ["no file", undefined],
    ["a file that is no JSON", '{"secret_access_key": "dummy-secret"'],
    ["a file without the profile", '{"current":"other","profiles":[]}'],
  ])("with %s, a profile is a clear error that tells nothing of the file", async (_what, text) => {
    if (text !== undefined) await cliFile(text);
    const reading = read(at({}, "staging"), "i-1");
    await expect(reading).rejects.toThrow(
      'the profile "staging" in ~/.bce/config.json gave no credentials. Check it with: bce configure get staging',
    );
    await expect(reading).rejects.not.toThrow("dummy-secret");
  });
});

test("an answer that does not come within the deadline is a timeout whose outcome is unknown", async () => {
  const cloud = open();
  // The connection is made before, however long that takes.
  await read(cloud, "i-1");
  fault("bind", { kind: "delay", delayMs: 3_600_000 });
  const outcome = (await cloud.join("g-b", [targetOf("i-1")], call(0.2))).get("i-1");
  expect(errorOf(outcome)).toMatchObject({ kind: "unavailable", code: "Timeout", outcomeUnknown: true });
});

test("the default endpoint is the region's own, by https", () => {
  expect(publicEndpoint("bj")).toBe("https://bcc.bj.baidubce.com");
});

const prefixes: Readonly<Record<Target["kind"], string>> = { instance: "i", networkInterface: "eni" };

/** The contract for one kind of target and one type of groups. */
function contractCase(kind: Target["kind"], group: "g" | "esg", actions: ContractCase["actions"]): ContractCase {
  const prefix = prefixes[kind];
  const targets = [1, 2, 3].map((each) => ({ id: `${prefix}-${each}`, groups: [`${group}-home`] }));
  const list = [...targets, { id: `${prefix}-full`, groups: [`${group}-home`], groupLimit: 1 }];
  return {
    cloud: "baiducloud",
    region,
    env: key,
    secretVariable: "BCE_SECRET_ACCESS_KEY",
    tokenVariable: "BCE_SESSION_TOKEN",
    world: {
      credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
      regions: {
        [region]: {
          securityGroups: ["home", "a", "b"].map((each) => ({ id: `${group}-${each}` })),
          [kind === "instance" ? "instances" : "networkInterfaces"]: list,
        },
      },
    },
    ids: {
      home: `${group}-home`,
      group: `${group}-a`,
      other: `${group}-b`,
      goneGroup: `${group}-gone`,
      targets: [`${prefix}-1`, `${prefix}-2`, `${prefix}-3`],
      full: `${prefix}-full`,
      missing: `${prefix}-missing`,
    },
    actions,
    throttling: { code: "OperationDenied", status: 429 },
    internal: { code: "InternalError", status: 500 },
    keepsLastGroup: true,
    unauthorized: "SignatureDoesNotMatch",
    emptyIsDone: !(kind === "instance" && group === "esg"),
  };
}

testContract(
  "Baidu, instances",
  contractCase("instance", "g", { join: "bind", leave: "unbind", read: "listInstances" }),
);
testContract(
  "Baidu, instances and enterprise groups",
  contractCase("instance", "esg", {
    join: "bindSecurityGroups",
    leave: "unbindSecurityGroups",
    read: "listInstances",
  }),
);
testContract(
  "Baidu, interfaces",
  contractCase("networkInterface", "g", {
    join: "setInterfaceGroups",
    leave: "setInterfaceGroups",
    read: "getInterface",
  }),
);
testContract(
  "Baidu, interfaces and enterprise groups",
  contractCase("networkInterface", "esg", {
    join: "setInterfaceEnterpriseGroups",
    leave: "setInterfaceEnterpriseGroups",
    read: "getInterface",
  }),
);

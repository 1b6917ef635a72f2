import { type Emulator, startEmulator } from "../../emulator";
import { credentialsOf } from "../../tools/stage.cjs";
import { groupsIn, Stack } from "./stack";

jest.setTimeout(120_000);

/** What a pull request shows: what cannot work, and why, before anything is written. */

const key = { id: "dummy-id", secret: "dummy-secret" };
const credentials = [key];
const five = ["sg-1", "sg-2", "sg-3", "sg-4", "sg-5"];
const world = {
  alicloud: {
    credentials,
    regions: {
      "cn-hangzhou": {
        securityGroups: [
          ...[...five, "sg-6", "sg-7"].map((id) => ({ id })),
          { id: "sg-other-vpc", vpcId: "vpc-other" },
          { id: "sg-advanced", type: "enterprise" as const },
        ],
        instances: [
          { id: "i-full", groups: five },
          { id: "i-1", groups: ["sg-1"] },
          { id: "i-2", groups: ["sg-1"] },
          { id: "i-locked", groups: ["sg-1"], locked: true },
        ],
      },
    },
  },
  tencentcloud: {
    credentials,
    regions: { "ap-guangzhou": { securityGroups: [{ id: "sg-a" }], instances: [{ id: "ins-1", groups: [] }] } },
  },
  baiducloud: {
    credentials,
    regions: {
      bj: {
        securityGroups: [{ id: "g-a" }, { id: "g-b", vpcId: "vpc-other" }, { id: "esg-a" }],
        instances: [{ id: "i-b", groups: ["g-a"] }],
      },
    },
  },
};
const env = credentialsOf(key);
const prelude = `
const pulumi = require("@pulumi/pulumi");
const alibaba = (name, securityGroupId, instanceId, more) =>
  new M(name, { cloud: "alicloud", region: "cn-hangzhou", securityGroupId, instanceId, ...more });
const tencent = (name, securityGroupId, instanceId) =>
  new M(name, { cloud: "tencentcloud", region: "ap-guangzhou", securityGroupId, instanceId });
const baidu = (name, securityGroupId, instanceId) =>
  new M(name, { cloud: "baiducloud", region: "bj", securityGroupId, instanceId });
`;

let emulator: Emulator;
let stack: Stack;
beforeEach(async () => {
  emulator = await startEmulator({ world });
  stack = await Stack.create({ ...env, SECGROUP_ENDPOINT: emulator.url });
});
afterEach(async () => {
  await emulator.close();
  await stack.close();
});

const program = (body: string) => stack.program(prelude + body);
const writes = () =>
  Object.entries(emulator.requests().byAction).filter(([action]) => /Join|Leave|Associate|bind/.test(action));

/** The lines that say so in the summary, which repeats what was shown on the way. */
const linesOf = (text: string, part: string) =>
  text
    .slice(text.indexOf("Diagnostics:"))
    .split("\n")
    .filter((line) => line.includes(part));

test("all that cannot work is shown at once, each on its own resource, beside the whole plan", async () => {
  program(`
    alibaba("good", "sg-2", "i-1");
    alibaba("full", "sg-6", "i-full");
    alibaba("other-vpc", "sg-other-vpc", "i-1");
    alibaba("advanced", "sg-advanced", "i-2");
    alibaba("locked", "sg-2", "i-locked");
    alibaba("gone", "sg-2", "i-gone");
    alibaba("gone-group", "sg-gone", "i-2");
    alibaba("exists", "sg-1", "i-1", { onExisting: "fail" });
    tencent("tencent-good", "sg-a", "ins-1");
    tencent("tencent-gone", "sg-a", "ins-gone");
    baidu("baidu-other-vpc", "g-b", "i-b");
    baidu("baidu-enterprise", "esg-a", "i-b");`);
  const { code, text } = await stack.preview();
  expect(code).not.toBe(0);
  expect(text).toContain("+ 13 to create");
  const errorOf = (name: string) => new RegExp(`\\(${name}\\):\\n\\s+error: (.*)\\n`).exec(text)?.[1];
  expect(errorOf("good")).toBeUndefined();
  expect(errorOf("tencent-good")).toBeUndefined();
  expect(errorOf("full")).toContain("instance i-full may be in 5 security groups; it is in 5");
  expect(errorOf("other-vpc")).toContain("the security group is in vpc-other, and instance i-1 is in vpc-default");
  expect(errorOf("advanced")).toContain('the security group sg-advanced is of the type "advanced"');
  expect(errorOf("locked")).toContain("instance i-locked is locked (security)");
  expect(errorOf("gone")).toContain("instance i-gone does not exist");
  expect(errorOf("gone-group")).toContain("security group sg-gone does not exist");
  expect(errorOf("exists")).toContain('it is a member already and onExisting is "fail"');
  expect(errorOf("tencent-gone")).toContain("instance ins-gone does not exist");
  expect(errorOf("baidu-other-vpc")).toContain("the security group is in vpc-other");
  expect(errorOf("baidu-enterprise")).toContain('the security group esg-a is of the type "enterprise"');
  expect(text).toContain("error: 10 of 12 memberships cannot be joined. The error of each says why and what to do.");
  expect(text).not.toMatch(/\n\s+at /);
  expect(writes()).toEqual([]);
  expect(emulator.requests().byAction).toMatchObject({
    "alicloud:DescribeInstances": 1,
    "alicloud:DescribeSecurityGroups": 1,
    "tencentcloud:DescribeSecurityGroups": 1,
  });
});

test("with secgroup:preflight off nothing is asked", async () => {
  program(`alibaba("full", "sg-6", "i-full");`);
  expect(await stack.preview("--config", "secgroup:preflight=off")).toMatchObject({ code: 0 });
  expect(emulator.requests().total).toBe(0);
  const wrong = await stack.preview("--config", "secgroup:preflight=sometimes");
  expect(wrong.code).not.toBe(0);
  expect(wrong.text).toContain('secgroup:preflight is "sometimes"; it must be "on", "required" or "off"');
});

test("IDs of resources that are created in the same update pass", async () => {
  program(`
    class Id extends pulumi.dynamic.Resource {
      constructor(name, value) {
        super({ create: async (inputs) => ({ id: inputs.value, outs: inputs }) }, name, { value, made: undefined });
      }
    }
    const instance = new Id("instance", "i-1");
    new M("unknown", { cloud: "alicloud", region: "cn-hangzhou", securityGroupId: "sg-2", instanceId: instance.id });
    alibaba("secret", pulumi.secret("sg-3"), "i-1");`);
  const preview = await stack.preview();
  expect(preview).toMatchObject({ code: 0 });
  expect(preview.text).toContain("+ 4 to create");
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect([...(groupsIn(emulator)["i-1"] ?? [])].sort()).toEqual(["sg-1", "sg-2", "sg-3"]);
});

test("missing credentials are one line for the stack, and the plan is shown", async () => {
  program(`for (const [n, g] of [["a", "sg-2"], ["b", "sg-3"]]) for (const i of ["i-1", "i-2"]) alibaba(n + i, g, i);`);
  const without = { ALIBABA_CLOUD_ACCESS_KEY_ID: "", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "", HOME: "/nonexistent" };
  const created = await stack.run(["preview"], { env: { ...without, ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" } });
  expect(created).toMatchObject({ code: 0 });
  expect(created.text).toContain("+ 5 to create");
  expect(linesOf(created.text, "no credentials for alicloud")).toHaveLength(1);

  await stack.up();
  const kept = await stack.run(["preview"], { env: { ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong" } });
  expect(kept).toMatchObject({ code: 0 });
  expect(linesOf(kept.text, "SignatureDoesNotMatch")).toHaveLength(1);
});

describe("a setting that is refused fails the preview", () => {
  const unknownId = `
    class Id extends pulumi.dynamic.Resource {
      constructor(name) {
        super({ create: async () => ({ id: "i-1", outs: {} }) }, name, {});
      }
    }
    new M("unknown", { cloud: "alicloud", region: "cn-hangzhou", securityGroupId: "sg-2", instanceId: new Id("made").id });`;
  const one = `alibaba("edge", "sg-2", "i-1");`;
  const assumeRole = ["--config", 'alicloud:assumeRole={"roleArn":"acs:ram::1:role/x"}'];

  test("of a new membership, and of one that the state has", async () => {
    program(one);
    for (const before of [() => Promise.resolve(), () => stack.up()]) {
      await before();
      const { code, text } = await stack.preview(...assumeRole);
      expect(code).not.toBe(0);
      expect(linesOf(text, "error: the configuration sets alicloud:assumeRole, which")).toHaveLength(1);
      expect(text).toContain("SecurityGroupMembership edge");
      expect(text).not.toMatch(/\n\s+at /);
    }
  });

  test("of one whose instance is created in the same update, and with secgroup:preflight off", async () => {
    program(unknownId);
    expect(await stack.preview()).toMatchObject({ code: 0 });
    for (const more of [[], ["--config", "secgroup:preflight=off"]]) {
      const { code, text } = await stack.preview(...assumeRole, ...more);
      expect(code).not.toBe(0);
      expect(text).toContain("+ 3 to create");
      expect(linesOf(text, "error: the configuration sets alicloud:assumeRole, which")).toHaveLength(1);
    }
  });

  test("of each kind", async () => {
    program(one);
    const cases: readonly [Record<string, string>, readonly string[], string][] = [
      [{ SECGROUP_ENDPOINT: "http://example.com" }, [], "SECGROUP_ENDPOINT"],
      [{ ALIBABA_CLOUD_ROLE_ARN: "acs:ram::1:role/x" }, [], "the environment sets ALIBABA_CLOUD_ROLE_ARN"],
      [{ ALIBABA_CLOUD_ACCESS_KEY_SECRET: "" }, [], "ALIBABA_CLOUD_ACCESS_KEY_SECRET is not"],
      [{}, ["--config", "secgroup:driftCheck=never"], 'secgroup:driftCheck is "never"'],
      [{ SECGROUP_ENDPOINT: "", https_proxy: "socks5://proxy" }, [], "https_proxy is not a proxy"],
    ];
    for (const [more, config, reason] of cases) {
      const { code, text } = await stack.run(["preview", ...config], { env: more });
      expect(code).not.toBe(0);
      expect(linesOf(text, "error:").filter((line) => line.includes(reason))).toHaveLength(1);
    }
  });

  test("a credentials profile that is missing, too", async () => {
    program(`alibaba("edge", "sg-2", "i-1", { profile: "gone" });`);
    const { code, text } = await stack.run(["preview"], { env: { HOME: "/nonexistent" } });
    expect(code).not.toBe(0);
    expect(linesOf(text, 'error: the profile "gone" gave no credentials')).toHaveLength(1);
  });
});

test("the same membership twice is one error that names both, beside the plan", async () => {
  program(`alibaba("one", "sg-2", "i-1"); alibaba("two", "sg-2", "i-1"); alibaba("other", "sg-3", "i-1");`);
  for (const run of [await stack.preview(), await stack.up()]) {
    expect(run.code).not.toBe(0);
    expect(run.text).toContain(
      'error: "one" and "two" declare the same membership (alicloud/cn-hangzhou/sg-2/i-1). Remove one of them',
    );
    expect(run.text).toMatch(/SecurityGroupMembership other creat/);
    expect(run.text).not.toMatch(/\n\s+at /);
  }
});

test("a target at its limit leaves the old group before it joins the new one", async () => {
  program(`alibaba("moved", "sg-5", "i-full"); alibaba("kept", "sg-4", "i-full");`);
  await stack.up();
  program(`alibaba("moved", "sg-6", "i-full"); alibaba("kept", "sg-4", "i-full");`);
  const preview = await stack.preview();
  expect(preview).toMatchObject({ code: 0 });
  expect(preview.text).toMatch(/-- .* moved delete original/);
  emulator.clearRequests();
  expect(await stack.up()).toMatchObject({ code: 0 });
  const order = emulator.requests().log.flatMap(({ action }) => (/Join|Leave/.test(action) ? [action] : []));
  // The first join is refused for the quota: only then is anything left.
  expect(order).toEqual(["JoinSecurityGroup", "LeaveSecurityGroup", "JoinSecurityGroup"]);
  expect(groupsIn(emulator)["i-full"]).toEqual(["sg-1", "sg-2", "sg-3", "sg-4", "sg-6"]);

  // One more beside the move has no room; the move still has.
  program(`alibaba("moved", "sg-5", "i-full"); alibaba("more", "sg-7", "i-full"); alibaba("kept", "sg-4", "i-full");`);
  const full = await stack.preview();
  expect(full.code).not.toBe(0);
  expect(full.text).toMatch(
    /\(more\):\n\s+error: .*gives up 1 of them \(sg-6\) and adds 2 \(sg-5, sg-7\)\. That is 1 too many/,
  );
  expect(full.text).toContain("error: 1 of 3 memberships cannot be joined. Its own error says why and what to do.");

  const raised = await stack.preview("--config", "secgroup:groupsPerTarget=6");
  expect(raised).toMatchObject({ code: 0 });
});

/** The names of the memberships that a preview refuses. */
const refusedIn = (text: string) => [...text.matchAll(/\((\S+)\):\n\s+error: /g)].map(([, name]) => name).sort();

describe("a target at its limit of groups", () => {
  const list = (groups: readonly string[]) =>
    groups.map((group, index) => `alibaba("list-${index}", ${JSON.stringify(group)}, "i-full");`).join("\n");

  test("takes a list by index from which one group goes and to which one comes", async () => {
    program(list(["sg-1", "sg-2", "sg-3", "sg-4"]));
    expect(await stack.up()).toMatchObject({ code: 0 });
    program(list(["sg-2", "sg-3", "sg-4", "sg-6"]));
    const { code, text } = await stack.preview();
    expect(refusedIn(text)).toEqual([]);
    expect(code).toBe(0);
    expect(text).toContain(
      "instance i-full is in 5 security groups and may be in 5: sg-1 is left before sg-6 is joined, also where the " +
        "membership has retainOnDelete.",
    );
  });

  test("takes one resource for another that is removed, and not two for one", async () => {
    program(`alibaba("old", "sg-5", "i-full", {}); alibaba("kept", "sg-4", "i-full");`);
    expect(await stack.up()).toMatchObject({ code: 0 });
    program(`alibaba("kept", "sg-4", "i-full"); alibaba("new", "sg-6", "i-full");`);
    const one = await stack.preview();
    expect(one).toMatchObject({ code: 0 });
    expect(one.text).toContain("sg-5 is left before sg-6 is joined");

    program(`alibaba("kept", "sg-4", "i-full"); alibaba("new", "sg-6", "i-full"); alibaba("more", "sg-7", "i-full");`);
    const two = await stack.preview();
    expect(two.code).not.toBe(0);
    expect(refusedIn(two.text)).toEqual(["more", "new"]);
    expect(two.text).toContain("this program gives up 1 of them (sg-5) and adds 2 (");
    expect(two.text).toContain("That is 1 too many");
  });

  test("takes groups that two targets swap", async () => {
    const groups = ["sg-1", "sg-2", "sg-3", "sg-4", "sg-6"];
    emulator.setGroups({ cloud: "alicloud", region: "cn-hangzhou", targetId: "i-1", groups });
    program(`alibaba("a", "sg-5", "i-full"); alibaba("b", "sg-6", "i-1");`);
    expect(await stack.up()).toMatchObject({ code: 0 });
    program(`alibaba("a", "sg-6", "i-full"); alibaba("b", "sg-5", "i-1");`);
    const { code, text } = await stack.preview();
    expect(code).toBe(0);
    expect(text).toContain("sg-5 is left before sg-6 is joined");
    expect(text).toContain("sg-6 is left before sg-5 is joined");
  });
});

test("a removed membership that cannot be joined again is an error, not a promise", async () => {
  program(`alibaba("edge", "sg-2", "i-1");`);
  await stack.up();
  const region = world.alicloud.regions["cn-hangzhou"];
  const instances = region.instances.map((one) => (one.id === "i-1" ? { ...one, locked: true } : one));
  emulator.replaceWorld({
    ...world,
    alicloud: { credentials, regions: { "cn-hangzhou": { ...region, instances } } },
  });
  const { code, text } = await stack.preview();
  expect(code).not.toBe(0);
  expect(text).toContain("~ 1 to update");
  expect(text).toMatch(/\(edge\):\n\s+error: .*instance i-1 is locked \(security\)/);
});

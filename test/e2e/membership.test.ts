import { type Emulator, startEmulator } from "../../emulator";
import { serializedProvider } from "../../provider/serialized";
import { dummyCredentials, groupsIn, Stack } from "./stack";

jest.setTimeout(120_000);

const secret = "distinctive-dummy-secret";
const world = {
  alicloud: {
    credentials: [{ id: "distinctive-dummy-id", secret }],
    regions: {
      "cn-hangzhou": {
        securityGroups: [{ id: "sg-base" }, { id: "sg-web" }, { id: "sg-monitoring" }],
        instances: [
          { id: "i-web1", groups: ["sg-base"] },
          { id: "i-web2", groups: ["sg-base"] },
        ],
      },
    },
  },
};
const program = `
for (const [group, instance] of [["sg-web", "i-web1"], ["sg-web", "i-web2"], ["sg-monitoring", "i-web1"]]) {
  new M(instance + "-in-" + group, {
    cloud: "alicloud", region: "cn-hangzhou", securityGroupId: group, instanceId: instance,
  });
}`;

let emulator: Emulator;
let stack: Stack;

beforeEach(async () => {
  emulator = await startEmulator({ world });
  stack = await Stack.create({
    ...dummyCredentials,
    ALIBABA_CLOUD_ACCESS_KEY_ID: "distinctive-dummy-id",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
    SECGROUP_ENDPOINT: emulator.url,
  });
  stack.program(program);
});

afterEach(async () => {
  await emulator.close();
  await stack.close();
});

const declared = { "i-web1": ["sg-base", "sg-monitoring", "sg-web"], "i-web2": ["sg-base", "sg-web"] };
const sorted = (groups: Record<string, readonly string[]>) =>
  Object.fromEntries(Object.entries(groups).map(([id, names]) => [id, [...names].sort()]));

test("preview, up, drift, heal and destroy touch what is declared and nothing else", async () => {
  const preview = await stack.preview();
  expect(preview).toMatchObject({ code: 0 });
  expect(preview.text).toContain("+ 4 to create");
  expect(groupsIn(emulator)).toEqual({ "i-web1": ["sg-base"], "i-web2": ["sg-base"] });

  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(sorted(groupsIn(emulator))).toEqual(declared);
  expect((await stack.preview("--expect-no-changes")).code).toBe(0);

  emulator.setGroups({ cloud: "alicloud", region: "cn-hangzhou", targetId: "i-web1", groups: ["sg-base", "sg-web"] });
  emulator.setGroups({
    cloud: "alicloud",
    region: "cn-hangzhou",
    targetId: "i-web2",
    groups: ["sg-base", "sg-web", "sg-monitoring"],
  });
  const drifted = await stack.preview("--expect-no-changes");
  expect(drifted.code).not.toBe(0);
  expect(drifted.text).toContain(
    "instance i-web1 in security group sg-monitoring (alicloud cn-hangzhou) was removed outside Pulumi; it will be joined again.",
  );
  expect(drifted.text).toContain("~ 1 to update");
  expect(drifted.text).not.toContain("i-web2 in security group");

  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(sorted(groupsIn(emulator))).toEqual({ ...declared, "i-web2": ["sg-base", "sg-monitoring", "sg-web"] });

  expect(await stack.destroy()).toMatchObject({ code: 0 });
  expect(groupsIn(emulator)).toEqual({ "i-web1": ["sg-base"], "i-web2": ["sg-base", "sg-monitoring"] });
});

test("the state holds the ID and the constant provider, no secret, and little more than a bare resource", async () => {
  await stack.up();
  const states = stack.memberships();
  expect(states.map(({ id }) => id).sort()).toEqual([
    "alicloud/cn-hangzhou/sg-monitoring/i-web1",
    "alicloud/cn-hangzhou/sg-web/i-web1",
    "alicloud/cn-hangzhou/sg-web/i-web2",
  ]);
  for (const { inputs, outputs } of states) {
    expect(inputs?.["__provider"]).toBe(serializedProvider);
    expect(outputs?.["__provider"]).toBe(serializedProvider);
  }
  expect(stack.stateText()).not.toContain("distinctive-dummy");

  const bytes = await bareStateBytes();
  expect(stack.stateText().length / bytes).toBeLessThanOrEqual(1.15);
});

/** The state of the same program whose memberships are dynamic resources that do nothing and keep their inputs. */
async function bareStateBytes(): Promise<number> {
  const bare = await Stack.create({});
  try {
    bare.write(
      "node_modules/pulumi-secgroup/package.json",
      JSON.stringify({ name: "pulumi-secgroup", exports: { "./provider": "./provider.js" } }),
    );
    bare.write(
      "node_modules/pulumi-secgroup/provider.js",
      `exports.SecurityGroupMembership = {
        create: async (i) => ({ id: [i.cloud, i.region, i.securityGroupId, i.instanceId].join("/"), outs: i }),
      };`,
    );
    bare.write(
      "index.js",
      `const pulumi = require("@pulumi/pulumi");
      class M extends pulumi.CustomResource {
        constructor(name, args) {
          super("pulumi-nodejs:dynamic/secgroup:SecurityGroupMembership", name, {
            ...args, __provider: ${JSON.stringify(serializedProvider)},
          });
        }
      }
      ${program}`,
    );
    expect(await bare.up()).toMatchObject({ code: 0 });
    expect(bare.memberships()).toHaveLength(3);
    return bare.stateText().length;
  } finally {
    await bare.close();
  }
}

test("a cloud that dies in the middle of an up is one clear line a resource; the next up goes on", async () => {
  const { port } = emulator;
  // Long enough for "created" to reach us while the next join is on its way.
  emulator.setFaults([{ action: "JoinSecurityGroup", kind: "delay", delayMs: 2000 }]);
  let killed: Promise<void> | undefined;
  const died = await stack.run(["up", "--yes", "--skip-preview", "--parallel", "1"], {
    onText: (text) => {
      if (text.includes("created (")) killed ??= emulator.close();
    },
  });
  await killed;
  expect(died.code).not.toBe(0);
  expect(died.text).toMatch(
    /cannot join instance i-web\d to security group sg-\w+: ECONNREFUSED: http:\S+ could not be/,
  );
  expect(died.text).not.toMatch(/\n\s+at /);

  emulator = await startEmulator({ world, port });
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(sorted(groupsIn(emulator))).toEqual(declared);
});

test("up --refresh takes out what the program no longer declares, and moves what it moved", async () => {
  await stack.up();
  stack.program(program.replace('["sg-web", "i-web2"], ["sg-monitoring", "i-web1"]', '["sg-monitoring", "i-web2"]'));
  const refreshed = await stack.up("--refresh");
  expect(refreshed).toMatchObject({ code: 0 });
  expect(refreshed.text).not.toContain("it stays");
  expect(sorted(groupsIn(emulator))).toEqual({
    "i-web1": ["sg-base", "sg-web"],
    "i-web2": ["sg-base", "sg-monitoring"],
  });
});

test("destroy --refresh leaves nothing of the program behind", async () => {
  await stack.up();
  expect(await stack.destroy("--refresh")).toMatchObject({ code: 0 });
  expect(groupsIn(emulator)).toEqual({ "i-web1": ["sg-base"], "i-web2": ["sg-base"] });
});

test("wrong inputs are shown in the preview, one line each, with what is allowed", async () => {
  stack.program(`new M("bad", { cloud: "aws", securityGroupId: "sg-web", instanceId: "eni-1", timeoutSeconds: 0 });`);
  const { code, text } = await stack.preview();
  expect(code).not.toBe(0);
  expect(text).toContain('given "aws"; it must be one of "alicloud", "tencentcloud", "baiducloud"');
  expect(text).toContain('given "eni-1", which is a network interface: give it as networkInterfaceId');
  expect(text).toContain("given 0; it must be a whole number of seconds from 1 to 86400");
});

test("get finds a membership by its ID, and one that does not exist is an error", async () => {
  stack.program(`
    const found = M.get("found", "alicloud/cn-hangzhou/sg-base/i-web1");
    exports.found = found.securityGroupId;`);
  const found = await stack.up();
  expect(found).toMatchObject({ code: 0 });
  expect(found.text).toContain('found: "sg-base"');

  stack.program(`M.get("missing", "alicloud/cn-hangzhou/sg-web/i-web1");`);
  const missing = await stack.preview();
  expect(missing.code).not.toBe(0);
  expect(missing.text).toContain("instance i-web1 is in: sg-base.");
});

test("a program folder that cannot load the package is told what to add", async () => {
  stack.write("node_modules/pulumi-secgroup/package.json", JSON.stringify({ exports: { ".": "./x.js" } }));
  stack.write("node_modules/pulumi-secgroup/x.js", `module.exports = require(process.env.REAL_PACKAGE);`);
  const { code, text } = await stack.run(["preview"], {
    env: { REAL_PACKAGE: require.resolve("pulumi-secgroup/package.json").replace("package.json", "dist/provider") },
  });
  expect(code).not.toBe(0);
  expect(text).toContain("add pulumi-secgroup as a direct dependency of the program");
});

/** The pages of the clouds say what the code does: which calls have to be allowed, and which settings are read. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { startEmulator } from "../../emulator";
import { systemClock } from "../../provider/calls/clock";
import { deadlineIn } from "../../provider/calls/deadline";
import { operations } from "../../provider/clouds/baidu/operations";
import type { Call, Cloud } from "../../provider/clouds/cloud";
import { registry } from "../../provider/clouds/registry";
import { sources } from "../../provider/config/sources";
import { type CloudName, cloudNames, type Target, targetOf } from "../../provider/model/membership";

const pageOf = (cloud: CloudName): string =>
  readFileSync(join(__dirname, "..", "..", "docs", "clouds", `${cloud}.md`), "utf8");

/** The policies of a page, in their order: for all, and for previews. */
function policyOf(cloud: CloudName, what: "all" | "previews" = "all"): unknown {
  const codes = [...pageOf(cloud).matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
  return JSON.parse(codes[what === "all" ? 0 : 1] ?? "") as unknown;
}

const strings = z.array(z.string()).or(z.string().transform((one) => [one]));
const ramPolicy = z.strictObject({
  Version: z.literal("1"),
  Statement: z.array(z.strictObject({ Effect: z.literal("Allow"), Action: strings, Resource: strings })),
});
const camPolicy = z.strictObject({
  version: z.literal("2.0"),
  statement: z.array(z.strictObject({ effect: z.literal("allow"), action: strings, resource: z.literal("*") })),
});
const iamPolicy = z.strictObject({
  accessControlList: z.array(
    z.strictObject({
      service: z.literal("bce:bcc"),
      region: z.string(),
      resource: strings,
      effect: z.literal("Allow"),
      permission: strings,
    }),
  ),
});

interface Place {
  readonly region: string;
  readonly env: Readonly<Record<string, string>>;
  /** Two groups that can be on one target, of each type. */
  readonly pairs: readonly (readonly [string, string])[];
  readonly instance: string;
}
const places: Readonly<Record<CloudName, Place>> = {
  alicloud: {
    region: "cn-hangzhou",
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "dummy-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-secret" },
    pairs: [["sg-1", "sg-2"]],
    instance: "i",
  },
  tencentcloud: {
    region: "ap-guangzhou",
    env: { TENCENTCLOUD_SECRET_ID: "dummy-id", TENCENTCLOUD_SECRET_KEY: "dummy-secret" },
    pairs: [["sg-1", "sg-2"]],
    instance: "ins",
  },
  baiducloud: {
    region: "bj",
    env: { BCE_ACCESS_KEY_ID: "dummy-id", BCE_SECRET_ACCESS_KEY: "dummy-secret" },
    pairs: [
      ["g-1", "g-2"],
      ["esg-1", "esg-2"],
    ],
    instance: "i",
  },
};

/** The calls to the cloud when everything that the port offers is asked of it, of what is there and of what is not. */
async function callsOf(cloud: CloudName, what: "all" | "previews" = "all"): Promise<string[]> {
  const { region, env, pairs, instance } = places[cloud];
  const each = pairs.map(([home, other], index) => ({
    home,
    other,
    instance: `${instance}-${index}`,
    eni: `eni-${index}`,
  }));
  const emulator = await startEmulator({
    world: {
      [cloud]: {
        credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
        regions: {
          [region]: {
            securityGroups: pairs.flat().map((id) => ({ id })),
            instances: each.map(({ home, instance: id }) => ({ id, groups: [home] })),
            networkInterfaces: each.map(({ home, eni: id }) => ({ id, groups: [home] })),
          },
        },
      },
    },
  });
  try {
    const settings = { config: () => undefined, env: { ...env, SECGROUP_ENDPOINT: emulator.url } };
    const port = registry[cloud]({ region, profile: undefined }, settings);
    const call: Call = { deadline: deadlineIn(30, systemClock) };
    for (const { home, other, instance: id, eni } of each) {
      for (const target of [id, eni].map(targetOf))
        await askAll(port, target, home, what === "all" ? other : undefined, call);
    }
    return Object.keys(emulator.requests().byAction).map((action) => action.replace(`${cloud}:`, ""));
  } finally {
    await emulator.close();
  }
}

/** The calls of a program that previews, refreshes and looks for drift: everything but a join and a leave. */
async function readsOf(cloud: CloudName): Promise<string[]> {
  return callsOf(cloud, "previews");
}

async function askAll(port: Cloud, target: Target, home: string, other: string | undefined, call: Call): Promise<void> {
  const record = (await port.readTargets([target], call)).get(target.id) ?? (await port.confirmTarget(target, call));
  await port.confirmTarget(target, call);
  await port.confirmTarget(targetOf(`${target.id}-gone`), call);
  await port.listTargets({ securityGroupId: home }, target.kind, undefined, call);
  await port.listTargets({ vpcId: record?.vpcId ?? "vpc-default" }, target.kind, undefined, call);
  await port.readGroups([home, `${home}-gone`], call);
  if (other === undefined) return;
  expect([...(await port.join(other, [target], call)).values()]).toEqual([{ outcome: "joined" }]);
  expect([...(await port.leave(other, [target], call)).values()]).toEqual([{ outcome: "left" }]);
}

test("the RAM policy allows what is called on Alibaba Cloud, and nothing else", async () => {
  const actions = ramPolicy.parse(policyOf("alicloud")).Statement.flatMap(({ Action }) => Action);
  expect(actions.sort()).toEqual((await callsOf("alicloud")).map((action) => `ecs:${action}`).sort());
});

test("of the RAM policy, the writes are bound to resources and the reads are not", () => {
  for (const { Action, Resource } of ramPolicy.parse(policyOf("alicloud")).Statement) {
    const reads = Action.every((action) => action.startsWith("ecs:Describe"));
    expect(Resource.includes("*")).toBe(reads);
  }
});

test("the CAM policy allows what is called on Tencent Cloud, and nothing else", async () => {
  const actions = camPolicy.parse(policyOf("tencentcloud")).statement.flatMap(({ action }) => action);
  expect(actions.map((action) => action.replace(/^(cvm|vpc):/, "")).sort()).toEqual(
    (await callsOf("tencentcloud")).sort(),
  );
  const ofVpc = actions.filter((action) => /NetworkInterface|:DescribeSecurityGroups$/.test(action));
  for (const action of actions) expect(action.startsWith("vpc:")).toBe(ofVpc.includes(action));
});

test("the IAM policy allows to read and to operate, which is what is called on Baidu AI Cloud", async () => {
  const permissions = iamPolicy.parse(policyOf("baiducloud")).accessControlList.flatMap(({ permission }) => permission);
  const called = Object.values(operations).map(({ writes }) => (writes ? "OPERATE" : "READ"));
  expect(permissions.sort()).toEqual([...new Set(called)].sort());
  // The emulator has one name for the two ways to list instances.
  const names = Object.keys(operations).filter((name) => name !== "pageInstances");
  expect((await callsOf("baiducloud")).sort()).toEqual(names.sort());
});

test("the policies for previews allow what a preview asks, and no write", async () => {
  const ram = ramPolicy.parse(policyOf("alicloud", "previews")).Statement.flatMap(({ Action }) => Action);
  expect(ram.sort()).toEqual((await readsOf("alicloud")).map((action) => `ecs:${action}`).sort());
  const cam = camPolicy.parse(policyOf("tencentcloud", "previews")).statement.flatMap(({ action }) => action);
  expect(cam.map((action) => action.replace(/^(cvm|vpc):/, "")).sort()).toEqual((await readsOf("tencentcloud")).sort());
  const iam = iamPolicy
    .parse(policyOf("baiducloud", "previews"))
    .accessControlList.flatMap(({ permission }) => permission);
  const called = (await readsOf("baiducloud")).map((name) => operations[name as keyof typeof operations].writes);
  expect([iam, [...new Set(called)]]).toEqual([["READ"], [false]]);
  for (const action of [...ram, ...cam]) expect(action).toMatch(/:Describe/);
});

test("the page of Baidu AI Cloud names every request", () => {
  const page = pageOf("baiducloud");
  for (const { method, path, ...more } of Object.values(operations)) {
    expect(page).toContain(`\`${method} ${path}${"word" in more ? `?${more.word}` : ""}\``);
  }
});

test.each(cloudNames)("the page of %s names every setting that is read", (cloud) => {
  const { config, env, regionEnv, unsupported, unsupportedEnv } = sources[cloud];
  const keys = env.flatMap(({ id, secret, token, otherToken }) => [
    id,
    secret,
    token,
    ...(otherToken ? [otherToken] : []),
  ]);
  const names = [...Object.values(config), ...keys, ...regionEnv, ...unsupported, ...unsupportedEnv];
  const page = pageOf(cloud);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

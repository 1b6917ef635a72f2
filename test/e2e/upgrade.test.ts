import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CloudId, type Emulator, startEmulator } from "../../emulator";
import { serializedProvider } from "../../provider/serialized";
import { dummyCredentials, Stack } from "./stack";

/**
 * States that released versions wrote are carried on by this one. Each file is the `stack export` of `program` under one
 * version, without `sourcePosition` and `stackTrace` (paths of the machine), is never changed, and stays for good. For a new
 * version, once:
 *
 *   SECGROUP_KEEP_STATE=test/fixtures/state-<version>.json npm test -- test/e2e/upgrade
 */
const fixtures = join(__dirname, "..", "fixtures");
const states = readdirSync(fixtures).filter((name) => /^state-.*\.json$/.test(name));

jest.setTimeout(120_000);

const key = { id: "emulator-access-key-id", secret: "emulator-access-key-secret" };

/** A membership of each kind: of both targets on three clouds, adopted, with options, secret, and not finished in time. */
const program = (lateSeconds: number) => `
const { secret } = require("@pulumi/pulumi");
const alibaba = { cloud: "alicloud", region: "cn-hangzhou" };
new M("alibaba-instance", { ...alibaba, securityGroupId: "sg-web", instanceId: "i-web1" });
new M("alibaba-interface", { ...alibaba, securityGroupId: "sg-monitoring", networkInterfaceId: "eni-web1-data" });
new M("alibaba-late", {
  ...alibaba, securityGroupId: "sg-web", instanceId: "i-web2", timeoutSeconds: ${lateSeconds},
});
const tencent = { cloud: "tencentcloud", region: "ap-guangzhou" };
new M("tencent-instance", { ...tencent, securityGroupId: "sg-web", instanceId: "ins-web1" });
new M("tencent-interface", {
  ...tencent, securityGroupId: "sg-monitoring", networkInterfaceId: "eni-web1-data", profile: "ops", timeoutSeconds: 120,
});
const baidu = { cloud: "baiducloud", region: "bj" };
new M("baidu-adopted", { ...baidu, securityGroupId: "g-web", instanceId: "i-web1" });
new M("baidu-secret", { ...baidu, securityGroupId: secret("g-monitoring"), networkInterfaceId: "eni-web1-data" });
`;

type Member = readonly [cloud: CloudId, targetId: string, groups: readonly string[]];
const declared: readonly Member[] = [
  ["alicloud", "i-web1", ["sg-base", "sg-web"]],
  ["alicloud", "i-web2", ["sg-base", "sg-web"]],
  ["alicloud", "eni-web1-data", ["sg-base", "sg-monitoring"]],
  ["tencentcloud", "ins-web1", ["sg-base", "sg-web"]],
  ["tencentcloud", "eni-web1-data", ["sg-base", "sg-monitoring"]],
  ["baiducloud", "i-web1", ["g-base", "g-web"]],
  ["baiducloud", "eni-web1-data", ["g-base", "g-monitoring"]],
];
const atFirst = declared.map(([cloud, targetId, [base = ""]]): Member => [cloud, targetId, [base]]);
const removedMeanwhile: readonly Member[] = [
  ["alicloud", "i-web1", ["sg-base"]],
  ["tencentcloud", "eni-web1-data", ["sg-base"]],
  ["baiducloud", "eni-web1-data", ["g-base"]],
];

let emulator: Emulator;
let stack: Stack;
let home: string;

beforeEach(async () => {
  emulator = await startEmulator();
  home = mkdtempSync(join(tmpdir(), "secgroup-home-"));
  mkdirSync(join(home, ".tccli"));
  const profile = JSON.stringify({ secretId: key.id, secretKey: key.secret });
  writeFileSync(join(home, ".tccli", "ops.credential"), profile);
  stack = await Stack.create({
    ...dummyCredentials,
    TENCENTCLOUD_SECRET_ID: key.id,
    TENCENTCLOUD_SECRET_KEY: key.secret,
    BCE_ACCESS_KEY_ID: key.id,
    BCE_SECRET_ACCESS_KEY: key.secret,
    SECGROUP_ENDPOINT: emulator.url,
    HOME: home,
  });
});
afterEach(async () => {
  await emulator.close();
  await stack.close();
  rmSync(home, { recursive: true, force: true });
});

function regionOf(cloud: CloudId) {
  const [region] = Object.entries(emulator.world[cloud].regions);
  if (!region) throw new Error(`the default world has no region of ${cloud}`);
  return region;
}

function put(members: readonly Member[]): void {
  for (const [cloud, targetId, groups] of members) {
    emulator.setGroups({ cloud, region: regionOf(cloud)[0], targetId, groups: [...groups] });
  }
}

/** The groups of the declared targets, as the emulator's world has them. */
function membersNow(): readonly Member[] {
  return declared.map(([cloud, targetId]) => {
    const [, { instances, networkInterfaces }] = regionOf(cloud);
    const target = [...instances, ...networkInterfaces].find(({ id }) => id === targetId);
    return [cloud, targetId, target?.groups ?? []];
  });
}

function providersOf(text: string): readonly string[] {
  return [...text.matchAll(/"__provider": ?("(?:[^"\\]|\\.)*")/g)].map(
    ([, literal = ""]) => JSON.parse(literal) as string,
  );
}

describe.each(states)("the state in %s", (name) => {
  const file = join(fixtures, name);

  beforeEach(async () => {
    stack.program(program(60));
    expect(await stack.importState(file)).toMatchObject({ code: 0 });
  });

  test("is what the program says where the clouds agree, and is taken out by destroy", async () => {
    put(declared);
    const preview = await stack.preview();
    expect(preview).toMatchObject({ code: 0 });
    // The one that was not finished is.
    expect(preview.text).toMatch(/~ +\S+ alibaba-late update/);
    expect(preview.text).toMatch(/Resources:\n {4}~ 1 to update\n {4}7 unchanged/);

    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await stack.refresh("--expect-no-changes")).toMatchObject({ code: 0 });
    expect(membersNow()).toEqual(declared);
    const { byAction } = emulator.requests();
    expect(Object.keys(byAction).filter((action) => !/:(Describe|get|list)/.test(action))).toEqual([]);

    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(stack.memberships()).toEqual([]);
    expect(membersNow()).toEqual(atFirst);
  });

  test("is healed where somebody took members out meanwhile", async () => {
    put(declared);
    put(removedMeanwhile);
    const preview = await stack.preview();
    expect(preview.text).toContain(
      "instance i-web1 in security group sg-web (alicloud cn-hangzhou) was removed outside",
    );
    expect(preview.text).toContain("~ 4 to update");

    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(membersNow()).toEqual(declared);
    expect(await stack.preview("--expect-no-changes")).toMatchObject({ code: 0 });
  });

  test("loads its provider as this version does", async () => {
    const before = providersOf(readFileSync(file, "utf8"));
    expect(before.length).toBeGreaterThanOrEqual(7);
    expect(new Set(before)).toEqual(new Set([serializedProvider]));
    put(declared);
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(new Set(providersOf(stack.stateText()))).toEqual(new Set([serializedProvider]));
  });

  test("holds nothing of the machine that wrote it, and no key", () => {
    const text = readFileSync(file, "utf8");
    expect(text).not.toMatch(
      /127\.0\.0\.1|localhost|\/home\/|\/root|\/tmp|node_modules|sourcePosition|stackTrace|\/Users\/|emulator-access-key/,
    );
  });
});

const keepAs = process.env["SECGROUP_KEEP_STATE"];
if (keepAs !== undefined) {
  test(`this version's state is kept as ${keepAs}`, async () => {
    put([["baiducloud", "i-web1", ["g-base", "g-web"]]]);
    stack.program(program(3).replace(/new M\("alibaba-late"[^;]*;/, ""));
    expect(await stack.up()).toMatchObject({ code: 0 });
    const { alicloud, ...others } = emulator.world;
    emulator.replaceWorld({ ...others, alicloud: { ...alicloud, visibilityDelayMs: 10_000 } });
    stack.program(program(3));
    expect((await stack.up()).text).toContain("was sent, but the cloud did not show it yet");
    const file = join(process.cwd(), keepAs);
    expect(await stack.exportState(file)).toMatchObject({ code: 0 });
    const withoutPaths = (key: string, value: unknown) =>
      key === "sourcePosition" || key === "stackTrace" ? undefined : value;
    writeFileSync(file, `${JSON.stringify(JSON.parse(readFileSync(file, "utf8"), withoutPaths), null, 2)}\n`);
  });
}

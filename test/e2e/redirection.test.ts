/** A setting that sends requests, with the key's ID and the session token, elsewhere is told once a run. */
import { type Emulator, startEmulator } from "../../emulator";
import { dummyCredentials, Stack } from "./stack";

const program = `
new M("one", { cloud: "alicloud", region: "cn-hangzhou", securityGroupId: "sg-web", instanceId: "i-web1" });
new M("two", { cloud: "alicloud", region: "cn-hangzhou", securityGroupId: "sg-web", instanceId: "i-web2" });
new M("three", { cloud: "tencentcloud", region: "ap-guangzhou", securityGroupId: "sg-web", instanceId: "ins-web1" });
new M("four", { cloud: "baiducloud", region: "bj", securityGroupId: "g-web", instanceId: "i-web1" });
`;
const keys = {
  ...dummyCredentials,
  TENCENTCLOUD_SECRET_ID: "emulator-access-key-id",
  TENCENTCLOUD_SECRET_KEY: "emulator-access-key-secret",
  BCE_ACCESS_KEY_ID: "emulator-access-key-id",
  BCE_SECRET_ACCESS_KEY: "emulator-access-key-secret",
};

let emulator: Emulator;
let stack: Stack;
beforeAll(async () => {
  emulator = await startEmulator();
  stack = await Stack.create(keys);
  stack.program(program);
});
afterAll(async () => {
  await emulator.close();
  await stack.close();
});

/** The engine shows a line while it runs, and once more in what it ends with. */
const noticesIn = (text: string) =>
  text
    .slice(text.indexOf("Diagnostics:"))
    .split("\n")
    .flatMap((line) => /Requests (?:to|go).*$/.exec(line)?.[0] ?? []);
const forAll = (source: string) => [`Requests go to ${emulator.url} (${source}), not to the clouds' own endpoints.`];

test("by a variable: in preview, up, refresh, a preview without changes and destroy, once each", async () => {
  const options = { env: { SECGROUP_ENDPOINT: emulator.url } };
  const runs = [
    ["preview"],
    ["up", "--yes", "--skip-preview"],
    ["preview", "--expect-no-changes"],
    ["refresh", "--yes", "--skip-preview", "--expect-no-changes"],
    ["destroy", "--yes", "--skip-preview"],
  ];
  for (const args of runs) {
    const { code, text } = await stack.run(args, options);
    expect([args, code, noticesIn(text)]).toEqual([args, 0, forAll("SECGROUP_ENDPOINT")]);
  }
}, 120_000);

test("by the stack's configuration: in the preview, and in what the report is made of", async () => {
  stack.write("Pulumi.dev.yaml", `config: { "secgroup:endpoint": "${emulator.url}" }\n`);
  const { code, text } = await stack.preview();
  expect([code, noticesIn(text)]).toEqual([0, forAll("the configuration secgroup:endpoint")]);
  const { output } = await stack.preview("--json");
  const { diagnostics } = JSON.parse(output) as { diagnostics: { message: string }[] };
  expect(diagnostics.map(({ message }) => message.trim()).filter((line) => line.startsWith("Requests"))).toEqual(
    forAll("the configuration secgroup:endpoint"),
  );
  stack.write("Pulumi.dev.yaml", "config: {}\n");
}, 60_000);

test("by a variable a cloud: each is named, and the ones that are not redirected are not", async () => {
  const env = { SECGROUP_TENCENTCLOUD_ENDPOINT: emulator.url, SECGROUP_BAIDUCLOUD_ENDPOINT: emulator.url };
  const { text } = await stack.run(["preview"], { env: { ...env, SECGROUP_ALICLOUD_ENDPOINT: "" } });
  expect(noticesIn(text).sort()).toEqual([
    `Requests to baiducloud go to ${emulator.url} (SECGROUP_BAIDUCLOUD_ENDPOINT), not to the cloud's own endpoint.`,
    `Requests to tencentcloud go to ${emulator.url} (SECGROUP_TENCENTCLOUD_ENDPOINT), not to the cloud's own endpoint.`,
  ]);
}, 60_000);

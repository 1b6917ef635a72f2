import { refusedSettings } from "../../provider/settings-check";

const key = { ALIBABA_CLOUD_ACCESS_KEY_ID: "id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "secret" };
const settings = (config: Record<string, string>, env: Record<string, string> = key) => ({
  config: (name: string) => config[name],
  env,
});
const hangzhou = { cloud: "alicloud", region: "cn-hangzhou" } as const;
const shanghai = { cloud: "alicloud", region: "cn-shanghai" } as const;
const guangzhou = { cloud: "tencentcloud", region: "ap-guangzhou" } as const;
const beijing = { cloud: "baiducloud", region: "bj" } as const;

test("good settings are not refused, and none at all neither", () => {
  expect(refusedSettings([hangzhou, shanghai, guangzhou, beijing], settings({}))).toEqual([]);
  expect(refusedSettings([hangzhou, guangzhou, beijing], settings({}, {}))).toEqual([]);
});

test.each([
  ["a setting that we do not follow", { "alicloud:assumeRole": "{}" }, key, "sets alicloud:assumeRole"],
  ["plain http elsewhere", { "secgroup:endpoint": "http://example.com" }, key, "secgroup:endpoint"],
  ["a role beside a key", {}, { ...key, ALIBABA_CLOUD_ROLE_ARN: "role" }, "ALIBABA_CLOUD_ROLE_ARN"],
  ["half a key", {}, { ALIBABA_CLOUD_ACCESS_KEY_ID: "id" }, "ALIBABA_CLOUD_ACCESS_KEY_SECRET is not"],
  ["a quota that is none", { "secgroup:groupsPerTarget": "many" }, key, "secgroup:groupsPerTarget is many"],
  ["a wrong preflight", { "secgroup:preflight": "maybe" }, key, 'secgroup:preflight is "maybe"'],
  ["a wrong drift check", { "secgroup:driftCheck": "never" }, key, 'secgroup:driftCheck is "never"'],
  ["a proxy that cannot be used", {}, { ...key, https_proxy: "socks5://proxy" }, "https_proxy is not a proxy"],
])("%s is one refusal, whatever the number of accounts", (_what, config, env, reason) => {
  expect(refusedSettings([hangzhou, shanghai], settings(config, env))).toEqual([
    expect.stringContaining(reason) as string,
  ]);
});

test.each([
  [guangzhou, { "tencentcloud:camRoleName": "role" }],
  [beijing, { "baiducloud:assumeRole": "{}" }],
])("a setting of $cloud is refused where the cloud is used, and nowhere else", (account, config) => {
  expect(refusedSettings([account], settings(config))).toEqual([expect.stringContaining(Object.keys(config)[0] ?? "")]);
  expect(refusedSettings([hangzhou], settings(config))).toEqual([]);
});

test("what several settings are refused for is told together", () => {
  const wrong = { "secgroup:driftCheck": "never", "alicloud:assumeRole": "{}", "tencentcloud:camRoleName": "role" };
  expect(refusedSettings([hangzhou, guangzhou], settings(wrong))).toHaveLength(3);
});

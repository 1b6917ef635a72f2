import { accessKeyOf } from "../../../provider/config/credentials";
import { defaultRegionOf } from "../../../provider/config/region";

const settings = (config: Record<string, string>, env: Record<string, string> = {}) => ({
  env,
  config: (key: string) => config[key],
});
const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: "env-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "env-secret" };
const older = {
  ALICLOUD_ACCESS_KEY: "old-id",
  ALICLOUD_SECRET_KEY: "old-secret",
  ALICLOUD_SECURITY_TOKEN: "old-token",
};
const config = { "alicloud:accessKey": "config-id", "alicloud:secretKey": "config-secret" };

test("the configuration of the cloud's provider comes first, then the environment", () => {
  expect(accessKeyOf("alicloud", settings(config, env))).toEqual({ id: "config-id", secret: "config-secret" });
  expect(accessKeyOf("alicloud", settings({}, { ...env, ...older }))).toEqual({ id: "env-id", secret: "env-secret" });
  expect(accessKeyOf("alicloud", settings({}, older))).toEqual({
    id: "old-id",
    secret: "old-secret",
    token: "old-token",
  });
  expect(accessKeyOf("alicloud", settings({}))).toBeUndefined();
});

test("half a key is an error, never paired with a half from elsewhere", () => {
  expect(() => accessKeyOf("alicloud", settings({ "alicloud:accessKey": "config-id" }, env))).toThrow(
    "alicloud:accessKey is set, but alicloud:secretKey is not.",
  );
  expect(() => accessKeyOf("alicloud", settings({}, { ALIBABA_CLOUD_ACCESS_KEY_SECRET: "x", ...older }))).toThrow(
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET is set, but ALIBABA_CLOUD_ACCESS_KEY_ID is not.",
  );
});

test("a setting that would choose another account is an error that names it", () => {
  expect(() =>
    accessKeyOf("alicloud", settings({ "alicloud:assumeRole": '{"roleArn":"acs:ram::1:role/x"}' }, env)),
  ).toThrow("the configuration sets alicloud:assumeRole, which pulumi-secgroup does not follow");
});

test("Baidu's token has two names, since Baidu's own tools have", () => {
  const key = { BCE_ACCESS_KEY_ID: "id", BCE_SECRET_ACCESS_KEY: "secret" };
  expect(accessKeyOf("baiducloud", settings({}, { ...key, BCE_SECURITY_TOKEN: "a" }))?.token).toBe("a");
  expect(
    accessKeyOf("baiducloud", settings({}, { ...key, BCE_SECURITY_TOKEN: "a", BCE_SESSION_TOKEN: "b" }))?.token,
  ).toBe("b");
});

test("the default region comes from the configuration, then from the environment", () => {
  const both = settings({ "alicloud:region": "cn-beijing" }, { ALIBABA_CLOUD_REGION_ID: "cn-shanghai" });
  expect(defaultRegionOf("alicloud", both)).toBe("cn-beijing");
  expect(defaultRegionOf("alicloud", settings({}, { ALIBABA_CLOUD_REGION_ID: "cn-shanghai" }))).toBe("cn-shanghai");
  expect(defaultRegionOf("alicloud", settings({}))).toBeUndefined();
});

test("a role that the environment sets beside a key is an error that names it", () => {
  const role = { ALIBABA_CLOUD_ROLE_ARN: "acs:ram::1:role/x" };
  expect(() => accessKeyOf("alicloud", settings({}, { ...env, ...role }))).toThrow(
    "the environment sets ALIBABA_CLOUD_ROLE_ARN beside an access key",
  );
  expect(accessKeyOf("alicloud", settings({}, role))).toBeUndefined();
});

test("a line break at the end of a key is dropped; what no key holds is refused and not repeated", () => {
  const withBreak = { ...env, ALIBABA_CLOUD_ACCESS_KEY_SECRET: "env-secret\n" };
  expect(accessKeyOf("alicloud", settings({}, withBreak))).toEqual({ id: "env-id", secret: "env-secret" });
  const inner = { ...env, ALIBABA_CLOUD_ACCESS_KEY_SECRET: "env secret" };
  expect(() => accessKeyOf("alicloud", settings({}, inner))).toThrow(
    /^ALIBABA_CLOUD_ACCESS_KEY_SECRET holds spaces (?!.*env secret)/,
  );
});

import { endpointOf, redirectionNotice } from "../../../provider/config/endpoint";
import { cloudNames } from "../../../provider/model/membership";

const own = "https://ecs.cn-hangzhou.aliyuncs.com";
const endpoint = (env: Record<string, string>, config: Record<string, string> = {}) =>
  endpointOf("alicloud", { env, config: (key) => config[key] }, own);

test("without an override it is the cloud's own", () => {
  expect(endpoint({}).origin).toBe(own);
});

test("the cloud's own variable wins over the one for all clouds, and that over the configuration", () => {
  const all = { SECGROUP_ENDPOINT: "http://127.0.0.1:2" };
  const config = { "secgroup:endpoint": "http://127.0.0.1:3" };
  expect(endpoint({ ...all, SECGROUP_ALICLOUD_ENDPOINT: "http://127.0.0.1:1" }, config).port).toBe("1");
  expect(endpoint(all, config).port).toBe("2");
  expect(endpoint({}, config).port).toBe("3");
  expect(endpoint({ SECGROUP_TENCENTCLOUD_ENDPOINT: "http://127.0.0.1:1" }).origin).toBe(own);
});

test.each([
  "http://127.0.0.1:1",
  "http://localhost:1",
  "http://[::1]:1",
  "http://127.8.9.10",
  "https://proxy.example.com",
])("%s is allowed", (value) => {
  expect(endpoint({ SECGROUP_ENDPOINT: value }).origin).toBe(value);
});

test.each([
  ["http://example.com", "is plain http to a host that is not loopback"],
  ["http://127.0.0.1.example.com", "is plain http to a host that is not loopback"],
  ["http://10.0.0.1", "is plain http to a host that is not loopback"],
  ["ftp://127.0.0.1", "does not begin with https:// or http://"],
  ["127.0.0.1:4577", "does not begin with https:// or http://"],
  ["localhost:4577", "does not begin with https:// or http://"],
  ["http://", "is not a URL"],
  ["https://example.com/path", "has more than a host and a port"],
])("%s is refused, with the variable's name and what is allowed", (value, why) => {
  expect(() => endpoint({ SECGROUP_ENDPOINT: value })).toThrow(why);
  expect(() => endpoint({ SECGROUP_ENDPOINT: value })).toThrow(/^SECGROUP_ENDPOINT .*\. It must be an origin such as/);
});

test.each(["https://user:hunter2@example.com", "//user:hunter2@example.com"])(
  "credentials in %s are refused and not repeated",
  (value) => {
    expect(() => endpoint({ SECGROUP_ENDPOINT: value })).toThrow(/^SECGROUP_ENDPOINT (?!.*hunter2)/);
  },
);

describe("a setting that sends requests elsewhere is told", () => {
  const notice = (
    cloud: Parameters<typeof redirectionNotice>[0],
    env: Record<string, string>,
    config: Record<string, string> = {},
  ) => redirectionNotice(cloud, { env, config: (key) => config[key] });

  test("and without one there is nothing to tell", () => {
    for (const cloud of cloudNames) expect(notice(cloud, { TENCENTCLOUD_DOMAIN: "" })).toBeUndefined();
  });

  test.each(cloudNames)("for %s, by its own variable", (cloud) => {
    const source = `SECGROUP_${cloud.toUpperCase()}_ENDPOINT`;
    expect(notice(cloud, { [source]: "https://gateway.example.com" })).toBe(
      `Requests to ${cloud} go to https://gateway.example.com (${source}), not to the cloud's own endpoint.`,
    );
  });

  test("for all clouds, in the same words", () => {
    const told = cloudNames.flatMap((cloud) => [
      notice(
        cloud,
        { SECGROUP_ENDPOINT: "http://127.0.0.1:4577" },
        { "secgroup:endpoint": "https://other.example.com" },
      ),
      notice(cloud, {}, { "secgroup:endpoint": "https://gateway.example.com" }),
    ]);
    expect([...new Set(told)]).toEqual([
      "Requests go to http://127.0.0.1:4577 (SECGROUP_ENDPOINT), not to the clouds' own endpoints.",
      "Requests go to https://gateway.example.com (the configuration secgroup:endpoint), not to the clouds' own endpoints.",
    ]);
  });

  test("for Tencent Cloud's root domain, and for no other cloud", () => {
    const env = { TENCENTCLOUD_DOMAIN: "intl.tencentcloudapi.com" };
    expect(notice("tencentcloud", env)).toBe(
      "Requests to tencentcloud go to https://*.intl.tencentcloudapi.com (TENCENTCLOUD_DOMAIN), not to the cloud's " +
        "default endpoint.",
    );
    expect(notice("tencentcloud", env, { "tencentcloud:domain": "evil.example" })).toBe(
      "Requests to tencentcloud go to https://*.evil.example (the configuration tencentcloud:domain), not to the " +
        "cloud's default endpoint.",
    );
    expect(notice("tencentcloud", { ...env, SECGROUP_ENDPOINT: "http://127.0.0.1:1" })).toMatch(
      /^Requests go to http:/,
    );
    expect(notice("alicloud", env)).toBeUndefined();
  });
});

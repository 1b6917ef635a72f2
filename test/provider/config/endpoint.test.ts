import { endpointOf } from "../../../provider/config/endpoint";

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

import { proxyOf } from "../../../provider/config/proxy";

const cloud = "https://ecs.cn-hangzhou.aliyuncs.com";
const proxy = (env: Record<string, string>, endpoint = cloud): string | undefined =>
  proxyOf(new URL(endpoint), env)?.href;
const proxied = { https_proxy: "http://proxy.example.com:3128" };

test("without a variable there is none, and an empty one is none", () => {
  expect(proxy({})).toBeUndefined();
  expect(proxy({ https_proxy: "", HTTPS_PROXY: "" })).toBeUndefined();
});

test.each(["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])("%s names it", (variable) => {
  expect(proxy({ [variable]: "http://proxy.example.com:3128" })).toBe("http://proxy.example.com:3128/");
});

test("https_proxy wins over all_proxy, and a lowercase name over the uppercase one", () => {
  const [one, other] = ["http://one.example.com/", "http://other.example.com/"];
  expect(proxy({ https_proxy: one, HTTPS_PROXY: other, all_proxy: other })).toBe(one);
  expect(proxy({ HTTPS_PROXY: one, all_proxy: other })).toBe(one);
});

test("http_proxy is not for https", () => {
  expect(proxy({ http_proxy: "http://proxy.example.com", HTTP_PROXY: "http://proxy.example.com" })).toBeUndefined();
});

test.each([
  ["proxy.example.com:3128", "http://proxy.example.com:3128/"],
  [" http://proxy.example.com:3128\n", "http://proxy.example.com:3128/"],
  ["https://user:pass@proxy.example.com", "https://user:pass@proxy.example.com/"],
])("%j is understood", (value, understood) => {
  expect(proxy({ https_proxy: value })).toBe(understood);
});

test.each(["socks5://user:hunter2@proxy.example.com:1080", "http://", "http://user:hunter2@:99999"])(
  "%s is refused, with the variable's name and without the value",
  (value) => {
    expect(() => proxy({ ALL_PROXY: value })).toThrow(/^ALL_PROXY is not a proxy that can be used\. (?!.*hunter2)/);
  },
);

test.each(["https://127.0.0.1:8443", "https://localhost:8443", "https://[::1]:8443", "http://127.0.0.1:4577"])(
  "%s is loopback, and never asked through a proxy",
  (endpoint) => {
    expect(proxy({ ...proxied, all_proxy: "http://proxy.example.com:3128" }, endpoint)).toBeUndefined();
  },
);

test.each([
  "*",
  "ecs.cn-hangzhou.aliyuncs.com",
  "ECS.cn-hangzhou.AliyunCS.com",
  "aliyuncs.com",
  ".aliyuncs.com",
  "*.aliyuncs.com",
  "aliyuncs.com.",
  "aliyuncs.com:443",
  "example.com, .aliyuncs.com",
  "example.com .aliyuncs.com",
])("no_proxy %j excepts a host of aliyuncs.com", (exceptions) => {
  expect(proxy({ ...proxied, no_proxy: exceptions })).toBeUndefined();
  expect(proxy({ ...proxied, NO_PROXY: exceptions })).toBeUndefined();
});

test.each(["", "example.com", "yuncs.com", "cn-hangzhou.aliyuncs.com.example.com", "aliyuncs.com:8443", ".", ","])(
  "no_proxy %j does not",
  (exceptions) => {
    expect(proxy({ ...proxied, no_proxy: exceptions })).toBeDefined();
  },
);

test("no_proxy's port is the endpoint's", () => {
  const endpoint = "https://gateway.example.com:8443";
  expect(proxy({ ...proxied, no_proxy: "gateway.example.com:8443" }, endpoint)).toBeUndefined();
  expect(proxy({ ...proxied, no_proxy: "gateway.example.com:443" }, endpoint)).toBeDefined();
});

test("no_proxy names addresses, too", () => {
  expect(proxy({ ...proxied, no_proxy: "10.0.0.1" }, "https://10.0.0.1")).toBeUndefined();
  expect(proxy({ ...proxied, no_proxy: "2001:db8::1" }, "https://[2001:db8::1]")).toBeUndefined();
  expect(proxy({ ...proxied, no_proxy: "[2001:db8::1]:443" }, "https://[2001:db8::1]")).toBeUndefined();
});

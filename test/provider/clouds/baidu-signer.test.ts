import { authorizationOf, type Signable } from "../../../provider/clouds/baidu/signer";

/** The signer of Baidu's own SDK, which has no types. Its time is in seconds. */
interface SdkAuth {
  generateAuthorization(
    method: string,
    path: string,
    query: object,
    headers: object,
    time: number,
    goodForSeconds: number,
    headersToSign: readonly string[],
  ): string;
}
const SdkAuth = jest.requireActual<new (id: string, secret: string) => SdkAuth>("@baiducloud/sdk/src/auth");

const key = { id: "dummy-id", secret: "dummy-secret" };
const at = new Date("2026-02-03T04:05:06.789Z");
const host = "bcc.bj.baidubce.com";
const date = { "x-bce-date": "2026-02-03T04:05:06Z" };

const vectors: readonly (readonly [string, Signable])[] = [
  ["a read", { method: "GET", path: "/v2/instance/i-1", query: {}, headers: { host } }],
  ["a bare word", { method: "PUT", path: "/v2/instance/i-1", query: { bind: "" }, headers: { host, ...date } }],
  [
    "a query that has to be sorted and encoded",
    { method: "PUT", path: "/v1/eni/eni-1", query: { clientToken: "a b/c+d=!'()*~", bindSg: "" }, headers: { host } },
  ],
  ["a host with a port", { method: "GET", path: "/v1/eni/eni-1", query: {}, headers: { host: "127.0.0.1:4577" } }],
  [
    "a session token",
    {
      method: "PUT",
      path: "/v2/securitygroup/bind",
      query: {},
      headers: { host, "x-bce-security-token": "dummy/token+with=signs", ...date },
    },
  ],
  [
    "headers that are not signed, empty or padded",
    {
      method: "POST",
      path: "/v2/instance/listByInstanceId",
      query: {},
      headers: {
        host,
        "content-type": "application/json",
        "x-bce-empty": "",
        "x-bce-padded": "  two words  ",
        ...date,
      },
    },
  ],
  ["an encoded path", { method: "GET", path: "/v2/instance/i-%E4%B8%80", query: {}, headers: { host, ...date } }],
];

test.each(vectors)("%s is signed as by Baidu's own SDK", (_what, request) => {
  const { method, path, query, headers } = request;
  const sdk = new SdkAuth(key.id, key.secret);
  const seconds = Math.floor(at.getTime() / 1000);
  const expected = sdk.generateAuthorization(method, path, query, headers, seconds, 1800, ["host"]);
  expect(authorizationOf(request, key, at)).toBe(expected);
});

test("the signed headers are named: the host and all of x-bce-", () => {
  const headers = { host, "content-type": "application/json", "x-bce-security-token": "dummy-token", ...date };
  const authorization = authorizationOf({ method: "GET", path: "/", query: {}, headers }, key, at);
  expect(authorization).toMatch(
    /^bce-auth-v1\/dummy-id\/2026-02-03T04:05:06Z\/1800\/host;x-bce-date;x-bce-security-token\/[0-9a-f]{64}$/,
  );
});

test.each<[string, Partial<Signable>]>([
  ["the method", { method: "PUT" }],
  ["the path", { path: "/v2/instance/i-2" }],
  ["the query", { query: { unbind: "" } }],
  ["the host", { headers: { host: "bcc.gz.baidubce.com" } }],
])("another signature for %s", (_what, change) => {
  const request: Signable = { method: "GET", path: "/v2/instance/i-1", query: {}, headers: { host } };
  expect(authorizationOf({ ...request, ...change }, key, at)).not.toBe(authorizationOf(request, key, at));
});

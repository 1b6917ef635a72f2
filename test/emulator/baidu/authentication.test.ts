import { startEmulator, type Emulator } from "../../../emulator";
import { call, type Answer, type SigningOptions } from "./signer";
import { groups, world } from "./world";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({
    world: world({ groups: groups("g-a"), instances: [{ id: "i-1", groups: ["g-a"] }] }),
  });
});
afterAll(() => emulator.close());

const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);
const get = (options: SigningOptions = {}, target = "/v2/instance/i-1"): Promise<Answer> =>
  call(emulator.url, "GET", target, undefined, options);
const put = (options: SigningOptions = {}, target = "/v2/instance/i-1?bind"): Promise<Answer> =>
  call(emulator.url, "PUT", target, { securityGroupId: "g-a" }, options);

describe.each<[string, SigningOptions]>([
  ["the default headers", {}],
  ["the host alone", { signed: ["host"] }],
  [
    "named headers",
    { signed: ["host", "x-bce-date", "content-type", "content-length", "x-bce-security-token", "not-sent"] },
  ],
])("with %s signed", (_name, base) => {
  test("a rightly signed read and write pass", async () => {
    expect(await get(base)).toMatchObject({ status: 200 });
    expect(await put(base)).toMatchObject({ status: 200 });
  });

  test.each([
    ["a wrong secret", { secret: "other" }, 400, "SignatureDoesNotMatch"],
    ["an unknown key", { keyId: "nobody" }, 403, "InvalidAccessKeyId"],
    ["a request that expired", { time: minutes(-31) }, 400, "RequestExpired"],
    ["a short life that is over", { time: minutes(-2), expiresAfter: 60 }, 400, "RequestExpired"],
    ["a clock 16 minutes fast", { time: minutes(16) }, 403, "RequestTimeTooSkewed"],
    ["a temporary key without its token", { keyId: "sts-key", secret: "sts-secret" }, 403, "InvalidAccessKeyId"],
    [
      "a temporary key with another token",
      { keyId: "sts-key", secret: "sts-secret", token: "other" },
      403,
      "InvalidAccessKeyId",
    ],
    ["a token with a lasting key", { token: "sts-token" }, 403, "InvalidAccessKeyId"],
  ])("%s is refused", async (_what, options, status, code) => {
    expect(await get({ ...base, ...options })).toMatchObject({ status, body: { code } });
  });

  test.each<[string, SigningOptions]>([
    ["a clock 14 minutes fast", { time: minutes(14) }],
    ["a request 29 minutes old", { time: minutes(-29) }],
    ["a request 50 minutes old that may be an hour old", { time: minutes(-50), expiresAfter: 3600 }],
  ])("%s passes", async (_what, options) => {
    expect(await get({ ...base, ...options })).toMatchObject({ status: 200 });
  });

  test("another query than the signed one is refused", async () => {
    expect(await put({ ...base, sentPath: "/v2/instance/i-1?unbind" })).toMatchObject({
      status: 400,
      body: { code: "SignatureDoesNotMatch" },
    });
  });
});

describe("a temporary key passes with its token", () => {
  const options = { keyId: "sts-key", secret: "sts-secret", token: "sts-token" };

  test("in a header that is signed", async () => {
    expect(await get(options)).toMatchObject({ status: 200 });
    expect(await get({ ...options, signed: ["host", "x-bce-security-token"] })).toMatchObject({ status: 200 });
  });

  test("and not in one that is not", async () => {
    expect(await get({ ...options, signed: ["host"] })).toMatchObject({
      status: 400,
      body: { code: "SignatureDoesNotMatch" },
    });
  });

  test("in the query", async () => {
    const { token, ...rest } = options;
    expect(await get(rest, `/v2/instance/i-1?x-bce-security-token=${token}`)).toMatchObject({ status: 200 });
  });
});

test("a signature that leaves the host out is refused", async () => {
  expect(await get({ signed: ["x-bce-date"] })).toMatchObject({ body: { code: "SignatureDoesNotMatch" } });
});

test("a header without a value is not part of what is signed", async () => {
  expect(await get({ headers: { "x-bce-empty": "" } })).toMatchObject({ status: 200 });
});

test("the host is signed with its port", async () => {
  const { hostname } = new URL(emulator.url);
  expect(await get({ headers: { host: "bcc.bj.baidubce.com" } })).toMatchObject({ status: 200 });
  const answer = await call(emulator.url, "GET", "/v2/instance/i-1", undefined, { headers: { host: hostname } });
  expect(answer).toMatchObject({ status: 200 });
});

test.each([
  ["`?bind` sent for a signed `?bind=`", "/v2/instance/i-1?bind"],
  ["`?bind=` sent for a signed `?bind`", "/v2/instance/i-1?bind="],
  ["escapes that nobody needs, in small letters", "/v2/instance/%69%2d1?%62ind"],
])("%s passes", async (_what, sentPath) => {
  expect(await put({ sentPath })).toMatchObject({ status: 200 });
});

test("every kind of character in a query passes, however it is escaped", async () => {
  const value = "a b+c*d~e!'()/?:@é雲";
  const signed = `/v2/instance?fuzzyInstanceName=${encodeURIComponent(value)}&maxKeys=5`;
  expect(await get({}, signed)).toMatchObject({ status: 200 });
  const sentPath = signed.replace("!", "%21").replace("*", "%2a").replace("~", "%7e");
  expect(await get({ sentPath }, signed)).toMatchObject({ status: 200 });
});

test.each([
  ["no authorization", ""],
  ["another version", `bce-auth-v2/key/2024-01-01T00:00:00Z/1800//${"0".repeat(64)}`],
  ["no time", `bce-auth-v1/key/now/1800//${"0".repeat(64)}`],
  ["an impossible time", `bce-auth-v1/key/2024-13-01T00:00:00Z/1800//${"0".repeat(64)}`],
  ["no life", `bce-auth-v1/key/2024-01-01T00:00:00Z/x//${"0".repeat(64)}`],
  ["too few parts", "bce-auth-v1/key/2024-01-01T00:00:00Z/1800"],
  ["a signature that is none", "bce-auth-v1/key/2024-01-01T00:00:00Z/1800//abc"],
])("an authorization header with %s is refused", async (_what, authorization) => {
  expect(await get({ authorization })).toMatchObject({ status: 400, body: { code: "InvalidHTTPAuthHeader" } });
});

describe("a body", () => {
  test("other than its Content-MD5 is refused", async () => {
    const headers = { "content-md5": "1B2M2Y8AsgTpgAmY7PhCfg==" };
    expect(await put({ headers })).toMatchObject({ status: 400, body: { code: "InvalidHTTPRequest" } });
  });

  test("that is no text is refused", async () => {
    const options = { signed: ["host"], sentBody: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) };
    expect(await put(options)).toMatchObject({ status: 400, body: { code: "InvalidHTTPRequest" } });
  });

  test("whose length is another than the signed one is refused", async () => {
    expect(await put({ sentBody: '{"securityGroupId":"g-other"}' })).toMatchObject({
      body: { code: "SignatureDoesNotMatch" },
    });
  });
});

test("the request log counts refused requests and holds no ID, secret, token or signature of them", async () => {
  emulator.clearRequests();
  await get({ keyId: "sts-key", secret: "sts-secret", token: "wrong-token" });
  const { total, log } = emulator.requests();
  expect(total).toBe(1);
  expect(log).toMatchObject([
    { cloud: "baiducloud", action: "getInstance", status: 403, code: "InvalidAccessKeyId", targetIds: [] },
  ]);
  expect(JSON.stringify(log)).not.toMatch(/sts-secret|wrong-token|bce-auth/);
});

import { startEmulator, type Emulator } from "../../../emulator";
import { sdkCaller } from "./sdk";
import { send, signAcs3, signV1, type SignedRequest, type SigningOptions } from "./signer";
import { groups, REGION, world } from "./world";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({
    world: world({ groups: groups("sg-a"), instances: [{ id: "i-1", groups: ["sg-a"] }] }),
  });
});
afterAll(() => emulator.close());

const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);

type Sign = (options?: SigningOptions, parameters?: Record<string, string>) => SignedRequest;
const v1: Sign = (options, parameters = {}) =>
  signV1(emulator.url, "DescribeInstances", { RegionId: REGION, ...parameters }, { format: "JSON", ...options });
const acs3: Sign = (options, parameters = {}) =>
  signAcs3(emulator.url, "DescribeInstances", { RegionId: REGION, ...parameters }, options);

describe.each([
  ["RPC V1", v1],
  ["ACS3", acs3],
])("with signature %s", (_name, sign) => {
  test.each(["GET", "POST"] as const)("a rightly signed %s passes", async (method) => {
    expect(await send(sign({ method }))).toMatchObject({ status: 200 });
  });

  test("values with every kind of character pass, spaces sent as plus signs", async () => {
    expect(await send(sign({}, { InstanceName: "a b+c*d~e!'()/?&=%é雲" }))).toMatchObject({ status: 200 });
  });

  test.each([
    ["a wrong secret", { secret: "other" }, 403, "SignatureDoesNotMatch"],
    ["an unknown key", { keyId: "nobody" }, 404, "InvalidAccessKeyId.NotFound"],
    ["a clock 16 minutes slow", { time: minutes(-16) }, 400, "InvalidTimeStamp.Expired"],
    ["a clock 16 minutes fast", { time: minutes(16) }, 400, "InvalidTimeStamp.Expired"],
    ["no token for a key that needs one", { keyId: "sts-key", secret: "sts-secret" }, 400, "MissingSecurityToken"],
    [
      "a wrong token",
      { keyId: "sts-key", secret: "sts-secret", token: "other" },
      400,
      "InvalidSecurityToken.MismatchWithAccessKey",
    ],
    ["a token for a key that has none", { token: "other" }, 400, "InvalidSecurityToken.MismatchWithAccessKey"],
    [
      "a token no cloud gave out",
      { keyId: "sts-key", secret: "sts-secret", token: "two words" },
      400,
      "InvalidSecurityToken.Malformed",
    ],
    ["another version", { version: "2016-01-01" }, 400, "InvalidVersion"],
  ])("%s is refused", async (_what, options, status, code) => {
    expect(await send(sign(options))).toMatchObject({ status, body: { Code: code } });
  });

  test.each([-14, 14])("a clock %d minutes off passes", async (off) => {
    expect(await send(sign({ time: minutes(off) }))).toMatchObject({ status: 200 });
  });

  test("a temporary key passes with its token", async () => {
    const options = { keyId: "sts-key", secret: "sts-secret", token: "sts-token" };
    expect(await send(sign(options))).toMatchObject({ status: 200 });
  });

  test("the same request a second time is refused", async () => {
    const request = sign();
    expect(await send(request)).toMatchObject({ status: 200 });
    expect(await send(request)).toMatchObject({ status: 400, body: { Code: "SignatureNonceUsed" } });
  });

  test("a nonce that was refused for its signature can still be used", async () => {
    const nonce = `tried-${_name}`;
    await send(sign({ nonce, secret: "other" }));
    expect(await send(sign({ nonce }))).toMatchObject({ status: 200 });
  });

  test("a parameter changed on the way is refused", async () => {
    const request = sign();
    expect(await send({ ...request, url: request.url.replace(REGION, "cn-beijing") })).toMatchObject({ status: 403 });
  });
});

test("a V1 form in the body is signed and merged like the query", async () => {
  const request = signV1(
    emulator.url,
    "DescribeInstances",
    { RegionId: REGION },
    { format: "JSON", method: "POST", form: true },
  );
  expect(await send(request)).toMatchObject({ status: 200 });
});

test("an ACS3 body other than the signed one is refused", async () => {
  const { url, init } = acs3();
  expect(await send({ url, init: { ...init, body: "other" } })).toMatchObject({ status: 403 });
});

test("an ACS3 request that leaves its operation unsigned is refused", async () => {
  const request = signAcs3(emulator.url, "DescribeInstances", { RegionId: REGION }, { unsigned: "x-acs-action" });
  expect(await send(request)).toMatchObject({ status: 403, body: { Code: "SignatureDoesNotMatch" } });
});

test.each([
  ["V1", { url: "/?Action=DescribeInstances&Version=2014-05-26&Format=JSON&AccessKeyId=key", headers: {} }],
  [
    "ACS3",
    {
      url: "/",
      headers: { "x-acs-action": "DescribeInstances", "x-acs-version": "2014-05-26", authorization: "ACS3-x" },
    },
  ],
])("a %s request without a whole signature is refused", async (_name, { url, headers }) => {
  const response = await fetch(emulator.url + url, { headers });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ Code: "IncompleteSignature" });
});

test("an unknown operation is refused and logged as such", async () => {
  emulator.clearRequests();
  expect(await send(signAcs3(emulator.url, "TerminateEverything", {}))).toMatchObject({
    status: 404,
    body: { Code: "InvalidAction.NotFound" },
  });
  expect(emulator.requests().byAction).toEqual({ "alicloud:unknown": 1 });
});

describe("the official client", () => {
  test.each([
    ["ACS3", {}],
    ["V1", { v1: true }],
    ["ACS3 with a token", { keyId: "sts-key", secret: "sts-secret", token: "sts-token" }],
    ["V1 with a token", { keyId: "sts-key", secret: "sts-secret", token: "sts-token", v1: true }],
  ])("passes with %s", async (_name, options) => {
    expect(await sdkCaller(emulator.url, options)("DescribeInstances", { RegionId: REGION })).toMatchObject({
      ok: true,
    });
  });

  test.each([{}, { v1: true }])("is refused with a wrong secret (%j)", async (options) => {
    const call = sdkCaller(emulator.url, { ...options, secret: "other" });
    expect(await call("DescribeInstances", { RegionId: REGION })).toMatchObject({ code: "SignatureDoesNotMatch" });
  });
});

test("the request log counts refused requests and holds no secret, token or signature", async () => {
  emulator.clearRequests();
  const request = v1({ keyId: "sts-key", secret: "sts-secret", token: "wrong-token" });
  await send(request);
  const { total, log } = emulator.requests();
  expect(total).toBe(1);
  expect(log).toMatchObject([
    { cloud: "alicloud", action: "DescribeInstances", status: 400, code: "InvalidSecurityToken.MismatchWithAccessKey" },
  ]);
  const text = JSON.stringify(log);
  const signature = new URL(request.url).searchParams.get("Signature") ?? "";
  for (const secret of ["sts-secret", "wrong-token", signature]) expect(text).not.toContain(secret);
});

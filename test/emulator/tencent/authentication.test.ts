import { startClocked, type Clocked } from "./clocked";
import { send, signOld, signTc3, type SignedRequest, type SigningOptions } from "./signer";
import { groups, world } from "./world";

let cloud: Clocked;

beforeAll(async () => {
  cloud = await startClocked(world({ groups: groups("sg-a"), instances: [{ id: "ins-1", groups: ["sg-a"] }] }));
});
afterAll(() => cloud.close());
beforeEach(() => cloud.pass(60_000));

const read = { InstanceIds: ["ins-1"], Limit: 1 };

type Sign = (options?: SigningOptions, parameters?: Record<string, unknown>) => SignedRequest;
const tc3: Sign = (options, parameters = read) =>
  signTc3(cloud.url, "DescribeInstances", parameters, { time: cloud.now(), ...options });
const old =
  (signatureMethod?: string): Sign =>
  (options, parameters = read) =>
    signOld(cloud.url, "DescribeInstances", parameters, {
      time: cloud.now(),
      ...(signatureMethod !== undefined && { signatureMethod }),
      ...options,
    });

const minutes = (count: number): { time: number } => ({ time: cloud.now() + count * 60_000 });

describe.each([
  ["TC3", tc3],
  ["HmacSHA1", old()],
  ["HmacSHA256", old("HmacSHA256")],
])("with signature %s", (_name, sign) => {
  test.each(["GET", "POST"])("a rightly signed %s passes", async (method) => {
    expect(await send(sign({ method }))).toMatchObject({ status: 200, code: undefined, body: { TotalCount: 1 } });
  });

  test.each(["GET", "POST"])("a %s signs its host with the port or without", async (method) => {
    for (const host of ["127.0.0.1", new URL(cloud.url).host]) {
      expect(await send(sign({ method, host }))).toMatchObject({ code: undefined });
    }
    expect(await send(sign({ method, host: "cvm.tencentcloudapi.com" }))).toMatchObject({
      code: "AuthFailure.SignatureFailure",
    });
  });

  test("values with every kind of character pass", async () => {
    const filters = { Filters: [{ Name: "instance-name", Values: ["a b+c*d~e!'()/?&=%é雲"] }] };
    for (const method of ["GET", "POST"]) {
      expect(await send(sign({ method }, filters))).toMatchObject({ code: undefined, body: { TotalCount: 0 } });
    }
  });

  test.each([
    ["a wrong secret", { secret: "other" }, "AuthFailure.SignatureFailure"],
    ["an unknown id", { secretId: "nobody" }, "AuthFailure.SecretIdNotFound"],
    ["no token for an id that needs one", { secretId: "sts-id", secret: "sts-secret" }, "AuthFailure.TokenFailure"],
    ["a wrong token", { secretId: "sts-id", secret: "sts-secret", token: "other" }, "AuthFailure.TokenFailure"],
    ["a token for an id that has none", { token: "other" }, "AuthFailure.TokenFailure"],
    ["another version", { version: "2016-01-01" }, "NoSuchVersion"],
  ])("%s is refused", async (_what, options, code) => {
    expect(await send(sign(options))).toMatchObject({ status: 200, type: "application/json", code });
  });

  test.each([-6, 6])("a clock %d minutes off is refused", async (off) => {
    expect(await send(sign(minutes(off)))).toMatchObject({ code: "AuthFailure.SignatureExpire" });
  });

  test.each([-5, 5])("a clock %d minutes off passes", async (off) => {
    expect(await send(sign(minutes(off)))).toMatchObject({ code: undefined });
  });

  test("a temporary id passes with its token", async () => {
    const options = { secretId: "sts-id", secret: "sts-secret", token: "sts-token" };
    expect(await send(sign(options))).toMatchObject({ code: undefined });
  });

  test("the same request passes again: there is no nonce", async () => {
    const request = sign();
    for (let time = 0; time < 2; time += 1) expect(await send(request)).toMatchObject({ code: undefined });
  });

  test("a parameter changed on the way is refused", async () => {
    const { url, init } = sign({ method: "GET" });
    expect(await send({ url: url.replace("ins-1", "ins-2"), init })).toMatchObject({
      code: "AuthFailure.SignatureFailure",
    });
  });

  test("nothing of the request log tells a secret, a token or a signature", async () => {
    cloud.machine.requests.clear();
    const request = sign({ secretId: "sts-id", secret: "sts-secret", token: "wrong-token" });
    await send(request);
    const { log } = cloud.machine.requests.report();
    expect(log).toMatchObject([
      { cloud: "tencentcloud", action: "DescribeInstances", status: 200, code: "AuthFailure.TokenFailure" },
    ]);
    expect(JSON.stringify(log)).not.toMatch(/sts-secret|wrong-token|Signature=/);
  });
});

describe("TC3 as the SDKs have it", () => {
  test.each(["127", "cvm", "localhost:8080", "anything"])(
    "the service %s of the scope is taken as it is",
    async (service) => {
      expect(await send(tc3({ service }))).toMatchObject({ code: undefined });
    },
  );

  test("an operation of the other product does not exist in this one", async () => {
    expect(await send(tc3({ service: "vpc" }))).toMatchObject({ code: "InvalidAction" });
    const wrong = signTc3(cloud.url, "DescribeSecurityGroups", {}, { time: cloud.now(), service: "cvm" });
    expect(await send(wrong)).toMatchObject({ code: "InvalidAction" });
  });

  test("the date of the scope is that of the timestamp in UTC", async () => {
    const local = new Date(cloud.now() + 24 * 3_600_000).toISOString().slice(0, 10);
    expect(await send(tc3({ date: local }))).toMatchObject({ code: "AuthFailure.SignatureFailure" });
  });

  test("more headers than content type and host may be signed, not fewer", async () => {
    expect(await send(tc3({ signedHeaders: ["content-type", "host", "x-tc-timestamp"] }))).toMatchObject({
      code: undefined,
    });
    expect(await send(tc3({ signedHeaders: ["host"] }))).toMatchObject({ code: "AuthFailure.InvalidAuthorization" });
  });

  test("a content type in any case passes, signed as it is or in lower case", async () => {
    const contentType = "application/json; charset=UTF-8";
    const asSent = tc3({ contentType });
    expect(await send(asSent)).toMatchObject({ code: undefined });
    const lower = tc3({ contentType: contentType.toLowerCase() });
    const headers = { ...lower.init.headers, "content-type": contentType };
    expect(await send({ url: lower.url, init: { ...lower.init, headers } })).toMatchObject({ code: undefined });
  });

  test("a payload that says so is not signed", async () => {
    const { url, init } = tc3({ unsignedPayload: true });
    expect(await send({ url, init: { ...init, body: "{}" } })).toMatchObject({ code: undefined });
  });

  test("a body other than the signed one is refused, with the string to sign and no secret", async () => {
    const { url, init } = tc3();
    const answer = await send({ url, init: { ...init, body: "{}" } });
    expect(answer).toMatchObject({ code: "AuthFailure.SignatureFailure" });
    expect(JSON.stringify(answer.body)).toContain("TC3-HMAC-SHA256");
    expect(JSON.stringify(answer.body)).not.toContain("secret");
  });

  test.each([
    ["none", undefined],
    ["another algorithm", "TC4-HMAC-SHA256 Credential=id/2025-01-01/cvm/tc3_request, SignedHeaders=host, Signature=00"],
    ["no signature", "TC3-HMAC-SHA256 Credential=id/2025-01-01/cvm/tc3_request, SignedHeaders=content-type;host"],
    ["no scope", `TC3-HMAC-SHA256 Credential=id, SignedHeaders=content-type;host, Signature=${"0".repeat(64)}`],
    ["SKIP", "SKIP"],
  ])("an Authorization header that is no such thing is refused: %s", async (_what, authorization) => {
    const { url, init } = tc3();
    const headers = Object.fromEntries(Object.entries(init.headers).filter(([name]) => name !== "authorization"));
    if (authorization !== undefined) headers["authorization"] = authorization;
    expect(await send({ url, init: { ...init, headers } })).toMatchObject({
      code: "AuthFailure.InvalidAuthorization",
    });
  });

  test.each([
    ["", "MissingParameter"],
    ["yesterday", "InvalidParameter"],
    ["1", "AuthFailure.SignatureExpire"],
  ])("a timestamp %j is refused", async (timestamp, code) => {
    const { url, init } = tc3();
    const headers = { ...init.headers, "x-tc-timestamp": timestamp };
    expect(await send({ url, init: { ...init, headers } })).toMatchObject({ code });
  });
});

test("the older signature without its signature, or by another method, is refused", async () => {
  const { url, init } = old()();
  const unsigned = new URL(url);
  unsigned.searchParams.delete("Signature");
  const refused = { code: "AuthFailure.InvalidAuthorization" };
  expect(await send({ url: unsigned.href, init })).toMatchObject(refused);
  expect(await send(old("HmacMD5")())).toMatchObject(refused);
});

test("a signature is checked before anything is looked up", async () => {
  const wrong = { secret: "other", region: null };
  expect(await send(tc3(wrong, { InstanceIds: ["ins-none"], Nothing: 1 }))).toMatchObject({
    code: "AuthFailure.SignatureFailure",
  });
  expect(cloud.machine.requests.report().log.at(-1)).toMatchObject({ action: "DescribeInstances", targetIds: [] });
});

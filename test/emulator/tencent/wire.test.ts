import { startEmulator, type Emulator } from "../../../emulator";
import { flatten, send, signOld, signTc3 } from "./signer";
import { groups, world } from "./world";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({
    world: world({ groups: groups("sg-a"), instances: [{ id: "ins-1", groups: ["sg-a"] }] }),
  });
});
afterAll(() => emulator.close());

test("an answer is of type application/json, letter for letter", async () => {
  for (const secret of ["secret", "other"]) {
    const { url, init } = signTc3(emulator.url, "DescribeInstances", {}, { secret });
    const response = await fetch(url, init);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(Object.keys((await response.json()) as object)).toEqual(["Response"]);
  }
});

test("a request is logged with what it names, an unknown operation as such and without IDs", async () => {
  emulator.clearRequests();
  const named = {
    InstanceIds: ["ins-1"],
    Filters: [{ Name: "security-group-id", Values: ["sg-a"] }],
  };
  await send(signTc3(emulator.url, "DescribeInstances", named));
  await send(signTc3(emulator.url, "TerminateInstances", { InstanceIds: ["ins-1"] }));
  const { byAction, log } = emulator.requests();
  expect(byAction).toEqual({ "tencentcloud:DescribeInstances": 1, "tencentcloud:unknown": 1 });
  expect(log).toMatchObject([
    { status: 200, code: "InvalidParameter", targetIds: ["ins-1"], securityGroupIds: ["sg-a"] },
    { status: 200, code: "InvalidAction", targetIds: [] },
  ]);
});

test("requests of the older signature are Tencent's too", async () => {
  emulator.clearRequests();
  expect(await send(signOld(emulator.url, "DescribeInstances", { InstanceIds: ["ins-1"] }))).toMatchObject({
    body: { TotalCount: 1 },
  });
  expect(emulator.requests().byAction).toEqual({ "tencentcloud:DescribeInstances": 1 });
});

test("a form of the older signature may have a megabyte", async () => {
  const filters = { Filters: [{ Name: "instance-name", Values: ["x".repeat(1024 * 1024)] }] };
  expect(await send(signOld(emulator.url, "DescribeInstances", filters, { method: "POST" }))).toMatchObject({
    code: "RequestSizeLimitExceeded",
  });
  expect(await send(signTc3(emulator.url, "DescribeInstances", filters))).toMatchObject({ code: undefined });
});

test.each([
  ["names in a query that are no parameters", { "a.b.c.d.e.f": "1" }, "UnknownParameter"],
  ["a list that is a text", { InstanceIds: "ins-1" }, "InvalidParameter"],
  ["a number that is a word", { Limit: "many" }, "InvalidParameter"],
  ["a number that is too long", { Limit: "1".repeat(30) }, "InvalidParameter"],
])("%s are refused", async (_what, query, code) => {
  expect(await send(signOld(emulator.url, "DescribeInstances", query))).toMatchObject({ code });
});

test("places of a flattened list need not be in order, nor without gaps", async () => {
  const query = { ...flatten({ Limit: 1 }), "InstanceIds.10": "ins-2", "InstanceIds.9": "ins-1" };
  expect(await send(signOld(emulator.url, "DescribeInstances", query))).toMatchObject({ body: { TotalCount: 1 } });
});

test("deep or odd JSON is refused, and the emulator lives on", async () => {
  const deep = `{"InstanceIds":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
  for (const body of [deep, `{"constructor": {"Limit": 1}}`, `{"Filters": [null]}`, `null`, `"x"`, "1e999"]) {
    const answer = await send(signTc3(emulator.url, "DescribeInstances", {}, { body }));
    expect(answer).toMatchObject({ status: 200, type: "application/json" });
    expect(answer.code).toMatch(/^(InvalidParameter|UnknownParameter)$/);
  }
  expect(await send(signTc3(emulator.url, "DescribeInstances", {}))).toMatchObject({ code: undefined });
});

test("noise in the places of a request gets an answer in Tencent's envelope", async () => {
  const scope = "TC3-HMAC-SHA256 Credential=id/2025-01-01/cvm/tc3_request, SignedHeaders=content-type;host, Signature=";
  const noise = (seed: number): string =>
    Array.from({ length: 5 + seed }, (_, at) => String.fromCharCode(33 + ((seed * 7919 + at * 104_729) % 94))).join("");
  const places = [
    (text: string) => ({ headers: { authorization: `TC3-${text}`, "x-tc-action": text }, body: text }),
    (text: string) => ({ headers: { authorization: scope + text, "x-tc-action": "DescribeInstances" }, body: text }),
    (text: string) => ({ headers: { "x-tc-version": text, "x-tc-timestamp": text }, body: `{"${text}` }),
    (text: string) => ({
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `SecretId=${text}&Action=DescribeInstances&Version=2017-03-12&Timestamp=${text}&Signature=x&${text}`,
    }),
  ];
  for (let seed = 1; seed <= 100; seed += 1) {
    const place = places[seed % places.length]?.(noise(seed));
    const answer = await send({ url: `${emulator.url}/`, init: { method: "POST", headers: {}, ...place } });
    expect(answer.status).toBe(200);
    expect(answer.code).toMatch(/^(AuthFailure|InvalidAction|InvalidParameter|MissingParameter|NoSuchVersion)/);
  }
});

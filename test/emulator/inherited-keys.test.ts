/** Texts of a request that name what every object inherits are texts like any other. */
import { type Emulator, startEmulator } from "../../emulator";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({});
});
afterAll(() => emulator.close());

const inherited = ["constructor", "__proto__", "toString"];

test.each(inherited)("alicloud: a signed header %s that is not there is a wrong signature", async (name) => {
  const authorization = `ACS3-HMAC-SHA256 Credential=dummy-id,SignedHeaders=${name};host,Signature=${"0a".repeat(32)}`;
  const headers = { authorization, "x-acs-action": "DescribeInstances", "x-acs-version": "2014-05-26" };
  const response = await fetch(emulator.url, { method: "POST", headers });
  expect(response.status).toBeLessThan(500);
});

test.each(inherited)("tencentcloud: a signed header %s that is not there is a wrong signature", async (name) => {
  const scope = `${new Date().toISOString().slice(0, 10)}/cvm/tc3_request`;
  const signed = `SignedHeaders=content-type;host;${name}, Signature=${"0a".repeat(32)}`;
  const headers = {
    authorization: `TC3-HMAC-SHA256 Credential=dummy-id/${scope}, ${signed}`,
    "content-type": "application/json",
    "x-tc-action": "DescribeInstances",
    "x-tc-version": "2017-03-12",
    "x-tc-region": "ap-guangzhou",
    "x-tc-timestamp": String(Math.floor(Date.now() / 1000)),
  };
  const response = await fetch(emulator.url, { method: "POST", headers, body: "{}" });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    Response: { Error: { Code: expect.stringMatching(/^AuthFailure/) as string } },
  });
});

test.each(inherited)("an action %s is unknown, and has no rate", async (name) => {
  const headers = { "x-acs-action": name, "x-acs-version": "2014-05-26" };
  const response = await fetch(emulator.url, { method: "POST", headers });
  expect(response.status).toBeLessThan(500);
});

test.each(inherited)("the control API has no path %s", async (name) => {
  for (const path of [`/_emulator/${name}`, `/_emulator${name}`]) {
    const response = await fetch(`${emulator.url}${path}`);
    expect(response.status).toBeLessThan(500);
    expect(response.status).toBeGreaterThanOrEqual(400);
  }
});

test.each(inherited)("a fault with the code %s answers with it", async (code) => {
  for (const cloud of ["alicloud", "baiducloud"] as const) {
    emulator.setFaults([{ cloud, kind: "error", code }]);
    const headers: Record<string, string> =
      cloud === "alicloud" ? { "x-acs-action": "DescribeInstances", "x-acs-version": "2014-05-26" } : {};
    const response = await fetch(`${emulator.url}${cloud === "alicloud" ? "/" : "/v2/instance/i-1"}`, { headers });
    expect(response.status).toBeLessThan(500);
  }
});

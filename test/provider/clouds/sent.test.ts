/** What of a key goes over the wire: its ID and the session token, and never the secret. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import { registry } from "../../../provider/clouds/registry";
import { targetOf } from "../../../provider/model/membership";
import { dummy, secretsIn } from "../../e2e/secrets";

const secrets = { secret: dummy("Secret"), token: dummy("Token") };

test.each([
  {
    cloud: "alicloud",
    target: "i-1",
    env: {
      ALIBABA_CLOUD_ACCESS_KEY_ID: "key-id",
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: secrets.secret,
      ALIBABA_CLOUD_SECURITY_TOKEN: secrets.token,
    },
  },
  {
    cloud: "tencentcloud",
    target: "ins-1",
    env: {
      TENCENTCLOUD_SECRET_ID: "key-id",
      TENCENTCLOUD_SECRET_KEY: secrets.secret,
      TENCENTCLOUD_SECURITY_TOKEN: secrets.token,
    },
  },
  {
    cloud: "baiducloud",
    target: "i-1",
    env: { BCE_ACCESS_KEY_ID: "key-id", BCE_SECRET_ACCESS_KEY: secrets.secret, BCE_SESSION_TOKEN: secrets.token },
  },
] as const)("$cloud: the token is in a header, the secret is nowhere", async ({ cloud, target, env }) => {
  const sent: { url: string; headers: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      sent.push({ url: request.url ?? "", headers: request.rawHeaders.join("\n"), body });
      response.writeHead(400).end("{}");
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const settings = { config: () => undefined, env: { ...env, SECGROUP_ENDPOINT: url } };
    const port = registry[cloud]({ region: "a-1", profile: undefined }, settings);
    const call = { deadline: deadlineIn(10, systemClock) };
    await port.readTargets([targetOf(target)], call).catch(() => undefined);
    await port.join("sg-1", [targetOf(target)], call).catch(() => undefined);
  } finally {
    server.close();
    server.closeAllConnections();
  }
  expect(sent.length).toBeGreaterThanOrEqual(2);
  for (const { url: asked, headers, body } of sent) {
    expect(headers).toContain("key-id");
    expect(secretsIn(headers, secrets)).toEqual(["token"]);
    expect(secretsIn(asked + body, secrets)).toEqual([]);
  }
});

/**
 * Alibaba's SDK exchanges secrets for keys by itself, over connections whose certificates are not checked where
 * NODE_TLS_REJECT_UNAUTHORIZED is 0. Real processes, since Node takes that variable from the real environment, and a server
 * that nobody vouches for.
 */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { generate } from "selfsigned";

const run = promisify(execFile);
const secrets = ["oidc-token-6f1c", "key-secret-6f1c", "sso-token-6f1c", "refresh-token-6f1c"] as const;
const [oidcToken, keySecret, ssoToken, refreshToken] = secrets;
const key = { access_key_id: "key-id", access_key_secret: keySecret };
const role = { ram_role_arn: "acs:ram::1:role/x", ram_session_name: "x" };

/** The servers of single tests. */
const servers: { close(): unknown; closeAllConnections(): void }[] = [];
let stranger: Server;
let port: number;
let received: string[];
let home: string;

beforeAll(async () => {
  const { private: keyOfServer, cert } = await generate([{ name: "commonName", value: "stranger" }]);
  const server = createServer({ key: keyOfServer, cert }, (request, response) => {
    received.push(`${request.method} ${request.url}`);
    request.resume();
    response.writeHead(403, { "content-type": "application/json" });
    response.end('{"Code":"NoPermission","Message":"x"}');
  });
  stranger = server;
  await once(server.listen(0, "127.0.0.1"), "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  stranger.close();
  stranger.closeAllConnections();
});
beforeEach(() => {
  received = [];
  home = mkdtempSync(join(tmpdir(), "secgroup-exchange-"));
  mkdirSync(join(home, ".aliyun"));
  mkdirSync(join(home, ".alibabacloud"));
  writeFileSync(join(home, "token"), oidcToken);
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  rmSync(home, { recursive: true });
});

const profiles = (...all: object[]) =>
  writeFileSync(join(home, ".aliyun", "config.json"), JSON.stringify({ current: "x", profiles: all }));

interface Outcome {
  readonly name?: string;
  readonly message?: string;
}

/** Asks for a key, with the variable that turns checks of certificates off unless another value is given. */
async function ask(profile: string | undefined, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const given = {
    PATH: process.env["PATH"],
    HOME: home,
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
    NODE_TLS_REJECT_UNAUTHORIZED: "0",
    // A key that is found leads to our own error of this server's certificate.
    SECGROUP_ENDPOINT: `https://127.0.0.1:${port}`,
    ...env,
  };
  const asker = [join(__dirname, "asker.mjs"), "alicloud", "cn-hangzhou", "i-1"];
  const { stdout, stderr } = await run(process.execPath, profile === undefined ? asker : [...asker, profile], {
    env: given,
  });
  for (const secret of secrets) expect(stdout + stderr).not.toContain(secret);
  return JSON.parse(stdout) as Outcome;
}

/** Each way of the SDK to send a secret by https, the service that gets it, and the profile, if it is one's. */
const ways: Readonly<Record<string, () => { service: string; profile?: string; env?: Record<string, string> }>> = {
  "a profile that takes on a role": () => {
    profiles({ name: "x", mode: "RamRoleArn", ...key, ...role, sts_endpoint: `127.0.0.1:${port}` });
    return { service: "STS", profile: "x" };
  },
  "the current profile, which takes on a role": () => {
    profiles({ name: "x", mode: "RamRoleArn", ...key, ...role, sts_endpoint: `127.0.0.1:${port}` });
    return { service: "STS" };
  },
  "a profile that takes on a role by another profile": () => {
    profiles(
      { name: "x", mode: "ChainableRamRoleArn", source_profile: "y", ...role },
      { name: "y", mode: "AK", ...key },
    );
    return { service: "STS", profile: "x" };
  },
  "a profile with an OIDC token": () => {
    const oidc = { oidc_token_file: join(home, "token"), oidc_provider_arn: "arn" };
    profiles({ name: "x", mode: "OIDC", ...oidc, ...role });
    return { service: "STS", profile: "x" };
  },
  "the OIDC token of the environment": () => ({
    service: "STS",
    env: {
      ALIBABA_CLOUD_ROLE_ARN: role.ram_role_arn,
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "arn",
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: join(home, "token"),
      // The SDK makes sts.<region>.aliyuncs.com of it: the way to a server of this test.
      ALIBABA_CLOUD_STS_REGION: `x@127.0.0.1:${port}/?`,
    },
  }),
  "a section of the credentials file": () => {
    const lines = ["[default]", "type = ram_role_arn", "access_key_id = id", `access_key_secret = ${keySecret}`];
    const rest = ["role_arn = acs:ram::1:role/x", "role_session_name = x"];
    writeFileSync(join(home, ".alibabacloud", "credentials"), [...lines, ...rest].join("\n"));
    return { service: "STS" };
  },
  "a profile of CloudSSO": () => {
    profiles({
      ...{ name: "x", mode: "CloudSSO", cloud_sso_sign_in_url: `https://127.0.0.1:${port}`, access_token: ssoToken },
      ...{ cloud_sso_account_id: "1", cloud_sso_access_config: "ac", cloud_sso_access_token_expire: 4e9 },
    });
    return { service: "CloudSSO", profile: "x" };
  },
  "a profile of OAuth": () => {
    profiles({ name: "x", mode: "OAuth", oauth_site_type: "CN", oauth_refresh_token: refreshToken });
    return { service: "Alibaba's OAuth service", profile: "x" };
  },
  "a profile of a mode that nobody knows yet": () => {
    profiles({ name: "x", mode: "Telepathy", ...key });
    return { service: 'the service of the mode "Telepathy"', profile: "x" };
  },
  "the credentials URI": () => ({
    service: "the address in ALIBABA_CLOUD_CREDENTIALS_URI",
    env: { ALIBABA_CLOUD_CREDENTIALS_URI: `https://127.0.0.1:${port}/key` },
  }),
};

test.each(Object.entries(ways))("%s: nothing is sent to a server that is not checked", async (_way, prepare) => {
  const { service, profile, env } = prepare();
  expect(await ask(profile, env)).toMatchObject({
    name: "UsageError",
    message: expect.stringContaining(
      `NODE_TLS_REJECT_UNAUTHORIZED is 0, so the certificate of ${service} would not be checked`,
    ) as string,
  });
  expect(received).toEqual([]);
});

test("with the checks on, a stranger gets nothing either, and the error names STS and why", async () => {
  profiles({ name: "x", mode: "RamRoleArn", ...key, ...role, sts_endpoint: `127.0.0.1:${port}` });
  const { message } = await ask("x", { NODE_TLS_REJECT_UNAUTHORIZED: "1" });
  expect(message).toMatch(
    /^the profile "x" gave no credentials\. STS was asked for a key and gave none \([A-Z_]+\)\. Check it with: aliyun sts/,
  );
  expect(received).toEqual([]);
});

test("what STS refuses is told by its code, and nothing else of its answer", async () => {
  const { private: keyOfServer, cert } = await generate([{ name: "commonName", value: "sts" }], {
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  const sts = createServer({ key: keyOfServer, cert }, (request, response) => {
    request.resume();
    response.writeHead(403, { "content-type": "application/json" });
    response.end(`{"Code":"NoPermission","Message":"no, ${keySecret}","RequestId":"1"}`);
  });
  servers.push(sts);
  await once(sts.listen(0, "127.0.0.1"), "listening");
  writeFileSync(join(home, "authority.pem"), cert);
  const endpoint = `127.0.0.1:${(sts.address() as AddressInfo).port}`;
  profiles({ name: "x", mode: "RamRoleArn", ...key, ...role, sts_endpoint: endpoint });
  const env = { NODE_TLS_REJECT_UNAUTHORIZED: "", NODE_EXTRA_CA_CERTS: join(home, "authority.pem") };
  const { message } = await ask("x", env);
  expect(message).toContain("STS was asked for a key and gave none (NoPermission). Check it with");
});

test("a key that is there is used whatever the variable says: its connections are checked by us", async () => {
  profiles({ name: "x", mode: "AK", ...key }, { name: "r", mode: "RamRoleArn", ...key, ...role });
  const refused = `the connection to https://127.0.0.1:${port} was refused on this side, so nothing was sent`;
  expect((await ask("x")).message).toContain(refused);
  expect((await ask(undefined)).message).toContain(refused);
  const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: "id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: keySecret };
  expect((await ask(undefined, env)).message).toContain(refused);
});

test("an access token of CloudSSO is not sent by plain http, whatever the variable says", async () => {
  const asked: string[] = [];
  const plain = createPlainServer((request, response) => {
    asked.push(request.url ?? "");
    response.end("{}");
  });
  servers.push(plain);
  await once(plain.listen(0, "127.0.0.1"), "listening");
  profiles({
    ...{ name: "x", mode: "CloudSSO", access_token: ssoToken, cloud_sso_access_token_expire: 4e9 },
    ...{ cloud_sso_account_id: "1", cloud_sso_access_config: "ac" },
    cloud_sso_sign_in_url: `http://127.0.0.1:${(plain.address() as AddressInfo).port}`,
  });
  const { message } = await ask("x", { NODE_TLS_REJECT_UNAUTHORIZED: "" });
  expect(message).toContain('the profile "x" would send its access token to CloudSSO by plain http');
  expect(asked).toEqual([]);
});

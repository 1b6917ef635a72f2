import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(__dirname, "../..");
const run = promisify(execFile);

let home: string;
/** Refuses every call, so that none is tried again. */
let server: Server;
beforeAll(async () => {
  server = createServer((_request, response) => response.writeHead(400).end("{}"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  home = mkdtempSync(join(tmpdir(), "secgroup-loading-"));
  const files: readonly [folder: string, name: string, text: string][] = [
    [
      ".aliyun",
      "config.json",
      JSON.stringify({
        current: "default",
        profiles: [{ name: "default", mode: "AK", access_key_id: "dummy-id", access_key_secret: "dummy-secret" }],
      }),
    ],
    [".tencentcloud", "credentials", "[default]\nsecret_id = dummy-id\nsecret_key = dummy-secret\n"],
    [
      ".bce",
      "config.json",
      JSON.stringify({
        current: "default",
        profiles: [{ name: "default", access_key_id: "dummy-id", secret_access_key: "dummy-secret" }],
      }),
    ],
  ];
  for (const [folder, name, text] of files) {
    mkdirSync(join(home, folder));
    writeFileSync(join(home, folder, name), text);
  }
});
afterAll(() => {
  server.close();
  rmSync(home, { recursive: true, force: true });
});

/**
 * What a fresh process has loaded once it has asked the cloud for one membership. What is published (`dist`) is one file:
 * which folders of it come to life shows in the same sources compiled one by one (`build`).
 */
async function loadedFor(id: string, env: Readonly<Record<string, string>>, built: "dist" | "build") {
  const script = `
    const { SecurityGroupMembership } = require(${JSON.stringify(join(root, built, "provider/handler.js"))});
    SecurityGroupMembership.read(${JSON.stringify(id)}, {}).then(
      () => { throw new Error("somebody answered"); },
      (error) => console.log(JSON.stringify({ message: error.message, files: Object.keys(require.cache) })),
    );`;
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { stdout } = await run(process.execPath, ["-e", script], {
    env: { PATH: process.env["PATH"], HOME: home, USERPROFILE: home, SECGROUP_ENDPOINT: endpoint, ...env },
  });
  // Before it stands the notice of the endpoint.
  const { message, files } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as { message: string; files: string[] };
  expect(message).toContain("HTTP 400");
  const names = (pattern: RegExp): string[] => [
    ...new Set(files.flatMap((file) => pattern.exec(file.replaceAll("\\", "/"))?.[1] ?? [])),
  ];
  return {
    clouds: names(/\/build\/provider\/clouds\/(\w+)\//),
    packages: names(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\//),
    files,
  };
}

interface One {
  readonly id: string;
  readonly folder: string;
  readonly key: Readonly<Record<string, string>>;
  /** The packages of this cloud. */
  readonly sdk?: RegExp;
}
const clouds: readonly One[] = [
  {
    id: "alicloud/cn-hangzhou/sg-1/i-1",
    folder: "alibaba",
    key: { ALIBABA_CLOUD_ACCESS_KEY_ID: "dummy-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-secret" },
    sdk: /^@alicloud\//,
  },
  {
    id: "tencentcloud/ap-guangzhou/sg-1/ins-1",
    folder: "tencent",
    key: { TENCENTCLOUD_SECRET_ID: "dummy-id", TENCENTCLOUD_SECRET_KEY: "dummy-secret" },
    sdk: /^tencentcloud-sdk-/,
  },
  {
    id: "baiducloud/bj/g-1/i-1",
    folder: "baidu",
    key: { BCE_ACCESS_KEY_ID: "dummy-id", BCE_SECRET_ACCESS_KEY: "dummy-secret" },
  },
];
const anySdk = /^(@alicloud|@baiducloud)\/|^tencentcloud-sdk-/;

describe.each(clouds)("$folder", ({ id, folder, key, sdk }) => {
  test("a key that is given loads this cloud's folder, no SDK, and nothing for proxies", async () => {
    const loaded = await loadedFor(id, key, "build");
    expect(loaded.clouds).toEqual([folder]);
    expect(loaded.packages).toEqual(["zod"]);
    expect(loaded.files.filter((file) => file.endsWith("tunnel.js"))).toEqual([]);
  });

  test("a key that is given loads one file of what is published, and no package", async () => {
    const loaded = await loadedFor(id, key, "dist");
    expect(loaded.files).toEqual([join(root, "dist/provider/handler.js"), join(root, "package.json")]);
  });

  test.each(["dist", "build"] as const)("a key of a profile file loads no other cloud's SDK (%s)", async (built) => {
    const loaded = await loadedFor(id, {}, built);
    if (built === "build") expect(loaded.clouds).toEqual([folder]);
    const sdks = loaded.packages.filter((name) => anySdk.test(name));
    expect(sdks.filter((name) => !sdk?.test(name))).toEqual([]);
    expect(sdks.length > 0).toBe(sdk !== undefined);
  });
});

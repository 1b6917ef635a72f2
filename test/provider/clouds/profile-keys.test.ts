/** Keys in profile files: a line break at the end is dropped; what no key holds is told as a fault of the profile. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os, { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { registry } from "../../../provider/clouds/registry";
import { UsageError } from "../../../provider/model/errors";
import { type CloudName, cloudNames, targetOf } from "../../../provider/model/membership";
import { answersOf, impatient, Speaker } from "./speaker";

interface Parts {
  readonly id?: string;
  readonly secret?: string;
  readonly token?: string;
}

/** The file of each cloud's own tool, with one profile in it. */
const files: Readonly<Record<CloudName, (name: string, parts: Parts) => readonly [path: string, content: object]>> = {
  alicloud: (name, { id, secret, token }) => {
    const key = { access_key_id: id, access_key_secret: secret, sts_token: token };
    return [".aliyun/config.json", { current: name, profiles: [{ name, mode: token ? "StsToken" : "AK", ...key }] }];
  },
  tencentcloud: (name, { id, secret, token }) => [
    `.tccli/${name}.credential`,
    { secretId: id, secretKey: secret, token },
  ],
  baiducloud: (name, { id, secret, token }) => {
    const key = { access_key_id: id, secret_access_key: secret, security_token: token };
    return [".bce/config.json", { current: name, profiles: [{ name, mode: token ? "StsToken" : "AK", ...key }] }];
  },
};

let home: string;
let speaker: Speaker;
const { HOME: homeBefore } = process.env;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "secgroup-keys-"));
  jest.spyOn(os, "homedir").mockReturnValue(home);
  process.env["HOME"] = home;
  speaker = new Speaker();
  await speaker.open();
});
afterEach(() => {
  speaker.close();
  jest.restoreAllMocks();
  process.env["HOME"] = homeBefore;
  rmSync(home, { recursive: true });
});

describe.each(cloudNames)("%s", (name) => {
  const { ids, instances } = answersOf[name];
  const read = (parts: Parts) => {
    const [path, content] = files[name]("staging", { id: "dummy-id", secret: "dummy-secret", ...parts });
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), JSON.stringify(content));
    speaker.answer = () => ({ body: instances([{ id: ids.instance, groups: [ids.group] }]) });
    const env = { HOME: home, USERPROFILE: home, SECGROUP_ENDPOINT: speaker.url };
    const cloud = registry[name]({ region: "region-1", profile: "staging" }, { config: () => undefined, env });
    return cloud.readTargets([targetOf(ids.instance)], impatient);
  };

  test.each<[string, Parts]>([
    ["ID", { id: "dummy-id\n" }],
    ["secret", { secret: "dummy-secret\r\n" }],
    ["token", { token: "dummy-token\n" }],
  ])("a line break at the end of the %s is dropped", async (_part, parts) => {
    expect([...(await read(parts)).keys()]).toEqual([ids.instance]);
    expect(speaker.heard[0]?.headers.authorization).toContain("dummy-id");
  });

  test.each<[string, string, Parts]>([
    ["ID", "the access key ID", { id: "dummy\nid" }],
    ["secret", "the secret key", { secret: "dummy\nvalue" }],
    ["token", "the session token", { token: "dummy\nvalue" }],
    ["ID that is not ASCII", "the access key ID", { id: "dummy-ïd" }],
  ])("a line break in the %s is told as the profile's, and not repeated", async (_part, what, parts) => {
    const error: unknown = await read(parts).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(UsageError);
    const { message } = error as UsageError;
    expect(message).toMatch(new RegExp(`^${what} of the profile "staging" in ~/\\.\\S+ holds spaces or line breaks,`));
    expect(message).not.toMatch(/dummy|endpoint/);
    expect(speaker.heard).toEqual([]);
  });
});

/**
 * No secret is left anywhere: a life of the three clouds' memberships, with a distinctive dummy in every place where a secret
 * can stand, with session tokens, a proxy's password and a passphrase, refused calls and a cloud that cannot be reached. The
 * dummies are looked for, raw, percent-encoded, in hex and in base64, in what the engine prints and logs at its most talkative,
 * in the state, its backups and history, in the project and in temporary files while a run lasts.
 *
 * What the engine itself writes of the stack's configuration is told apart: it is named here, and in docs/security.md.
 */
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { planOf } from "../../cli/report/plan";
import { readDocument } from "../../cli/report/document";
import { render } from "../../cli/report/render";
import { DEFAULT_WORLD, type Emulator, startEmulator, type WorldInput } from "../../emulator";
import { dummy, filesBelow, formsOf, secretsIn } from "./secrets";
import { Stack } from "./stack";

const keys = {
  alicloud: { id: "key-id-a", secret: dummy("AlibabaSecret"), token: dummy("AlibabaToken") },
  tencentcloud: { id: "key-id-t", secret: dummy("TencentSecret"), token: dummy("TencentToken") },
  baiducloud: { id: "key-id-b", secret: dummy("BaiduSecret"), token: dummy("BaiduToken") },
};
const cloudSecrets = Object.fromEntries(
  Object.entries(keys).flatMap(([cloud, { secret, token }]) => [
    [`secret of ${cloud}`, secret],
    [`token of ${cloud}`, token],
  ]),
);
const proxyPassword = dummy("ProxyPassword");
const passphrase = dummy("Passphrase");
const secrets = { ...cloudSecrets, "the proxy's password": proxyPassword, "the passphrase": passphrase };

const names = {
  environment: {
    alicloud: ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_SECURITY_TOKEN"],
    tencentcloud: ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_SECURITY_TOKEN"],
    baiducloud: ["BCE_ACCESS_KEY_ID", "BCE_SECRET_ACCESS_KEY", "BCE_SESSION_TOKEN"],
  },
  configuration: {
    alicloud: ["alicloud:accessKey", "alicloud:secretKey", "alicloud:securityToken"],
    tencentcloud: ["tencentcloud:secretId", "tencentcloud:secretKey", "tencentcloud:securityToken"],
    baiducloud: ["baiducloud:accessKey", "baiducloud:secretKey", "baiducloud:securityToken"],
  },
} as const;

interface Named {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** Every key by the names of a place. */
function named(place: keyof typeof names): Named[] {
  return (["alicloud", "tencentcloud", "baiducloud"] as const).flatMap((cloud) => {
    const [id, secret, token] = names[place][cloud];
    return [
      { name: id, value: keys[cloud].id, isSecret: false },
      { name: secret, value: keys[cloud].secret, isSecret: true },
      { name: token, value: keys[cloud].token, isSecret: true },
    ];
  });
}

/** A world whose clouds know these keys, or the same IDs with other secrets. */
function worldWith(known: "keys" | "others"): WorldInput {
  const cloud = (name: keyof typeof keys) => ({
    ...DEFAULT_WORLD[name],
    credentials: [known === "keys" ? keys[name] : { id: keys[name].id, secret: "another", token: keys[name].token }],
  });
  return { alicloud: cloud("alicloud"), tencentcloud: cloud("tencentcloud"), baiducloud: cloud("baiducloud") };
}

function programOf(given: { profile?: string; more?: boolean }): string {
  const rest = given.profile === undefined ? "" : `, profile: "${given.profile}"`;
  const member = (name: string, cloud: string, region: string, group: string, target: string) =>
    `new M("${name}", { cloud: "${cloud}", region: "${region}", securityGroupId: "${group}", instanceId: "${target}"${rest} });`;
  const of = (group: string) => [
    member(`alibaba-${group}`, "alicloud", "cn-hangzhou", `sg-${group}`, "i-web1"),
    member(`tencent-${group}`, "tencentcloud", "ap-guangzhou", `sg-${group}`, "ins-web1"),
    member(`baidu-${group}`, "baiducloud", "bj", `g-${group}`, "i-web1"),
  ];
  return [...of("web"), ...(given.more ? of("monitoring") : [])].join("\n");
}

let emulator: Emulator;
let stack: Stack;
let home: string;

beforeEach(async () => {
  emulator = await startEmulator({ world: worldWith("keys") });
  stack = await Stack.create({
    SECGROUP_ENDPOINT: emulator.url,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    https_proxy: `http://user:${encodeURIComponent(proxyPassword)}@127.0.0.1:9`,
    // The SDK's own connection to the engine would go through the proxy.
    no_grpc_proxy: "127.0.0.1,localhost",
  });
  home = stack.path("../home-of-user");
  mkdirSync(home);
}, 60_000);
afterEach(async () => {
  await stack.close();
  await emulator.close();
});

/** Everything that a user and the engine leave of a run, but the files that are there because they hold secrets. */
function leftIn(folder: string, except: readonly string[]): Record<string, readonly string[]> {
  const found = [...filesBelow(folder, except)].map(([path, text]) => [
    path.slice(folder.length),
    secretsIn(text, secrets),
  ]);
  return Object.fromEntries(found.filter(([, which]) => which?.length)) as Record<string, readonly string[]>;
}

interface Life {
  readonly env?: Readonly<Record<string, string>>;
  readonly profile?: string;
  /** The engine's own log, at its most talkative. */
  readonly log: boolean;
  /** Files that hold the secrets for us. */
  readonly except?: readonly string[];
  /** What of a run's text is the engine's own word on the configuration. */
  readonly withoutEngines?: (text: string) => string;
}

/** Preview, up, drift, refresh, refused calls, a cloud that cannot be reached, destroy; the dummies are looked for in each. */
async function live({ env = {}, profile, log, except = [], withoutEngines = (text) => text }: Life): Promise<void> {
  const scratch = stack.path("..");
  const temporary = join(scratch, "tmp");
  const given = profile === undefined ? {} : { profile };
  const step = async (
    what: string,
    args: readonly string[],
    code: "well" | "fails",
    more: Record<string, string> = {},
  ) => {
    const during: Record<string, readonly string[]> = {};
    const ended = await stack.run([...args, ...(log ? ["-v=9", "--logtostderr"] : [])], {
      env: { HOME: home, ...env, ...more },
      onText: () => Object.assign(during, leftIn(temporary, except)),
    });
    if ((ended.code === 0) !== (code === "well")) throw new Error(`${what} ended with ${ended.code}:\n${ended.text}`);
    expect([what, secretsIn(withoutEngines(ended.text), secrets)]).toEqual([what, []]);
    expect([what, during]).toEqual([what, {}]);
    expect([what, leftIn(scratch, except)]).toEqual([what, {}]);
    return ended;
  };
  const yes = ["--yes", "--skip-preview"];

  stack.program(programOf(given));
  await step("preview", ["preview"], "well");
  await step("up", ["up", ...yes], "well");
  emulator.setGroups({ cloud: "alicloud", region: "cn-hangzhou", targetId: "i-web1", groups: ["sg-base"] });
  const json = await stack.run(["preview", "--json"], { env: { HOME: home, ...env } });
  const document = readDocument(json.output);
  if ("problem" in document) throw new Error(document.problem);
  expect(secretsIn(render(planOf(document), "report"), secrets)).toEqual([]);
  await step("refresh", ["refresh", ...yes], "well");
  await step("up after drift", ["up", ...yes], "well");

  // The secrets are others now: the clouds refuse the signatures, and quote what was signed.
  emulator.replaceWorld(worldWith("others"));
  stack.program(programOf({ ...given, more: true }));
  const refused = await step("refused", ["up", ...yes, "--continue-on-error"], "fails");
  expect(refused.text).toContain("SignatureDoesNotMatch");
  expect(refused.text).toContain("AuthFailure.SignatureFailure");
  await step("refused refresh", ["refresh", ...yes], "fails");

  // By https, through the proxy, where nobody is.
  const elsewhere = { SECGROUP_ENDPOINT: "https://cloud.invalid" };
  stack.program(programOf({ ...given, more: true }).replaceAll(" });", ", timeoutSeconds: 1 });"));
  const unreachable = await step("unreachable", ["up", ...yes], "fails", elsewhere);
  expect(unreachable.text).toContain("the proxy 127.0.0.1:9 to https://cloud.invalid could not be reached");

  emulator.replaceWorld(worldWith("keys"));
  await step("destroy", ["destroy", ...yes], "well");
}

test("every form of a dummy is found, also inside of other text", () => {
  const secret = keys.alicloud.secret;
  for (const form of formsOf(secret)) expect(secretsIn(`a${form}b`, secrets)).toEqual(["secret of alicloud"]);
  for (const before of ["", "a", "ab", "abc"]) {
    const encoded = Buffer.from(`${before}${secret} and more`).toString("base64");
    expect(secretsIn(encoded, secrets)).toEqual(["secret of alicloud"]);
  }
  expect(
    secretsIn(
      Object.values(keys)
        .map(({ id }) => id)
        .join(),
      secrets,
    ),
  ).toEqual([]);
});

test("keys of the environment", async () => {
  const env = Object.fromEntries(named("environment").map(({ name, value }) => [name, value]));
  await live({ env, log: true });
}, 300_000);

test("keys of the clouds' own profile files", async () => {
  const { alicloud, tencentcloud, baiducloud } = keys;
  const files = {
    ".aliyun/config.json": {
      current: "default",
      profiles: [
        {
          ...{ name: "team", mode: "StsToken", sts_token: alicloud.token },
          ...{ access_key_id: alicloud.id, access_key_secret: alicloud.secret },
        },
      ],
    },
    ".tccli/team.credential": { secretId: tencentcloud.id, secretKey: tencentcloud.secret, token: tencentcloud.token },
    ".bce/config.json": {
      profiles: [
        {
          ...{ name: "team", mode: "StsToken", security_token: baiducloud.token },
          ...{ access_key_id: baiducloud.id, secret_access_key: baiducloud.secret },
        },
      ],
    },
  };
  const paths = Object.entries(files).map(([file, content]) => {
    const path = join(home, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(content));
    return path;
  });
  await live({ profile: "team", log: true, except: paths });
}, 300_000);

const setConfig = async (secret: boolean) => {
  for (const { name, value, isSecret } of named("configuration")) {
    const flags = isSecret ? [secret ? "--secret" : "--plaintext"] : [];
    const args = ["config", "set", ...flags, name, "--", value];
    await promisify(execFile)("pulumi", args, { cwd: stack.path("."), env: stack.env });
  }
};

test("keys of the configuration that were set with --secret: only the engine's log at -v=9 holds them", async () => {
  await setConfig(true);
  // The engine logs each value that it configures the provider process with, and each that it tells of the stack's state.
  const calls = [
    "Provider\\[\\w+\\]\\.Configure\\(\\)\\.inputs",
    "ResourceMonitor\\.Invoke\\(pulumi:pulumi:readStackResourceOutputs\\)",
  ];
  const configured = new RegExp(`\\{"time":[^\\n]*RPC\\[(?:${calls.join("|")})\\][^\\n]*`, "g");
  await live({ log: true, withoutEngines: (text) => text.replace(configured, "") });
}, 300_000);

test("keys of the configuration in plain text: only the engine's own files hold them, and a warning is shown", async () => {
  await setConfig(false);
  const state = stack.path("../state/.pulumi");
  const engines = [stack.path("Pulumi.dev.yaml"), ...["stacks", "history", "backups"].map((name) => join(state, name))];
  await live({ log: false, except: engines });
  stack.program(programOf({}));
  const { text } = await stack.up();
  expect(text).toContain("alicloud:secretKey is in the configuration as plain text");
  expect(stack.memberships()).toHaveLength(3);
  expect(secretsIn(JSON.stringify(stack.memberships()), secrets)).toEqual([]);
  // The state holds them where docs/security.md says it does.
  expect(secretsIn(stack.stateText(), secrets)).toEqual(Object.keys(cloudSecrets));
  // Set again as secrets, they are in the state no longer, and in the history for ever: they have to be rotated.
  await setConfig(true);
  expect(await stack.up()).toMatchObject({ code: 0 });
  expect(secretsIn(stack.stateText(), secrets)).toEqual([]);
  expect(Object.keys(leftIn(state, []))).toContainEqual(expect.stringMatching(/^\/history\//));
}, 300_000);

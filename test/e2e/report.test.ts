import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readDocument } from "../../cli/report/document";
import { planOf } from "../../cli/report/plan";
import { render } from "../../cli/report/render";
import { startEmulator, type Emulator } from "../../emulator";
import { credentialsOf } from "../../tools/stage.cjs";
import { Stack } from "./stack";

/**
 * What the engine prints for previews of every kind, and the report of it. The documents are kept in test/fixtures/previews,
 * where the unit tests read them: SECGROUP_RECORD=1 writes them anew, and their reports.
 */
const root = join(__dirname, "../..");
const folder = join(root, "test/fixtures/previews");
const records = process.env["SECGROUP_RECORD"] === "1";

const key = { id: "dummy-id", secret: "dummy-secret" };
const credentials = [key];
const world = {
  alicloud: {
    credentials,
    regions: {
      "cn-hangzhou": {
        securityGroups: [
          ...["sg-base", "sg-web", "sg-db", "sg-jobs", "sg-logs", "sg-mail"].map((id) => ({ id })),
          { id: "sg-other-vpc", vpcId: "vpc-other" },
        ],
        instances: [
          ...["i-1", "i-2", "i-3", "i-4"].map((id) => ({ id, groups: ["sg-base"] })),
          { id: "i-locked", groups: ["sg-base"], locked: true },
        ],
      },
    },
  },
  tencentcloud: {
    credentials,
    regions: {
      "ap-guangzhou": {
        securityGroups: [{ id: "sg-base" }, { id: "sg-web" }],
        instances: [{ id: "ins-1", groups: ["sg-base"] }],
      },
    },
  },
  baiducloud: {
    credentials,
    regions: {
      bj: { securityGroups: [{ id: "g-base" }, { id: "g-web" }], instances: [{ id: "i-b", groups: ["g-base"] }] },
    },
  },
};
const env = credentialsOf(key);

const prelude = `
const pulumi = require("@pulumi/pulumi");
const alibaba = (name, securityGroupId, instanceId, args, options) =>
  new M(name, { cloud: "alicloud", region: "cn-hangzhou", securityGroupId, instanceId, ...args }, options);
const tencent = (name, securityGroupId, instanceId) =>
  new M(name, { cloud: "tencentcloud", region: "ap-guangzhou", securityGroupId, instanceId });
const baidu = (name, securityGroupId, instanceId) =>
  new M(name, { cloud: "baiducloud", region: "bj", securityGroupId, instanceId });
class Thing extends pulumi.dynamic.Resource {
  constructor(name, value) {
    const create = async (inputs) => ({ id: name, outs: inputs });
    super({ create, update: async (_id, _olds, news) => ({ outs: news }) }, name, { value, made: undefined });
  }
}
`;
/** What the stack has. */
const before = `
alibaba("stays", "sg-web", "i-1");
alibaba("hidden", pulumi.secret("sg-mail"), "i-1");
alibaba("drifted", "sg-db", "i-1");
alibaba("drifted-and-slower", "sg-jobs", "i-1");
alibaba("moves", "sg-web", "i-2");
alibaba("leaves", "sg-db", "i-2");
alibaba("let-go", "sg-jobs", "i-2", {}, { retainOnDelete: true });
alibaba("old-name", "sg-logs", "i-2");
alibaba("swaps", "sg-web", "i-3");
alibaba("swaps-too", "sg-db", "i-3");
alibaba("slower", "sg-jobs", "i-3");
alibaba("drifted-and-left", "sg-logs", "i-3");
baidu("baidu-leaves", "g-web", "i-b");
new Thing("stays-thing", "a");
new Thing("changes-thing", "a");
new Thing("leaves-thing", "a");
`;
const after = `
alibaba("stays", "sg-web", "i-1");
alibaba("hidden", pulumi.secret("sg-mail"), "i-1");
alibaba("drifted", "sg-db", "i-1");
alibaba("drifted-and-slower", "sg-jobs", "i-1", { timeoutSeconds: 600 });
alibaba("moves", "sg-mail", "i-2");
alibaba("new-name", "sg-logs", "i-2");
alibaba("swaps", "sg-db", "i-3");
alibaba("swaps-too", "sg-web", "i-3");
alibaba("slower", "sg-jobs", "i-3", { timeoutSeconds: 600 });
alibaba("joins", "sg-web", "i-4");
alibaba("joins-hidden", pulumi.secret("sg-mail"), "i-4");
alibaba("joins-unknown", new Thing("group", "a").made, "i-4");
alibaba("by|@somebody <b>\`1\`</b>", "sg-db", "i-4");
tencent("tencent-joins", "sg-web", "ins-1");
M.get("looked-up", "alicloud/cn-hangzhou/sg-base/i-1");
new Thing("stays-thing", "a");
new Thing("changes-thing", "b");
pulumi.log.warn("See https://example.com/#1, @somebody");
`;
const refused = `
alibaba("locked", "sg-web", "i-locked");
alibaba("other-vpc", "sg-other-vpc", "i-4");
alibaba("no-instance", pulumi.secret("sg-jobs"), "i-none");
tencent("no-group", "sg-none", "ins-1");
`;

let emulator: Emulator;
let stack: Stack;
beforeAll(async () => {
  emulator = await startEmulator({ world });
  stack = await Stack.create({ ...env, SECGROUP_ENDPOINT: emulator.url });
  stack.program(prelude + before);
  expect(await stack.up()).toMatchObject({ code: 0 });
}, 120_000);
afterAll(async () => {
  await emulator.close();
  await stack.close();
});

/** The groups of the instances of which some are removed by hand, as the stack left them and after that. */
const groupsOf: Readonly<Record<Case["cloud"], Readonly<Record<string, readonly string[]>>>> = {
  undisturbed: {
    "i-1": ["sg-base", "sg-web", "sg-mail", "sg-db", "sg-jobs"],
    "i-3": ["sg-base", "sg-web", "sg-db", "sg-jobs", "sg-logs"],
  },
  drifted: {
    "i-1": ["sg-base", "sg-web", "sg-mail"],
    "i-3": ["sg-base", "sg-web", "sg-db", "sg-jobs"],
  },
};

/** What the engine prints, without what is different each time, or only here. */
function scrubbed(output: string): string {
  const document = JSON.parse(output, (key, value: unknown) => {
    if (["stackTrace", "sourcePosition", "created", "modified"].includes(key)) return undefined;
    if (key === "duration") return 1;
    return value;
  }) as unknown;
  return `${JSON.stringify(document, null, 2)}\n`
    .replaceAll(stack.path("."), "/project")
    .replaceAll(root, "/clone")
    .replaceAll(emulator.url, "http://127.0.0.1:4577")
    .replace(/request [0-9A-Fa-f-]{36}/g, "request 00000000-0000-0000-0000-000000000000")
    .replace(/(default::)[0-9a-f-]{36}/g, "$1provider");
}

interface Case {
  readonly name: string;
  readonly cloud: "undisturbed" | "drifted";
  readonly program: string;
  readonly args: readonly string[];
  readonly wrongKey?: boolean;
  readonly code: number;
}

const cases: readonly Case[] = [
  { name: "unchanged", cloud: "undisturbed", program: before, args: [], code: 0 },
  { name: "everything", cloud: "drifted", program: after + refused, args: ["--show-sames"], code: 1 },
  { name: "everything-refreshed", cloud: "drifted", program: after + refused, args: ["--refresh"], code: 1 },
  { name: "changes", cloud: "drifted", program: after, args: ["--show-replacement-steps"], code: 0 },
  { name: "changes-refreshed", cloud: "drifted", program: after, args: ["--show-sames", "--refresh"], code: 0 },
  { name: "drift", cloud: "drifted", program: before, args: ["--refresh", "--expect-no-changes"], code: 7 },
  { name: "no-credentials", cloud: "drifted", program: before, args: ["--refresh"], wrongKey: true, code: 1 },
  { name: "misspelled", cloud: "drifted", program: `alibaba("stays", "sg web", "i-1");`, args: [], code: 1 },
];

describe.each(cases)("the report of $name", ({ name, cloud, program, args, wrongKey, code }) => {
  beforeEach(() => {
    for (const [targetId, groups] of Object.entries(groupsOf[cloud])) {
      emulator.setGroups({ cloud: "alicloud", region: "cn-hangzhou", targetId, groups });
    }
  });

  test("is as it is kept", async () => {
    stack.program(prelude + program);
    const key: Record<string, string> = wrongKey
      ? { ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong", BCE_SECRET_ACCESS_KEY: "wrong" }
      : {};
    const ended = await stack.run(["preview", "--json", ...args], { env: key });
    expect(ended).toMatchObject({ code });

    const text = scrubbed(ended.output);
    const document = readDocument(text);
    if ("problem" in document) throw new Error(document.problem);
    const report = render(planOf(document), name);
    if (records) {
      writeFileSync(join(folder, `${name}.json`), text);
      writeFileSync(join(folder, `${name}.md`), report);
    }
    expect(report).toBe(readFileSync(join(folder, `${name}.md`), "utf8"));
  }, 60_000);
});

test("the command reads standard input, and loads neither the emulator nor what the provider needs", () => {
  const script = `
    const { run } = require(${JSON.stringify(join(root, "build/cli/command.js"))});
    run(["report", "-"]).then((code) => {
      console.log(JSON.stringify(Object.keys(require.cache)));
      process.exitCode = code;
    });`;
  const { stdout, status } = spawnSync(process.execPath, ["-e", script], {
    input: readFileSync(join(folder, "unchanged.json")),
    encoding: "utf8",
  });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^\*\*Security-group memberships\*\*: no changes\./);
  expect(stdout).not.toMatch(/build\/emulator|provider\/clouds|node_modules\/(?!zod)/);
});

import { readFileSync } from "node:fs";
import { type Emulator, startEmulator } from "../../emulator";
import { readDocument } from "../../cli/report/document";
import { planOf } from "../../cli/report/plan";
import { render } from "../../cli/report/render";
import { credentialsOf } from "../../tools/stage.cjs";
import { Stack } from "./stack";

jest.setTimeout(180_000);

/** What cannot be asked, or is answered for one ID only, does not make a preview green. */

const key = { id: "dummy-id", secret: "dummy-secret" };
const credentials = [key];
const world = {
  alicloud: {
    credentials,
    regions: {
      "cn-hangzhou": {
        securityGroups: [{ id: "sg-0" }, { id: "sg-1" }, { id: "sg-2" }, { id: "sg-other-vpc", vpcId: "vpc-other" }],
        instances: [{ id: "i-1", groups: ["sg-0", "sg-1"] }],
        networkInterfaces: [{ id: "eni-1", instanceId: "i-1", groups: ["sg-1"] }],
      },
    },
  },
  tencentcloud: {
    credentials,
    regions: {
      "ap-guangzhou": {
        securityGroups: [{ id: "sg-0" }, { id: "sg-a" }],
        instances: [{ id: "ins-1", groups: ["sg-0"] }],
        networkInterfaces: [{ id: "eni-1", instanceId: "ins-1", groups: [] }],
      },
    },
  },
  baiducloud: {
    credentials,
    regions: {
      bj: {
        securityGroups: [{ id: "g-a" }, { id: "g-b" }],
        instances: [{ id: "i-b", groups: ["g-a"] }],
        networkInterfaces: [{ id: "eni-b", instanceId: "i-b", groups: ["g-a"] }],
      },
    },
  },
};
const places = {
  alicloud: "cn-hangzhou",
  tencentcloud: "ap-guangzhou",
  baiducloud: "bj",
} as const;

let emulator: Emulator;
let stack: Stack;
beforeAll(async () => {
  emulator = await startEmulator({ world });
  stack = await Stack.create({ ...credentialsOf(key), SECGROUP_ENDPOINT: emulator.url });
});
afterAll(async () => {
  await emulator.close();
  await stack.close();
});

/** Memberships by name: the cloud, the group and the target. */
type Table = Readonly<Record<string, readonly [cloud: keyof typeof places, group: string, target: string]>>;

function declare(table: Table): void {
  stack.program(
    Object.entries(table)
      .map(([name, entry]) => `new M(${JSON.stringify(name)}, ${JSON.stringify(argsOf(entry))});`)
      .join("\n"),
  );
}

function argsOf(entry: Table[string] | undefined): object {
  if (!entry) throw new Error("there is no such membership");
  const [cloud, securityGroupId, id] = entry;
  const target = id.startsWith("eni-") ? { networkInterfaceId: id } : { instanceId: id };
  return { cloud, region: places[cloud], securityGroupId, ...target };
}

const readProgram = () => readFileSync(stack.path("index.js"), "utf8");

const errorOf = (text: string, name: string) => new RegExp(`\\(${name}\\):\\n\\s+error: (.*)\\n`).exec(text)?.[1];

describe("an ID that the cloud does not take refuses its own membership, and the others are asked for", () => {
  test.each<[string, Table, readonly string[]]>([
    [
      "instances of Tencent Cloud",
      {
        good: ["tencentcloud", "sg-a", "ins-1"],
        gone: ["tencentcloud", "sg-a", "ins-gone"],
        malformed: ["tencentcloud", "sg-a", "server-1"],
      },
      ["gone", "malformed"],
    ],
    [
      "a network interface and a group of Tencent Cloud",
      {
        good: ["tencentcloud", "sg-a", "eni-1"],
        gone: ["tencentcloud", "sg-a", "ins-gone"],
        malformed: ["tencentcloud", "sg-a", "eni-_"],
        "malformed-group": ["tencentcloud", "group", "ins-1"],
      },
      ["gone", "malformed", "malformed-group"],
    ],
    [
      "instances of Alibaba Cloud",
      {
        good: ["alicloud", "sg-2", "i-1"],
        gone: ["alicloud", "sg-2", "i-gone"],
        malformed: ["alicloud", "sg-2", "server-1"],
      },
      ["gone", "malformed"],
    ],
    [
      "a network interface and a group of Alibaba Cloud",
      {
        good: ["alicloud", "sg-2", "eni-1"],
        gone: ["alicloud", "sg-2", "i-gone"],
        malformed: ["alicloud", "sg-2", "eni-_"],
        "malformed-group": ["alicloud", "group", "i-1"],
      },
      ["gone", "malformed", "malformed-group"],
    ],
    [
      "instances of Baidu AI Cloud",
      {
        good: ["baiducloud", "g-b", "i-b"],
        gone: ["baiducloud", "g-b", "i-gone"],
        malformed: ["baiducloud", "g-b", "server-1"],
      },
      ["gone", "malformed"],
    ],
    [
      "a network interface and a group of Baidu AI Cloud",
      {
        good: ["baiducloud", "g-b", "eni-b"],
        gone: ["baiducloud", "g-b", "i-gone"],
        malformed: ["baiducloud", "g-b", "eni-_"],
        "malformed-group": ["baiducloud", "group", "i-b"],
      },
      ["gone", "malformed", "malformed-group"],
    ],
  ])("%s", async (_what, table, refused) => {
    declare(table);
    const { code, text } = await stack.preview();
    expect(text).not.toContain("could not be asked");
    for (const name of Object.keys(table)) {
      const [, group, target] = table[name] ?? [];
      if (refused.includes(name))
        expect(errorOf(text, name)).toMatch(new RegExp(`${target} to security group ${group}: .+`));
      else expect(errorOf(text, name)).toBeUndefined();
    }
    expect(code).not.toBe(0);
  });
});

/** The report of the same preview. */
async function reportOf(...args: string[]): Promise<string> {
  const { output } = await stack.preview("--json", ...args);
  const document = readDocument(output);
  if ("problem" in document) throw new Error(document.problem);
  return render(planOf(document), "Report");
}

const setGroups = (groups: readonly string[]) =>
  emulator.setGroups({ cloud: "alicloud", region: "cn-hangzhou", targetId: "i-1", groups });

test("an ID of another cloud's form is refused without a question", async () => {
  declare({ foreign: ["tencentcloud", "sg-a", "i-1"] });
  emulator.clearRequests();
  const { code, text } = await stack.preview();
  expect(code).not.toBe(0);
  expect(text).toContain('given "i-1", which has the form of an instance ID of alicloud');
  expect(emulator.requests().total).toBe(0);
});

describe("a membership that exists already", () => {
  const table: Table = { there: ["alicloud", "sg-1", "i-1"], new: ["alicloud", "sg-2", "i-1"] };

  test("is taken over, which the console and the report tell from a join", async () => {
    declare(table);
    const { code, text } = await stack.preview();
    expect(code).toBe(0);
    expect(text).toContain("1 to join, 1 to take over without a write (the cloud shows it already).");
    const report = await reportOf();
    expect(report).toMatch(/^### Report: 1 to join, 1 to take over\n/);
    expect(report).toMatch(/#### Taken over \(1\)[^#]*`sg-1`[^#]*`there`/);
    expect(report).toContain("| `i-1` | in | out→**in** |");
    expect(report).not.toContain("secgroup-preview");
  });

  test("is not shown as out where onExisting refuses it", async () => {
    stack.program(`new M("there", ${JSON.stringify({ ...argsOf(table["there"]), onExisting: "fail" })});`);
    const report = await reportOf();
    expect(report).toMatch(/^### Report: 1 cannot work\n/);
    expect(report).toContain("| `i-1` | in→✗ |");
    expect(report).not.toContain("out→");
  });

  test("is no word of the preview where everything is a join", async () => {
    declare({ new: ["alicloud", "sg-2", "i-1"] });
    const { text } = await stack.preview();
    expect(text).not.toMatch(/take over|secgroup-preview/);
  });
});

describe("removals, where a membership is refused", () => {
  const kept: Table = { stays: ["alicloud", "sg-2", "i-1"] };
  const refused: Table = { refused: ["alicloud", "sg-other-vpc", "i-1"] };
  const many: Table = Object.fromEntries(
    ["leaves-a", "leaves-b"].map((name, index) => [name, ["tencentcloud", "sg-a", index === 0 ? "ins-1" : "eni-1"]]),
  );
  beforeAll(async () => {
    declare({ ...kept, ...many, "old-name": ["alicloud", "sg-1", "i-1"] });
    expect(await stack.up()).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    setGroups(["sg-0", "sg-1"]);
  });
  const now: Table = { ...kept, ...refused, "new-name": ["alicloud", "sg-1", "i-1"] };

  test("are named in the console and in the report, and a rename is none", async () => {
    declare(now);
    const { code, text } = await stack.preview();
    expect(code).not.toBe(0);
    expect(text).toContain(
      "The program no longer declares 2 memberships: leaves-a, leaves-b. Once nothing is refused,",
    );
    expect(text).not.toMatch(/no longer declares .*old-name|take over/);
    const report = await reportOf("--show-sames");
    expect(report).toMatch(/^### Report: 1 cannot work, 2 to leave \(not in the plan\), 1 declared anew\n/);
    expect(report).toMatch(/- \*\*`leaves-a`\*\*\n- \*\*`leaves-b`\*\*\n/);
    expect(report).toMatch(/`new-name` \| `old-name` \|/);
    expect(report).not.toContain("Removals are not shown");
  });

  test("are told with their places after a refresh, and what is gone is not said to be in", async () => {
    declare(now);
    emulator.setGroups({ cloud: "tencentcloud", region: "ap-guangzhou", targetId: "ins-1", groups: ["sg-0"] });
    const report = await reportOf("--refresh");
    expect(report).toMatch(
      /^### Report: 1 cannot work, 1 to leave \(not in the plan\), 1 already gone, 1 declared anew\n/,
    );
    expect(report).toContain("- **`leaves-b`**: `eni-1` in `sg-a` (`tencentcloud ap-guangzhou`)");
    expect(report).toMatch(/#### Already gone \(1\)[^#]*`ins-1`[^#]*`leaves-a`/);
    expect(report).toContain("| `ins-1` | removed→**out** |");
    expect(report).toContain("| `eni-1` | in→**out** |");
    emulator.setGroups({ cloud: "tencentcloud", region: "ap-guangzhou", targetId: "ins-1", groups: ["sg-0", "sg-a"] });
  });

  test("are not claimed where the program failed before it had declared everything", async () => {
    declare(refused);
    stack.write("index.js", `${readProgram()}\nthrow new (require("@pulumi/pulumi").RunError)("no table");\n`);
    const { text } = await stack.preview();
    expect(text).toContain("Removals are not shown");
    expect(text).not.toContain("no longer declares");
    expect(await reportOf()).toContain("Removals are not shown.");
  });

  test("are not claimed of a membership that one with an unknown ID can be", async () => {
    declare({ ...now, ...{ "leaves-b": many["leaves-b"] ?? ["alicloud", "", ""] } });
    stack.write(
      "index.js",
      `${readProgram()}
      const pulumi = require("@pulumi/pulumi");
      class Id extends pulumi.dynamic.Resource {
        constructor(name) {
          super({ create: async (inputs) => ({ id: "sg-a", outs: inputs }) }, name, {});
        }
      }
      new M("unknown", { ...${JSON.stringify(argsOf(many["leaves-a"]))}, securityGroupId: new Id("group").id });`,
    );
    const { text } = await stack.preview();
    expect(text).toContain("Whether the program still declares leaves-a is not shown");
    expect(text).not.toContain("no longer declares");
    const report = await reportOf();
    expect(report).toContain("Whether these are still declared is not known yet: `leaves-a`.");
    expect(report).not.toContain("to leave");
  });

  test("of memberships declared late, after answers about others, are none", async () => {
    declare({ ...kept, ...refused });
    const late = { ...many, "old-name": ["alicloud", "sg-1", "i-1"] as const };
    const made = Object.entries(late).map(([name, entry]) => `new M("${name}", ${JSON.stringify(argsOf(entry))});`);
    stack.write(
      "index.js",
      `${readProgram()}
      const pulumi = require("@pulumi/pulumi");
      class Thing extends pulumi.dynamic.Resource {
        constructor(name) {
          super({ create: async (inputs) => ({ id: "x", outs: inputs }) }, name, { value: "x" });
        }
      }
      new Thing("first").value;
      pulumi.output(new Thing("second").urn).apply(() => { ${made.join("\n")} });`,
    );
    const { text } = await stack.preview();
    expect(text).toContain("cannot be joined");
    expect(text).not.toContain("no longer declares");
  });
});

describe("what cannot be asked", () => {
  // What a preview is given by --config stays, so each is given its own.
  const preflight = (mode: string) => ["--config", `secgroup:preflight=${mode}`];
  const table: Table = { good: ["alicloud", "sg-2", "i-1"], tencent: ["tencentcloud", "sg-a", "ins-1"] };
  const wrong = { ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong" };
  const missing = {
    ...{ ALIBABA_CLOUD_ACCESS_KEY_ID: "", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "" },
    ...{ HOME: "/nonexistent", ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" },
  };
  const dead = { SECGROUP_ALICLOUD_ENDPOINT: "http://127.0.0.1:9" };

  test.each([
    ["wrong credentials", wrong],
    ["no credentials", missing],
    ["a dead endpoint", dead],
  ])("%s: a warning, a title that says so, and an error where it is required", async (_what, env) => {
    declare(table);
    const run = (...args: string[]) => stack.run(["preview", ...args], { env });
    const warned = await run("--json", ...preflight("on"));
    expect(warned).toMatchObject({ code: 0 });
    const document = readDocument(warned.output);
    if ("problem" in document) throw new Error(document.problem);
    const report = render(planOf(document), "Report");
    expect(report).toMatch(/^### Report: 2 to join, not checked\n\n> \*\*Not checked\*\* .*: alicloud cn-hangzhou\.\n/);
    expect(report).toContain("| `i-1` | ?→**in** |");
    expect(report).toContain("| `ins-1` | out→**in** |");

    const required = await run(...preflight("required"));
    expect(required.code).not.toBe(0);
    expect(required.text).toContain("error: alicloud cn-hangzhou could not be asked whether memberships can be joined");
    expect(required.text).toContain(
      "error: 1 account could not be asked whether memberships can be joined, and secgroup",
    );
  });

  test("nothing is asked with preflight off, and the report says so", async () => {
    declare(table);
    const report = await reportOf(...preflight("off"));
    expect(report).toMatch(
      /^### Report: 2 to join, not checked\n\n> \*\*Not checked\*\* .*: secgroup:preflight is off\.\n/,
    );
  });

  test("a region that does not exist is an error with a suggestion", async () => {
    stack.program(
      ["cn-hangzou", "ap-guangzhu"]
        .map((region, index) => {
          const args = index === 0 ? argsOf(table["good"]) : argsOf(table["tencent"]);
          return `new M("edge-${index}", ${JSON.stringify({ ...args, region })});`;
        })
        .join("\n"),
    );
    const { code, text } = await stack.preview(...preflight("on"));
    expect(code).not.toBe(0);
    expect(errorOf(text, "edge-0")).toContain(
      "the region cn-hangzou does not exist on alicloud. Did you mean cn-hangzhou?",
    );
    expect(errorOf(text, "edge-1")).toContain(
      "the region ap-guangzhu does not exist on tencentcloud. Did you mean ap-gua",
    );
  });
});

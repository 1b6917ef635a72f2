import { spawn } from "node:child_process";
import * as z from "zod";
import { type Emulator, startEmulator } from "../../emulator";
import { credentialsOf } from "../../tools/stage.cjs";
import { groupsIn, Stack } from "./stack";

jest.setTimeout(240_000);

/** Programs that the Automation API runs: inline ones, and those of a folder. */

const key = { id: "dummy-id", secret: "dummy-secret" };
const five = ["sg-1", "sg-2", "sg-3", "sg-4", "sg-5"];
const world = {
  alicloud: {
    credentials: [key],
    regions: {
      "cn-hangzhou": {
        securityGroups: [...five, "sg-6"].map((id) => ({ id })),
        instances: [
          { id: "i-full", groups: five },
          { id: "i-1", groups: ["sg-1"] },
        ],
      },
    },
  },
};

let emulator: Emulator;
let stack: Stack;
beforeEach(async () => {
  emulator = await startEmulator({ world });
  stack = await Stack.create({ ...credentialsOf(key), SECGROUP_ENDPOINT: emulator.url });
  stack.write("Pulumi.yaml", "name: edges\nruntime: { name: nodejs, options: { typescript: false } }\n");
});
afterEach(async () => {
  await emulator.close();
  await stack.close();
});

const ended = z.object({ ok: z.boolean(), text: z.string() });
type Ended = z.infer<typeof ended>;
/** What each step of the host came to, in their order. */
const told = z.array(ended);

const prelude = `
const auto = require("@pulumi/pulumi/automation");
const { SecurityGroupMembership: M } = require("pulumi-secgroup");
const alibaba = (name, securityGroupId, instanceId, more, opts) =>
  new M(name, { cloud: "alicloud", region: "cn-hangzhou", securityGroupId, instanceId, ...more }, opts);
const lost = [];
process.on("unhandledRejection", (error) => lost.push(String(error)));
const end = (promise) => promise.then(
  ({ stdout }) => ({ ok: true, text: stdout }),
  ({ message }) => ({ ok: false, text: message }),
);
`;

/** Runs a host of the Automation API in a process of its own. `throws`: the program itself ends with an error. */
async function host(body: string, { folder = stack.path("."), throws = false } = {}): Promise<readonly Ended[]> {
  stack.write(
    "host.cjs",
    `${prelude}
const at = { workDir: ${JSON.stringify(stack.path("."))} };
const inline = (program, stackName = "dev") => auto.LocalWorkspace.createOrSelectStack({ stackName, projectName: "edges", program: async () => program() }, at);
const local = () => auto.LocalWorkspace.createOrSelectStack({ stackName: "dev", ...at });
(async () => {${body}})().then((steps) => process.send({ steps, lost }));`,
  );
  const child = spawn(process.execPath, [stack.path("host.cjs")], {
    cwd: folder,
    env: { ...stack.env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (part: string) => (text += part));
  }
  let message: unknown;
  child.on("message", (sent) => (message = sent));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  const sent = z.object({ steps: told, lost: z.array(z.string()) }).safeParse(message);
  if (!sent.success) throw new Error(`the host ended with ${String(code)}: ${text}`);
  expect(code).toBe(0);
  // What a check refuses is no error that nobody catches, which every program of the process would fail with.
  if (!throws) expect(sent.data.lost).toEqual([]);
  return sent.data.steps;
}

const twins = '"one" and "two" declare the same membership (alicloud/cn-hangzhou/sg-2/i-1). Remove one of them';

/** How a program is run, by its body. */
const ways: Readonly<Record<string, (body: string) => string>> = {
  "an inline program": (body) => `const stack = await inline(() => { ${body} });`,
  "the program of a folder": (body) => {
    stack.program(`${prelude.slice(prelude.indexOf("const alibaba"), prelude.indexOf("const lost"))}${body}`);
    return "const stack = await local();";
  },
};

describe.each(Object.entries(ways))("%s", (_name, open) => {
  test("is refused by its preview as by the CLI's, beside the whole plan", async () => {
    const body = 'alibaba("full", "sg-6", "i-full"); alibaba("good", "sg-2", "i-1");';
    const [preview] = await host(`${open(body)} return [await end(stack.preview())];`);
    expect(preview?.ok).toBe(false);
    expect(preview?.text).toMatch(/\(full\):\n\s+error: .*instance i-full may be in 5 security groups; it is in 5/);
    expect(preview?.text).toContain("+ 3 to create");
    expect(groupsIn(emulator)["i-1"]).toEqual(["sg-1"]);
  });

  test("may not declare a membership twice, in preview and up", async () => {
    const body = 'alibaba("one", "sg-2", "i-1"); alibaba("two", "sg-2", "i-1");';
    const steps = await host(`${open(body)} return [await end(stack.preview()), await end(stack.up())];`);
    expect(steps).toHaveLength(2);
    for (const { ok, text } of steps) {
      expect(ok).toBe(false);
      expect(text).toContain(`error: ${twins}`);
    }
  });

  test("is refused for a setting", async () => {
    const body = 'alibaba("one", "sg-2", "i-1");';
    const [preview] = await host(`${open(body)}
      await stack.setConfig("alicloud:assumeRole", { value: "acs:ram::1:role/x" });
      return [await end(stack.preview())];`);
    expect(preview?.ok).toBe(false);
    expect(preview?.text).toContain("error: the configuration sets alicloud:assumeRole, which");
  });

  test("joins and leaves", async () => {
    const body = 'alibaba("one", "sg-2", "i-1");';
    const steps = await host(`${open(body)}
      const steps = [await end(stack.preview()), await end(stack.up())];
      return [...steps, await end(stack.preview({ expectNoChanges: true })), await end(stack.destroy())];`);
    expect(steps.map(({ ok }) => ok)).toEqual([true, true, true, true]);
    const joins = emulator.requests().byAction;
    expect(joins).toMatchObject({ "alicloud:JoinSecurityGroup": 1, "alicloud:LeaveSecurityGroup": 1 });
  });

  test("is told what to do instead of importing", async () => {
    const body = 'alibaba("one", "sg-1", "i-1", {}, { import: "alicloud/cn-hangzhou/sg-1/i-1" });';
    const [preview] = await host(`${open(body)} return [await end(stack.preview())];`, { throws: true });
    expect(preview?.ok).toBe(false);
    expect(preview?.text).toContain('error: "one" has the option import, which SecurityGroupMembership does not');
    expect(preview?.text).not.toMatch(/\n\s+at /);
  });
});

test("the process of an inline program can be anywhere: the provider loads from the workspace's project", async () => {
  const [up] = await host('return [await end((await inline(() => { alibaba("one", "sg-2", "i-1"); })).up())];', {
    folder: "/",
  });
  expect(up).toMatchObject({ ok: true });
  expect(groupsIn(emulator)["i-1"]).toEqual(["sg-1", "sg-2"]);
});

test("of two inline programs that run at once only the one that is wrong fails", async () => {
  const steps = await host(`
    const wrong = await inline(() => { alibaba("one", "sg-2", "i-1"); alibaba("two", "sg-2", "i-1"); }, "wrong");
    const right = await inline(() => { alibaba("one", "sg-3", "i-1"); }, "right");
    return Promise.all([wrong, right].map((stack) => end(stack.preview())));`);
  expect(steps.map(({ ok }) => ok)).toEqual([false, true]);
});

test("a key in plain text is warned of in each stack, once", async () => {
  const steps = await host(`
    const steps = [];
    for (const name of ["first", "second"]) {
      const stack = await inline(() => { alibaba("one", "sg-2", "i-1"); alibaba("two", "sg-3", "i-1"); }, name);
      await stack.setConfig("alicloud:accessKey", { value: "dummy-id" });
      await stack.setConfig("alicloud:secretKey", { value: "dummy-secret" });
      steps.push(await end(stack.preview()));
    }
    return steps;`);
  expect(steps).toHaveLength(2);
  for (const { ok, text } of steps) {
    expect(ok).toBe(true);
    const summary = text.slice(text.indexOf("Diagnostics:"));
    expect(summary.split("alicloud:secretKey is in the configuration as plain text")).toHaveLength(2);
  }
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { credentialsOf } from "../../tools/stage.cjs";
import { writeStandIn } from "./examples/example";
import { groupsIn, Stack } from "./stack";

jest.setTimeout(240_000);

/** A program that declares an instance with a list of groups inside it, in a module of its own, and a membership of it. */

const key = { id: "emulator-access-key-id", secret: "emulator-access-key-secret" };
const groups = ["sg-base", "sg-monitoring"];
const world = {
  alicloud: {
    credentials: [key],
    regions: { "cn-hangzhou": { securityGroups: groups.map((id) => ({ id })), instances: [] } },
  },
};

let emulator: Emulator;
let stack: Stack;
let bin: string;
beforeEach(async () => {
  emulator = await startEmulator({ world });
  bin = mkdtempSync(join(tmpdir(), "secgroup-plugins-"));
  writeStandIn(bin, { cloud: "alicloud", region: "cn-hangzhou" });
  const PATH = [bin, process.env["PATH"] ?? ""].join(delimiter);
  stack = await Stack.create({ ...credentialsOf(key), SECGROUP_ENDPOINT: emulator.url, PATH });
});
afterEach(async () => {
  await emulator.close();
  await stack.close();
  rmSync(bin, { recursive: true, force: true });
});

/** How a program loads its modules: the first line is the one that matters. */
interface Form {
  readonly type: "commonjs" | "module";
  readonly instances: string;
  readonly load: (module: string, names?: string) => string;
}
const forms: Readonly<Record<string, Form>> = {
  CommonJS: {
    type: "commonjs",
    instances: `const alicloud = require("@pulumi/alicloud/ecs");
exports.web = new alicloud.Instance("web", { securityGroups: ["sg-base"] });`,
    load: (module, names) => `${names ? `const { ${names} } = ` : ""}require("${module}");`,
  },
  "an ES module": {
    type: "module",
    instances: `import { Instance } from "@pulumi/alicloud/ecs/index.js";
export const web = new Instance("web", { securityGroups: ["sg-base"] });`,
    load: (module, names) => `import ${names ? `{ ${names} } from ` : ""}"${module}";`,
  },
};

function program({ type, instances, load }: Form, first: string, body = ""): void {
  stack.write("package.json", JSON.stringify({ name: "edges", type }));
  stack.write("instances.js", instances);
  stack.write(
    "index.js",
    [
      first,
      load("./instances.js", "web"),
      load("pulumi-secgroup", "SecurityGroupMembership, ignoreInlineSecurityGroups"),
      body,
      `new SecurityGroupMembership("edge", { cloud: "alicloud", region: "cn-hangzhou", securityGroupId: "sg-monitoring", instanceId: web.id });`,
    ].join("\n"),
  );
}
const up = (...args: string[]) => stack.up("--parallel", "1", ...args);
const tooEarly = 'ignoreInlineSecurityGroups does not reach "web", which was declared before the call, and its list';
const cause = 'The list of security groups inside "web" (securityGroups) can be what removed memberships';

describe.each(Object.entries(forms))("%s", (_name, form) => {
  test("whose first line imports pulumi-secgroup/ignore-inline keeps its memberships", async () => {
    program(form, form.load("pulumi-secgroup/ignore-inline"), "ignoreInlineSecurityGroups();");
    const preview = await stack.preview();
    expect(preview).toMatchObject({ code: 0 });
    expect(preview.text).not.toContain("ignoreInlineSecurityGroups");
    expect(await up()).toMatchObject({ code: 0 });
    expect(await up("--refresh")).toMatchObject({ code: 0 });
    expect(groupsIn(emulator)).toEqual({ "i-web": groups });

    // Removed by hand: the list is no cause.
    emulator.setGroups({ cloud: "alicloud", region: "cn-hangzhou", targetId: "i-web", groups: ["sg-base"] });
    const drifted = await stack.preview();
    expect(drifted.text).toContain("was removed outside Pulumi");
    expect(drifted.text).not.toContain("can be what removed");
  });

  test("that calls it after its imports is warned, and told of the list where memberships are gone", async () => {
    program(form, "", "ignoreInlineSecurityGroups();");
    const preview = await stack.preview();
    expect(preview).toMatchObject({ code: 0 });
    expect(preview.text).toContain(`warning: ${tooEarly}`);
    expect(await up()).toMatchObject({ code: 0 });
    expect(await up("--refresh")).toMatchObject({ code: 0 });
    // The up that rewrites the list joins again after it.
    expect(groupsIn(emulator)).toEqual({ "i-web": groups });

    emulator.setGroups({ cloud: "alicloud", region: "cn-hangzhou", targetId: "i-web", groups: ["sg-base"] });
    const drifted = await stack.preview();
    expect(drifted.text).toContain("was removed outside Pulumi");
    expect(drifted.text).toContain(`warning: ${cause}`);
  });
});

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packPackage } from "../../tools/tarball.cjs";

jest.setTimeout(120_000);

const root = join(__dirname, "..", "..");
let folder: string;
let tarball: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "secgroup-entries-"));
  tarball = (await packPackage(root, folder)).file;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly output: string;
}

async function node(...args: readonly string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: stdout + stderr };
  }
}

/** A tool of node_modules, by the file that its package names as its command. */
function tool(name: string, command: string): string {
  const { bin } = jest.requireActual<{ bin: Readonly<Record<string, string>> }>(
    join(root, "node_modules", name, "package.json"),
  );
  return join(root, "node_modules", name, bin[command] ?? "");
}

test("publint has no error, warning or suggestion", async () => {
  const { code, output } = await node(tool("publint", "publint"), "run", tarball, "--strict");
  expect(output).toContain("All good!");
  expect(code).toBe(0);
});

test("the types are those of the code, however they are resolved (arethetypeswrong)", async () => {
  const { code, output } = await node(tool("@arethetypeswrong/cli", "attw"), tarball, "--no-emoji", "--no-color");
  expect(output).toContain("No problems found");
  expect(code).toBe(0);
});

test.each(["pulumi-secgroup", "pulumi-secgroup/provider", "pulumi-secgroup/emulator"])(
  "what require finds in %s an ES module imports by name",
  async (entry) => {
    const required = await node("-p", `JSON.stringify(Object.keys(require("${entry}")).sort())`);
    const names = JSON.parse(required.output) as string[];
    expect(names.length).toBeGreaterThan(0);
    const code = `import { ${names.join(", ")} } from "${entry}"; console.log([${names.join(", ")}].map((found) => typeof found).includes("undefined"));`;
    expect(await node("--input-type=module", "-e", code)).toEqual({ code: 0, output: "false\n" });
  },
);

test("nothing else can be loaded", async () => {
  const { code, output } = await node("-e", `require("pulumi-secgroup/dist/provider/index.js")`);
  expect(code).not.toBe(0);
  expect(output).toContain("ERR_PACKAGE_PATH_NOT_EXPORTED");
});

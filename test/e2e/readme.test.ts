/**
 * The README's start, step by step as it is written, in an empty folder, with the packed package and the real engine. Two
 * things are put in its place, so that a test stays on loopback and two can run at once: the packages are unpacked and
 * found instead of downloaded, and the emulator's port is a free one.
 */
import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

// Four runs of the engine with a compiler, also on a busy machine.
jest.setTimeout(300_000);

const run = promisify(execFile);
const root = join(__dirname, "../..");

/** The blocks of the section, in their order. */
const [, section = ""] =
  /^## Start in five minutes\n([\s\S]*?)^## /m.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
const blocks = [...section.matchAll(/(?:^`([\w.]+)`:\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm)].map(
  ([, file, language = "", code = ""]) => ({ file, language, code }),
);
const files = blocks.flatMap(({ file, code }) => (file === undefined ? [] : [{ file, code }]));
const [install, cloud, start, drift, end, ...more] = blocks.flatMap(({ file, code }) =>
  file === undefined ? [code] : [],
);

let scratch: string;
let project: string;
let emulator: ChildProcess | undefined;
let env: Readonly<Record<string, string | undefined>>;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "secgroup-readme-"));
  project = join(scratch, "edges");
  for (const folder of ["edges", "home", "tmp", "packed"]) mkdirSync(join(scratch, folder));
  // A user's machine: nothing is set, and npm has nobody to ask.
  env = {
    PATH: process.env["PATH"],
    HOME: join(scratch, "home"),
    TMPDIR: join(scratch, "tmp"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    npm_config_offline: "true",
    npm_config_update_notifier: "false",
  };
  await installPacked();
});
afterAll(() => {
  if (emulator?.pid !== undefined) endGroup(emulator.pid);
  rmSync(scratch, { recursive: true, force: true });
});

/** Ends the emulator with its group, since npx runs the command as a process of its own; it may have died already. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** What `npm install` of the packed package leaves behind; its dependencies are the clone's. */
async function installPacked(): Promise<void> {
  const packed = join(scratch, "packed");
  const pack = ["pack", "--ignore-scripts", "--pack-destination", packed];
  await run("npm", pack, { cwd: root, env: { ...env, PATH: process.env["PATH"] } });
  const [tarball = ""] = readdirSync(packed);
  await run("tar", ["-xzf", join(packed, tarball), "-C", packed]);
  mkdirSync(join(project, "node_modules", ".bin"), { recursive: true });
  await run("mv", [join(packed, "package"), join(project, "node_modules", "pulumi-secgroup")]);
  symlinkSync("../pulumi-secgroup/dist/cli/main.js", join(project, "node_modules", ".bin", "secgroup"));
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"), "junction");
  const [, ...named] = /^npm install (.+)\n$/.exec(install ?? "") ?? [];
  const dependencies = Object.fromEntries((named[0] ?? "").split(" ").map((name) => [name, "*"]));
  writeFileSync(join(project, "package.json"), JSON.stringify({ dependencies }));
}

/** Starts what the block says, at a free port. Resolves to where it listens. */
async function startEmulator(command: string): Promise<string> {
  emulator = spawn("bash", ["-c", `exec ${command.trim()} --port 0`], {
    cwd: project,
    env,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  let text = "";
  return new Promise((resolve, reject) => {
    emulator?.once("exit", (code) => reject(new Error(`the emulator ended with ${code}: ${text}`)));
    emulator?.stdout?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      const [, url] = /listening on (http:\S+)\n/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}

/** What the terminal remembers from block to block. */
let exported = "";

async function inTerminal(block: string, url: string): Promise<string> {
  const code = block.replaceAll("http://127.0.0.1:4577", url);
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", `${exported}${code}`], { cwd: project, env });
  exported +=
    code
      .split("\n")
      .filter((line) => line.startsWith("export "))
      .join("\n") + "\n";
  return stdout;
}

const worldSchema = z.object({
  alicloud: z.object({
    regions: z.object({
      "cn-hangzhou": z.object({ instances: z.array(z.object({ id: z.string(), groups: z.array(z.string()) })) }),
    }),
  }),
});

async function groupsOf(id: string, url: string): Promise<readonly string[] | undefined> {
  const world = worldSchema.parse(await (await fetch(`${url}/_emulator/world`)).json());
  return world.alicloud.regions["cn-hangzhou"].instances.find((instance) => instance.id === id)?.groups;
}

test("the section has the steps that are run here", () => {
  expect(files.map(({ file }) => file)).toEqual(["Pulumi.yaml", "index.ts"]);
  expect(install).toBe("npm install pulumi-secgroup @pulumi/pulumi typescript\n");
  expect(cloud).toBe("npx --no -- secgroup emulator\n");
  expect([start, drift, end].map((code) => /pulumi (\w+) --yes\n$/.exec(code ?? "")?.[1])).toEqual([
    "up",
    "up",
    "destroy",
  ]);
  expect(more).toEqual([]);
});

/** The drift is made with curl, which a machine can be without. */
const withCurl = spawnSync("curl", ["--version"]).status === 0 ? test : test.skip;

withCurl("from an empty folder to a membership, its drift, its healing and its end", async () => {
  for (const { file, code } of files) writeFileSync(join(project, file), code);
  const url = await startEmulator(cloud ?? "");
  expect(await groupsOf("i-web1", url)).toEqual(["sg-base"]);

  expect(await inTerminal(start ?? "", url)).toContain("+ 2 created");
  expect(await groupsOf("i-web1", url)).toEqual(["sg-base", "sg-monitoring"]);

  const shown = await inTerminal(drift ?? "", url);
  expect(shown).toContain(
    "instance i-web1 in security group sg-monitoring (alicloud cn-hangzhou) was removed outside Pulumi",
  );
  expect(shown).toMatch(/~ 1 to update[\s\S]*~ 1 updated/);
  expect(await groupsOf("i-web1", url)).toEqual(["sg-base", "sg-monitoring"]);

  expect(await inTerminal(end ?? "", url)).toContain("- 2 deleted");
  expect(await groupsOf("i-web1", url)).toEqual(["sg-base"]);
});

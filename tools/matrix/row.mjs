import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { run } from "../setup/child.mjs";
import { stopwatch } from "../setup/elapsed.mjs";
import { SetupFailure } from "../setup/failure.mjs";
import { closeOnInterrupt } from "../setup/interrupt.mjs";
import stages from "../stage.cjs";
import { live } from "./life.mjs";
import { managers } from "./managers.mjs";
import { nodeOf } from "./nodes.mjs";
import { projectFiles } from "./programs.mjs";
import { pulumiVersions } from "./rows.mjs";

/** What the emulator of the package knows by default. */
const credentials = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator-access-key-id",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator-access-key-secret",
};

/**
 * Installs a program of one kind and plays the life of its memberships.
 *
 * @param {import("./rows.mjs").Row} row
 * @param {{ tarball: string, engine: string | undefined }} given
 * @returns {Promise<{ line: string, problem?: string }>} what to print of it, and why it does not work if so
 * @throws {SetupFailure} when what it stands on cannot be had
 */
export async function runRow(row, { tarball, engine }) {
  const node = await nodeOf(row.node);
  const install = await managers[row.manager](row.node);
  const PATH = [node.bin, engine, process.env["PATH"]].filter(Boolean).join(path.delimiter);
  const stage = stages.openStage({ root: undefined, name: "matrix", bin: undefined, env: { ...credentials, PATH } });
  const noLongerInterrupted = closeOnInterrupt(() => stage.close());

  const pulumi = pulumiVersions[row.node][row.pulumi];
  const kind = [row.name.padEnd(30), install.label.padEnd(12), `Node ${node.version}`, `@pulumi/pulumi ${pulumi}`];
  const elapsed = stopwatch();
  try {
    const name = path.basename(tarball);
    copyFileSync(tarball, path.join(stage.project, name));
    writeProject(stage.project, { ...projectFiles(row, { pulumi, tarball: name }), ...install.files });
    await installProject(stage.project, install, path.join(node.bin, "node"), PATH);
    kind.push(`installed in ${elapsed()}`);
    expectInstalled(stage.project, "@pulumi/pulumi", pulumi);
    const lived = stopwatch();
    await live(stage, PATH);
    return { line: [...kind, `lived ${lived()}`].join("  ") };
  } catch (error) {
    if (error instanceof SetupFailure) throw error;
    const said = error instanceof Error ? error.message : String(error);
    return { line: kind.join("  "), problem: said };
  } finally {
    noLongerInterrupted();
    await stage.close();
  }
}

/**
 * @param {string} project
 * @param {import("./programs.mjs").Files} files
 */
function writeProject(project, files) {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(project, name), text);
}

/**
 * @param {string} project
 * @param {import("./managers.mjs").Install} install
 * @param {string} node
 * @param {string} PATH
 */
async function installProject(project, { command: [program = "", ...args], label, env }, node, PATH) {
  // What `npm run` sets of its own would reach the other managers, which read some of it.
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_(?!config_(registry|.*proxy)$)/i.test(name));
  const script = path.isAbsolute(program);
  const { code, stdout, stderr, startError } = await run(script ? node : program, script ? [program, ...args] : args, {
    cwd: project,
    env: { ...Object.fromEntries(inherited), ...env, PATH },
  });
  if (code !== 0) throw new Error(`${label} cannot install (${startError ?? code}):\n${stdout}${stderr}`);
}

/**
 * @param {string} project
 * @param {string} name
 * @param {string} wanted
 */
function expectInstalled(project, name, wanted) {
  const manifest = path.join(project, "node_modules", name, "package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8"));
  if (version !== wanted) throw new Error(`${name} ${version} was installed`);
}

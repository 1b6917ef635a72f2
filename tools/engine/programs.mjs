import { accessSync, chmodSync, constants, copyFileSync, existsSync, statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { run } from "../setup/child.mjs";
import { bareEnvironment } from "../setup/environment.mjs";

const onWindows = process.platform === "win32";

/** The CLI, which contains the deployment engine. */
export const cli = onWindows ? "pulumi.exe" : "pulumi";
/** What the engine starts to run a program written for Node. */
export const nodeHost = onWindows ? "pulumi-language-nodejs.exe" : "pulumi-language-nodejs";
/** What the engine starts to run dynamic resources; it comes with the SDK too, and finds the program's own SDK. */
export const dynamicProvider = onWindows ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";

/**
 * Whether there is such a program in the folder.
 *
 * @param {string} folder
 * @param {string} program
 * @returns {boolean}
 */
export function hasProgram(folder, program) {
  try {
    const file = path.join(folder, program);
    accessSync(file, constants.X_OK);
    const stat = statSync(file);
    return stat.isFile() && stat.size > 0;
  } catch {
    return false;
  }
}

/**
 * Starts a CLI to see whether it runs.
 *
 * @param {string} program its path
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ version: string } | { problem: string }>}
 */
export async function cliVersion(program, env) {
  const outcome = await run(program, ["version"], {
    env: { ...bareEnvironment(env), PULUMI_SKIP_UPDATE_CHECK: "true" },
    totalMs: 30_000,
  });
  const version = outcome.stdout.trim();
  if (outcome.code === 0 && /^v?\d+\.\d+\.\d+/.test(version)) return { version };
  if (outcome.timedOut) return { problem: "`pulumi version` does not end" };
  const said = outcome.stderr.trim().split("\n")[0] || version.split("\n")[0];
  return {
    problem: `\`pulumi version\` fails (${outcome.startError ?? (said ? said : `exit code ${String(outcome.code)}`)})`,
  };
}

/**
 * Puts the SDK's dynamic-provider script into an engine's folder, unless the engine came with its own.
 *
 * @param {string} root the clone's folder, with its packages installed
 * @param {string} bin
 */
export function addDynamicProvider(root, bin) {
  for (const script of ["pulumi-resource-pulumi-nodejs", "pulumi-resource-pulumi-nodejs.cmd"]) {
    const target = path.join(bin, script);
    const source = path.join(root, "node_modules", "@pulumi", "pulumi", script);
    if (existsSync(target) || !existsSync(source)) continue;
    copyFileSync(source, target);
    chmodSync(target, 0o755);
  }
}

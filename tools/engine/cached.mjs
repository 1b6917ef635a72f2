import path from "node:path";
import { existsSync } from "node:fs";
import { cli, cliVersion, dynamicProvider, hasProgram, nodeHost } from "./programs.mjs";
import { engineKey } from "./versions.mjs";

/**
 * The first engine of these versions in the project's cache that runs. An engine gets its place there by the rename of
 * a finished folder, so one that was being made when its set-up died is never seen here.
 *
 * @param {{ home: string, versions: readonly string[], env: NodeJS.ProcessEnv }} context `home` is where engines are kept
 * @returns {Promise<import("../engine.mjs").Engine | undefined>}
 */
export async function cachedEngine({ home, versions, env }) {
  for (const version of versions) {
    const bin = path.join(home, engineKey(version), "bin");
    if (existsSync(bin) && (await engineProblem(bin, env)) === undefined) return { bin, source: "cache", version };
  }
  return undefined;
}

/**
 * Why the engine in a folder cannot be used, or undefined if it can.
 *
 * @param {string} bin
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>}
 */
export async function engineProblem(bin, env) {
  for (const program of [cli, nodeHost, dynamicProvider]) {
    if (!hasProgram(bin, program)) return `${program} is missing`;
  }
  const answer = await cliVersion(path.join(bin, cli), env);
  return "problem" in answer ? answer.problem : undefined;
}

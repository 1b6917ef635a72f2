import process from "node:process";
import { fileURLToPath } from "node:url";
import { run } from "../setup/child.mjs";
import { bareEnvironment } from "../setup/environment.mjs";
import { progress } from "./progress.mjs";
import { nodeHost, hasProgram } from "./programs.mjs";

/** A hundred megabytes take a while on a slow line; one that takes longer than this is better left alone. */
const patienceMs = 600_000;

/**
 * The official download, done by Pulumi's own Automation API, in a process of its own: the installer has no time limit,
 * and starts programs that have none. It runs a script that was just downloaded, so it gets no variable that can be a key.
 *
 * @param {import("./ensure.mjs").Making} making
 * @param {string} staging its `bin` is filled
 * @param {string} version
 * @returns {Promise<string | undefined>} why it could not be downloaded
 */
export async function downloadEngine({ log, env }, staging, version) {
  const shown = progress(log, `downloading the Pulumi CLI ${version}`);
  const installer = fileURLToPath(new URL("./installer.mjs", import.meta.url));
  const outcome = await run(process.execPath, [installer, staging], {
    env: { ...bareEnvironment(env), PULUMI_SKIP_UPDATE_CHECK: "true" },
    totalMs: patienceMs,
  });
  shown.end();
  if (outcome.timedOut) return "it did not end within 10 minutes";
  if (outcome.code !== 0) return lastLine(outcome.stderr) ?? "the installer failed";
  return hasProgram(`${staging}/bin`, nodeHost) ? undefined : `it comes without ${nodeHost}`;
}

/** @param {string} text */
function lastLine(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .at(-1);
}

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { watchProviders } from "./watch.mjs";
import { clouds } from "./worlds.mjs";

const require = createRequire(import.meta.url);
/** @type {typeof import("../tools/stage.cjs")} */
const { openStage } = require("../tools/stage.cjs");

/**
 * @typedef {object} Measured one command of the engine
 * @property {number} ms
 * @property {number} peakMb of a provider process
 * @property {number} cpuMs of the provider processes
 * @property {number} stateBytes after the command; 0 before there is a state
 *
 * @typedef {object} Run a stack of its own
 * @property {(args: readonly string[]) => Promise<Measured>} measure runs the engine; throws where it fails
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Machine
 * @property {string} root the clone
 * @property {string | undefined} bin the engine's folder
 * @property {string} url the emulator's
 * @property {boolean} [checkpoints] whether the engine writes the whole state after each step. Default: it does
 */

/**
 * Opens a stack for one of the programs of `projects.mjs`.
 *
 * @param {Machine} machine
 * @param {string} name for messages
 * @param {(project: string) => void} lay writes the program
 * @returns {Promise<Run>}
 */
export async function openRun({ root, bin, url, checkpoints = true }, name, lay) {
  const once = checkpoints ? {} : { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };
  const env = Object.assign({ SECGROUP_ENDPOINT: url, ...once }, ...Object.values(clouds).map((each) => each.env));
  const stage = openStage({ root, name: "edges", bin, env });
  lay(stage.project);
  const { code, text } = await stage.run(["stack", "init", "dev"]);
  if (code !== 0) throw new Error(text);
  return {
    async measure(args) {
      const providers = watchProviders(stage.project);
      const startedAt = performance.now();
      const ended = await stage.run([...args, "--suppress-outputs", "--color", "never"]);
      const ms = performance.now() - startedAt;
      const seen = providers.stop();
      if (ended.code !== 0)
        throw new Error(`${name}: pulumi ${args.join(" ")} ended with ${ended.code}\n${ended.text.slice(-4000)}`);
      return { ms, ...seen, stateBytes: sizeOf(stage.stateFile) };
    },
    close: () => stage.close(),
  };
}

/** @param {string} file */
function sizeOf(file) {
  try {
    return readFileSync(file, "utf8").length;
  } catch {
    return 0;
  }
}

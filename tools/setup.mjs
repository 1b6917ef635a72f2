// Loads on any Node from 12 on (see setup/node.mjs): what is newer is imported after the check.
import { requireNode } from "./setup/node.mjs";

/**
 * @typedef {object} SetupOptions
 * @property {string} root the clone's folder
 * @property {(line: string) => void} [log] told, in one line, what is being done and how long it took; never called when
 *   everything is in place. Default: stderr
 * @property {boolean} [engine] whether the Pulumi engine is needed too. Default: true
 * @property {NodeJS.ProcessEnv} [env] Default: process.env
 */

/**
 * Brings a clone to where its programs run, from whatever is there: checks Node, installs the npm packages, builds the
 * package, finds or makes the engine. Safe to run twice at once and to kill at any time.
 *
 * @param {SetupOptions} options
 * @returns {Promise<{ engine: import("./engine.mjs").Engine | undefined }>}
 * @throws {import("./setup/failure.mjs").SetupFailure} when something is missing that the user has to put right
 */
export function setup(options) {
  requireNode();
  return import("./setup/steps.mjs").then((steps) => steps.runSteps(options));
}

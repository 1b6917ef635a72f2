// Loads on any Node from 12 on (see setup/node.mjs): what is newer is imported after the check.
import { dirname } from "path";
import { fileURLToPath } from "url";
import { isCommand, requireNode } from "./setup/node.mjs";

/**
 * A Pulumi engine that can run programs for Node with dynamic resources.
 *
 * @typedef {object} Engine
 * @property {string} bin the folder to put first on PATH
 * @property {"path" | "cache" | "download" | "build"} source where it was found or what it was made by
 * @property {string} version such as "v3.256.0"
 */

/**
 * @typedef {object} EngineOptions
 * @property {string} root the clone's folder
 * @property {(line: string) => void} [log] told what is being done; never called when an engine is in place.
 *   Default: stderr
 * @property {NodeJS.ProcessEnv} [env] Default: process.env. `SECGROUP_ENGINE` in it restricts where the engine may come
 *   from: `path`, `download` or `build`, the latter two with the cache of what they made before
 */

/**
 * Finds an engine, or makes one: the `pulumi` on PATH, else the one in the project's cache, else the official download,
 * else a build from Go modules (minutes, and about 4 GB while it lasts).
 *
 * @param {EngineOptions} options
 * @returns {Promise<Engine>}
 * @throws {import("./setup/failure.mjs").SetupFailure} when something is missing that the user has to put right
 */
export function ensureEngine(options) {
  requireNode();
  return import("./engine/ensure.mjs").then((engine) => engine.ensureEngine(options));
}

// `node tools/engine.mjs` prints the folder on stdout, and nothing else there.
if (isCommand(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  ensureEngine({ root }).then(
    (engine) => console.log(engine.bin),
    (error) => import("./setup/failure.mjs").then((failure) => failure.reportFailure(error)),
  );
}

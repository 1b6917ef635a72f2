import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { cacheFolder } from "../cache.mjs";
import { withLock } from "../lock.mjs";
import { stopwatch } from "../setup/elapsed.mjs";
import { SetupFailure } from "../setup/failure.mjs";
import { installPackages } from "../setup/packages.mjs";
import { buildEngine } from "./build.mjs";
import { cachedEngine, engineProblem } from "./cached.mjs";
import { downloadEngine } from "./download.mjs";
import { findGo } from "./go.mjs";
import { engineOnPath } from "./onpath.mjs";
import { addDynamicProvider } from "./programs.mjs";
import { builtVersion, downloadedVersion, engineKey } from "./versions.mjs";

/** @typedef {import("../engine.mjs").Engine} Engine */

/**
 * @typedef {object} Making what making an engine needs to know
 * @property {string} root the clone's folder
 * @property {string} home the folder of the engines in the project's cache
 * @property {(line: string) => void} log
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * See `ensureEngine` in ../engine.mjs.
 *
 * @param {import("../engine.mjs").EngineOptions} options
 * @returns {Promise<Engine>}
 */
export async function ensureEngine({ root, log = console.error, env = process.env }) {
  const allowed = allowedSources(env);
  if (allowed.has("path")) {
    const own = await engineOnPath({ log, env });
    if (own !== undefined) return own;
  }
  if (!allowed.has("download") && !allowed.has("build")) {
    throw new SetupFailure(`no usable Pulumi CLI on PATH. ${whatToInstall}`);
  }

  /** @type {string[]} */
  const versions = [];
  if (allowed.has("download")) versions.push(downloadedVersion(root));
  if (allowed.has("build")) versions.push(builtVersion);
  const home = path.join(cacheFolder(env), "engine");
  const cached = await cachedEngine({ home, versions, env });
  if (cached !== undefined) return cached;

  await installPackages({ root, log, env }); // the dynamic-provider script and the downloader come with the SDK
  const waitingMessage = "waiting for another set-up that is making the engine";
  return withLock(path.join(home, "lock"), { waitingMessage, log }, async () => {
    const madeMeanwhile = await cachedEngine({ home, versions, env });
    return madeMeanwhile ?? (await makeEngine({ root, home, log, env }, allowed));
  });
}

/** The last resort's advice. */
const whatToInstall =
  "Install the Pulumi CLI (https://www.pulumi.com/docs/install/) or Go 1.25 or newer (https://go.dev/dl/), and run again.";

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Set<string>}
 */
function allowedSources(env) {
  const sources = ["path", "download", "build"];
  const only = env["SECGROUP_ENGINE"];
  if (!only) return new Set(sources);
  if (sources.includes(only)) return new Set([only]);
  throw new SetupFailure(`SECGROUP_ENGINE is "${only}"; it can be ${sources.join(", ")}, or not set`);
}

/**
 * @param {Making} making
 * @param {Set<string>} allowed
 * @returns {Promise<Engine>}
 */
async function makeEngine(making, allowed) {
  removeLeftovers(making.home);
  let unreachable = "";
  if (allowed.has("download")) {
    const version = downloadedVersion(making.root);
    const elapsed = stopwatch();
    const downloaded = await inStaging(making, version, (staging) => downloadEngine(making, staging, version));
    if (downloaded === undefined) {
      making.log(`Pulumi CLI ${version} downloaded (${elapsed()})`);
      return { bin: binOf(making, version), source: "download", version };
    }
    unreachable = `the official download is not reachable (${downloaded})`;
    if (!allowed.has("build")) throw new SetupFailure(`no Pulumi engine: ${unreachable}. ${whatToInstall}`);
  }

  const go = await findGo(making.env, path.join(making.home, "build"));
  if ("problem" in go) {
    const reasons = ["no usable pulumi on PATH", unreachable, go.problem].filter((reason) => reason !== "");
    throw new SetupFailure(`no Pulumi engine: ${reasons.join("; ")}. ${whatToInstall}`);
  }
  const elapsed = stopwatch();
  making.log(`${unreachable ? `${unreachable}; ` : ""}building Pulumi ${builtVersion} from Go modules (a few minutes)`);
  const problem = await inStaging(making, builtVersion, (staging) => buildEngine(making, go.program, staging));
  if (problem !== undefined) throw new SetupFailure(problem);
  making.log(`Pulumi ${builtVersion} built (${elapsed()})`);
  return { bin: binOf(making, builtVersion), source: "build", version: builtVersion };
}

/**
 * Lets `make` fill a folder of its own and puts it in its place, whole, once it is proved to run.
 *
 * @param {Making} making
 * @param {string} version
 * @param {(staging: string) => Promise<string | undefined>} make fills `<staging>/bin`; gives why it could not
 * @returns {Promise<string | undefined>} why it could not be made
 */
async function inStaging({ root, home, env }, version, make) {
  const staging = path.join(home, `staging-${engineKey(version)}`);
  const place = path.join(home, engineKey(version));
  const bin = path.join(staging, "bin");
  try {
    mkdirSync(bin, { recursive: true });
    const failed = await make(staging);
    if (failed !== undefined) return failed;
    addDynamicProvider(root, bin);
    const problem = await engineProblem(bin, env);
    if (problem !== undefined) return problem;
    for (const file of readdirSync(bin)) flush(path.join(bin, file));
    // One that stands there was found unusable, or we would not be here.
    if (existsSync(place)) renameSync(place, `${staging}-replaced`);
    renameSync(staging, place);
    return undefined;
  } finally {
    rmSync(staging, { recursive: true, force: true });
    rmSync(`${staging}-replaced`, { recursive: true, force: true });
  }
}

/**
 * What killed set-ups left: only the lock's holder makes engines, so nobody is using it.
 *
 * @param {string} home
 */
function removeLeftovers(home) {
  for (const name of readdirSync(home)) {
    if (name.startsWith("staging-")) rmSync(path.join(home, name), { recursive: true, force: true });
  }
}

/**
 * Sees to it that after a power failure a file is not empty under its final name.
 *
 * @param {string} file
 */
function flush(file) {
  const descriptor = openSync(file, "r+");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/**
 * @param {Making} making
 * @param {string} version
 */
function binOf({ home }, version) {
  return path.join(home, engineKey(version), "bin");
}

import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, rmSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { cacheFolder } from "../cache.mjs";
import { withLock } from "../lock.mjs";
import { run } from "./child.mjs";
import { stopwatch } from "./elapsed.mjs";
import { SetupFailure } from "./failure.mjs";

/**
 * @typedef {object} Step what every step of the set-up is told
 * @property {string} root the clone's folder
 * @property {(line: string) => void} log where to say, in one line, that something is done
 * @property {NodeJS.ProcessEnv} env
 */

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean }} LockedPackage */

/**
 * Makes `node_modules` hold what package-lock.json says; does nothing, silently, if it does.
 *
 * @param {Step} step
 * @throws {SetupFailure} when npm cannot do it
 */
export async function installPackages(step) {
  if (packagesAreInstalled(step.root)) return;
  await withCloneLock(step, async () => {
    if (packagesAreInstalled(step.root)) return; // by the one we waited for
    const elapsed = stopwatch();
    step.log("installing the npm packages…");
    removeUnfinished(step.root);
    await npmInstall(step);
    if (!packagesAreInstalled(step.root)) {
      throw new SetupFailure("npm ended well, but node_modules does not hold what package-lock.json says");
    }
    step.log(`npm packages installed (${elapsed()})`);
  });
}

/**
 * Keeps two set-ups in the same clone from spoiling each other's work.
 *
 * @template T
 * @param {Step} step
 * @param {() => Promise<T>} fn
 * @returns {Promise<T>}
 */
export function withCloneLock({ root, log, env }, fn) {
  const clone = createHash("sha256").update(realpathSync(root)).digest("hex").slice(0, 16);
  const lockPath = path.join(cacheFolder(env), "locks", `clone-${clone}`);
  return withLock(lockPath, { waitingMessage: "waiting for another set-up of this clone", log }, fn);
}

/**
 * Whether the install npm finished last (its hidden lockfile) has what the lockfile asks for, and is still there.
 *
 * @param {string} root
 * @returns {boolean}
 */
function packagesAreInstalled(root) {
  const wanted = lockedPackages(path.join(root, "package-lock.json"));
  const installed = lockedPackages(path.join(root, "node_modules", ".package-lock.json"));
  if (wanted === undefined) throw new SetupFailure(`${root} has no readable package-lock.json: is the clone complete?`);
  if (installed === undefined) return false;
  for (const [folder, entry] of Object.entries(wanted)) {
    if (folder === "") continue;
    const present = installed[folder];
    if (present === undefined) {
      // Packages for other platforms are optional, and left out.
      if (entry.optional || entry.devOptional) continue;
      return false;
    }
    if (present.version !== entry.version || !existsSync(path.join(root, folder))) return false;
  }
  return true;
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | undefined}
 */
function lockedPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/**
 * An install that was killed leaves half a package that npm takes for whole. npm writes its hidden lockfile last; without
 * it what is there is of no use.
 *
 * @param {string} root
 */
function removeUnfinished(root) {
  const modules = path.join(root, "node_modules");
  if (existsSync(path.join(modules, ".package-lock.json"))) return;
  rmSync(modules, { recursive: true, force: true, maxRetries: 3 });
}

/** @param {Step} step */
async function npmInstall({ root, env }) {
  const npm = npmCommand(env);
  /** @param {readonly string[]} args */
  const runNpm = (args) =>
    run(npm.command, [...npm.args, ...args, "--no-update-notifier", "--loglevel=error"], { cwd: root, env });

  // Asked once, with little patience: without a network an install would try each package in turn, for minutes.
  const ping = await runNpm(["ping", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=12000"]);
  if (ping.startError !== undefined) {
    throw new SetupFailure(
      `cannot install the npm packages: npm cannot be started (${ping.startError}). ` +
        "Install npm (it comes with Node: https://nodejs.org/) and run again.",
    );
  }
  const unreachable = ping.code === 0 ? undefined : networkProblem(ping.stderr);

  // Without the registry, npm's cache may hold everything; `npm ci` would take away what is there before it knows.
  const offline = ["install", "--no-save", "--offline"];
  // No package needs its install script (see `allowScripts` in package.json), and none gets to run with our environment.
  const flags = ["--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"];
  const args = [...(unreachable === undefined ? ["ci"] : offline), ...flags];
  const outcome = await runNpm(args);
  if (outcome.code === 0) return;
  const problem = unreachable ?? networkProblem(outcome.stderr);
  if (problem === undefined) {
    const said = essence(outcome.stderr).slice(0, 5).join("\n  ");
    throw new SetupFailure(`cannot install the npm packages: npm says\n  ${said}`);
  }
  throw new SetupFailure(
    `cannot install the npm packages: the registry is not reachable (${problem}). ` +
      "Connect to the network, or copy node_modules from another clone, and run again.",
  );
}

/**
 * The npm that runs us if there is one, else the one on PATH.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ command: string, args: string[] }}
 */
export function npmCommand(env) {
  const beside = path.join(path.dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js");
  const running = env["npm_execpath"] ?? "";
  if (path.basename(running) === "npm-cli.js" && existsSync(running))
    return { command: process.execPath, args: [running] };
  // Windows cannot start npm.cmd without a shell; its Node has npm beside it.
  if (process.platform === "win32" && existsSync(beside)) return { command: process.execPath, args: [beside] };
  return { command: "npm", args: [] };
}

const networkCodes =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|ENOTCACHED|FETCH_ERROR)\b/;

/**
 * Why the registry could not be reached, if that is what npm's errors come down to.
 *
 * @param {string} stderr
 * @returns {string | undefined}
 */
function networkProblem(stderr) {
  const lines = essence(stderr);
  const code = networkCodes.exec(lines.join("\n"))?.[1];
  if (code === undefined) return undefined;
  return lines.map((line) => /reason: (.+)$/.exec(line)?.[1]).find((reason) => reason !== undefined) ?? code;
}

/**
 * What npm says, without its decoration.
 *
 * @param {string} stderr
 * @returns {string[]}
 */
function essence(stderr) {
  return stderr
    .split("\n")
    .map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim())
    .filter((line) => line !== "" && !/A complete log of this run|^npm (warn|notice)/i.test(line));
}

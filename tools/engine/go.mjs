import { existsSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { run } from "../setup/child.mjs";

/** The first Go that reads the version a go.mod asks for, and fetches that one if it is itself too old. */
const oldestGo = 21;

/**
 * The Go on PATH, if it can build the engine.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder where go may leave what it leaves
 * @returns {Promise<{ program: string } | { problem: string }>}
 */
export async function findGo(env, folder) {
  const { code, stdout, startError } = await run("go", ["version"], { env: quiet(env, folder), totalMs: 60_000 });
  if (startError === "ENOENT") return { problem: "Go, to build one, is not installed" };
  const version = /go(1\.(\d+)\S*)/.exec(stdout);
  if (code !== 0 || version === null) return { problem: "`go version` fails" };
  return Number(version[2]) < oldestGo
    ? { problem: `Go ${String(version[1])} is too old to build one` }
    : { program: "go" };
}

/**
 * @typedef {object} GoEnvironment
 * @property {NodeJS.ProcessEnv} env for every go command of the build
 * @property {boolean} isPrivate whether both caches are ours, so that nothing of the build stays anywhere else
 */

/**
 * The environment for building: the user's settings where they say where modules come from, ours where they would
 * change what is built. Go's caches are the user's if they are in use; else they are made in `folder`.
 *
 * @param {string} go
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} userEnv
 * @returns {Promise<GoEnvironment>}
 */
export async function goEnvironment(go, folder, userEnv) {
  const env = quiet(userEnv, folder);
  const names = ["GOMODCACHE", "GOCACHE", "GOFLAGS", "GOHOSTOS", "GOHOSTARCH"];
  const { stdout } = await run(go, ["env", "-json", ...names], { env: { ...env, GOFLAGS: "" }, totalMs: 60_000 });
  /** @type {Record<string, string>} */
  const known = JSON.parse(stdout || "{}");

  const ownModules = keepsOwn(userEnv["GOMODCACHE"], known["GOMODCACHE"]);
  const ownBuilds = keepsOwn(userEnv["GOCACHE"], known["GOCACHE"]);
  return {
    isPrivate: !ownModules && !ownBuilds,
    env: {
      ...env,
      ...(ownModules ? {} : { GOMODCACHE: path.join(folder, "modules") }),
      ...(ownBuilds ? {} : { GOCACHE: path.join(folder, "objects") }),
      GOTMPDIR: path.join(folder, "tmp"),
      // A module cache of ours must be removable; the user's keeps the protection it has.
      GOFLAGS: [...harmless(userEnv["GOFLAGS"] ?? ""), ...(ownModules ? [] : ["-modcacherw"])].join(" "),
      GOOS: known["GOHOSTOS"] ?? "",
      GOARCH: known["GOHOSTARCH"] ?? "",
      GO111MODULE: "on",
      GOWORK: "off",
      CGO_ENABLED: "0", // no C compiler needed
    },
  };
}

/**
 * Whether a cache of the user's is to be used: they said so, or it has something in it.
 *
 * @param {string | undefined} set
 * @param {string | undefined} known
 */
function keepsOwn(set, known) {
  if (set) return true;
  try {
    return Boolean(known) && readdirSync(known ?? "").length > 0;
  } catch {
    return false;
  }
}

const changesTheResult =
  /^--?(mod|modfile|overlay|race|msan|asan|cover|coverpkg|covermode|buildmode|compiler|tags|json|n|o|C|linkshared|installsuffix|pkgdir)(=|$)/;

/**
 * GOFLAGS without what would make another program of it, or none.
 *
 * @param {string} flags
 */
function harmless(flags) {
  return flags.split(/\s+/).filter((flag) => flag !== "" && !changesTheResult.test(flag));
}

/**
 * An environment in which go leaves nothing in a home it was never used in: it keeps counters beside its settings.
 * Where it has settings, they and the counters stay where they are.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv}
 */
function quiet(env, folder) {
  if (process.platform === "win32" || process.platform === "darwin") return env;
  const settings = env["XDG_CONFIG_HOME"] ?? path.join(env["HOME"] ?? os.homedir(), ".config");
  if (existsSync(path.join(settings, "go")) || existsSync(path.join(settings, "git"))) return env;
  return { ...env, XDG_CONFIG_HOME: path.join(folder, "settings") };
}

import { accessSync, constants, lstatSync, mkdirSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { SetupFailure, codeOf } from "./setup/failure.mjs";

/**
 * The project's cache folder, shared by all clones of this user: `SECGROUP_CACHE_DIR` if set, else the platform's
 * place for caches. Only computes the path.
 *
 * @param {NodeJS.ProcessEnv} [env] Default: process.env
 * @param {NodeJS.Platform} [platform] Default: process.platform
 * @returns {string} an absolute path
 * @throws {SetupFailure} when there is no home folder to put it in
 */
export function cachePath(env = process.env, platform = process.platform) {
  if (env["SECGROUP_CACHE_DIR"]) return path.resolve(env["SECGROUP_CACHE_DIR"]);
  if (platform === "win32") {
    const local = env["LOCALAPPDATA"];
    return path.join(local ? local : path.join(home(env, platform), "AppData", "Local"), "pulumi-secgroup");
  }
  // A relative XDG_CACHE_HOME is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
  const xdg = env["XDG_CACHE_HOME"];
  if (xdg && path.isAbsolute(xdg)) return path.join(xdg, "pulumi-secgroup");
  if (platform === "darwin") return path.join(home(env, platform), "Library", "Caches", "pulumi-secgroup");
  return path.join(home(env, platform), ".cache", "pulumi-secgroup");
}

/**
 * The project's cache folder, made if need be. Programs are kept there and run, so nobody else may be able to write to it.
 *
 * @param {NodeJS.ProcessEnv} [env] Default: process.env
 * @returns {string} an absolute path of a folder we can write to
 * @throws {SetupFailure} when it cannot be made or written to, is another user's, or others can write to it
 */
export function cacheFolder(env = process.env) {
  const folder = cachePath(env);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    requireOwn(folder);
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (error instanceof SetupFailure) throw error;
    throw new SetupFailure(
      `cannot write to the cache folder ${folder} (${codeOf(error) ?? String(error)}). ` +
        "Set HOME to a folder you can write to, or SECGROUP_CACHE_DIR to a folder for this project's cache, and run again.",
    );
  }
  return folder;
}

/**
 * Windows has other means than owners and modes, and its cache is in the user's own profile.
 *
 * @param {string} folder
 */
function requireOwn(folder) {
  const self = process.getuid?.();
  if (self === undefined) return;
  const elsewhere = "or set SECGROUP_CACHE_DIR to a folder of your own, and run again.";
  const about = `will not use the cache folder ${folder}: programs from it are run, and`;
  // The link itself, too: whoever owns it can make it lead elsewhere.
  for (const { uid } of [lstatSync(folder), statSync(folder)]) {
    if (uid === self) continue;
    throw new SetupFailure(
      `${about} it belongs to another user (${String(uid)}, you are ${String(self)}). Remove it, ${elsewhere}`,
    );
  }
  const mode = statSync(folder).mode & 0o777;
  if ((mode & 0o022) === 0) return;
  throw new SetupFailure(
    `${about} others can write to it (mode ${mode.toString(8)}). If nobody else did, chmod go-w ${folder}, ${elsewhere}`,
  );
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
function home(env, platform) {
  const folder = (platform === "win32" ? env["USERPROFILE"] : env["HOME"]) ?? homeOfUser();
  if (folder && path.isAbsolute(folder)) return folder;
  throw new SetupFailure(
    "there is no home folder to keep the project's cache in: HOME is not set. " +
      "Set HOME, or SECGROUP_CACHE_DIR to a folder for this project's cache, and run again.",
  );
}

function homeOfUser() {
  try {
    return os.userInfo().homedir;
  } catch {
    return undefined;
  }
}

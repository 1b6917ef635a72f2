import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { cacheFolder } from "../cache.mjs";
import { withLock } from "../lock.mjs";
import { run } from "../setup/child.mjs";
import { SetupFailure } from "../setup/failure.mjs";
import { npmCommand } from "../setup/packages.mjs";

/**
 * Where a package of the npm registry is, in the project's cache folder: installed once for all clones, never globally.
 * Its install scripts do not run.
 *
 * @param {string} name
 * @param {string} version
 * @returns {Promise<string>} the package's folder
 * @throws {SetupFailure} when npm cannot install it
 */
export async function cachedPackage(name, version) {
  const key = `${name.replace("/", "+")}@${version}`;
  const folder = path.join(matrixCache(), key);
  const found = path.join(folder, "node_modules", name);
  const lock = path.join(cacheFolder(), "locks", `matrix-${key}`);
  await withLock(lock, { waitingMessage: `waiting for another install of ${key}` }, async () => {
    if (existsSync(folder)) return;
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    writeFileSync(path.join(unfinished, "package.json"), JSON.stringify({ private: true }));
    const npm = npmCommand(process.env);
    const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    const args = [...npm.args, "install", `${name}@${version}`, ...quiet];
    const { code, stderr } = await run(npm.command, args, { cwd: unfinished });
    if (code !== 0) throw new SetupFailure(`cannot install ${key} into the cache: npm says\n${stderr.trimEnd()}`);
    renameSync(unfinished, folder);
  });
  return found;
}

/**
 * The part of the project's cache folder that the matrix uses.
 *
 * @returns {string}
 */
export function matrixCache() {
  return path.join(cacheFolder(), "matrix");
}

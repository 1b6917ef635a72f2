import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";

/** The CLI we build: the newest release found published as a Go module; also in cli/go.mod. */
export const builtVersion = "v3.256.0";

/**
 * The oldest CLI taken from PATH: the release that came with the oldest `@pulumi/pulumi` our peer range admits. CLI and
 * SDK negotiate what both can do, so a newer SDK with it is fine.
 */
export const oldestVersion = "v3.142.0";

/**
 * The CLI that is downloaded: the release of the SDK we run, whose Node host runs on the Nodes that SDK runs on.
 *
 * @param {string} root the clone's folder
 * @returns {string}
 */
export function downloadedVersion(root) {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
  return `v${String(lock.packages["node_modules/@pulumi/pulumi"].version)}`;
}

/**
 * Where an engine of a version is kept, below the cache folder; machines of several kinds may share one.
 *
 * @param {string} version
 * @returns {string}
 */
export function engineKey(version) {
  return `${version}-${process.platform}-${process.arch}`;
}

/**
 * The three numbers of a version, or undefined if it is none.
 *
 * @param {string} text such as "v3.256.0" or "3.256.0-alpha.1"
 * @returns {[number, number, number] | undefined}
 */
export function parseVersion(text) {
  const found = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text.trim());
  return found === null ? undefined : [Number(found[1]), Number(found[2]), Number(found[3])];
}

/**
 * Whether a version is the given one or newer.
 *
 * @param {[number, number, number]} version
 * @param {[number, number, number]} oldest
 * @returns {boolean}
 */
export function isAtLeast(version, oldest) {
  for (const [position, number] of version.entries()) {
    const limit = oldest[position] ?? 0;
    if (number !== limit) return number > limit;
  }
  return true;
}

import path from "node:path";
import process from "node:process";
import { cachedPackage } from "./cached.mjs";

/** The Nodes that are fetched where another one runs us: the newest of each line when this was written. */
const nodeVersions = /** @type {const} */ ({ 20: "20.20.2", 22: "22.23.3" });

/**
 * A Node of that line: ours, else one from the npm registry, where the package `node` has one for each platform.
 *
 * @param {import("./rows.mjs").NodeMajor} major
 * @returns {Promise<{ bin: string, version: string }>} the folder it is in, and its version
 */
export async function nodeOf(major) {
  const own = process.versions.node;
  if (own.startsWith(`${major}.`)) return { bin: path.dirname(process.execPath), version: own };
  const version = nodeVersions[major];
  const folder = await cachedPackage(`node-${process.platform}-${process.arch}`, version);
  return { bin: path.join(folder, "bin"), version };
}

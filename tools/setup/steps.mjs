import process from "node:process";
import { ensureEngine } from "../engine.mjs";
import { buildPackage } from "./build.mjs";
import { installPackages } from "./packages.mjs";

/**
 * The steps of `setup()`, in order; see there.
 *
 * @param {import("../setup.mjs").SetupOptions} options
 * @returns {Promise<{ engine: import("../engine.mjs").Engine | undefined }>}
 */
export async function runSteps({ root, log = console.error, engine = true, env = process.env }) {
  const step = { root, log, env };
  await installPackages(step);
  await buildPackage(step);
  return { engine: engine ? await ensureEngine(step) : undefined };
}

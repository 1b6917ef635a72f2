import { statSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { run } from "./child.mjs";
import { stopwatch } from "./elapsed.mjs";
import { SetupFailure } from "./failure.mjs";
import { withCloneLock } from "./packages.mjs";

/**
 * Brings `dist` up to date with the sources; silent when it is.
 *
 * @param {import("./packages.mjs").Step} step
 * @throws {SetupFailure} with the compiler's errors
 */
export async function buildPackage(step) {
  const { root, log, env } = step;
  await withCloneLock(step, async () => {
    const elapsed = stopwatch();
    const before = lastBuilt(root);
    const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
    const project = path.join(root, "tsconfig.build.json");
    const { code, stdout, stderr } = await run(process.execPath, [compiler, "--build", project], { cwd: root, env });
    if (code !== 0) throw new SetupFailure(`the package does not compile:\n${(stdout + stderr).trimEnd()}`);
    if (lastBuilt(root) !== before) log(`package built (${elapsed()})`);
  });
}

/** @param {string} root */
function lastBuilt(root) {
  return statSync(path.join(root, "dist", ".tsbuildinfo"), { throwIfNoEntry: false })?.mtimeMs;
}

import path from "node:path";
import process from "node:process";
import { run } from "./child.mjs";
import { stopwatch } from "./elapsed.mjs";
import { SetupFailure } from "./failure.mjs";
import { withCloneLock } from "./packages.mjs";

/**
 * Brings `build` (each source compiled, for our own tools) and `dist` (what is published) up to date with the sources;
 * silent when they are.
 *
 * @param {import("./packages.mjs").Step} step
 * @throws {SetupFailure} with the compiler's errors
 */
export async function buildPackage(step) {
  const { root, log, env } = step;
  await withCloneLock(step, async () => {
    const elapsed = stopwatch();
    const compiler = path.join(root, "node_modules", "typescript", "bin", "tsc");
    const project = path.join(root, "tsconfig.build.json");
    const { code, stdout, stderr } = await run(process.execPath, [compiler, "--build", project], { cwd: root, env });
    if (code !== 0) throw new SetupFailure(`the package does not compile:\n${(stdout + stderr).trimEnd()}`);
    // Loaded here: there is nothing to load it from before the packages are installed.
    const { bundle, isBundled } = await import("./bundle.mjs");
    if (isBundled(root)) return;
    await bundle(root);
    log(`package built (${elapsed()})`);
  });
}

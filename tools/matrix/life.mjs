import { startInstalledEmulator } from "./emulator.mjs";

const quiet = ["--suppress-progress", "--color", "never"];

/**
 * The life of the two memberships of programs.mjs: preview, up, a preview without changes, destroy; after each step that
 * changes something the emulator is asked what is there.
 *
 * @param {import("../stage.cjs").Stage} stage whose project is installed
 * @param {string} PATH where the project's Node is
 * @throws {Error} saying what went wrong
 */
export async function live(stage, PATH) {
  const emulator = await startInstalledEmulator(stage.project, PATH);
  try {
    /** @param {readonly string[]} args */
    const pulumi = async (...args) => {
      const { code, text } = await stage.run(args, { env: { SECGROUP_ENDPOINT: emulator.url } });
      if (code !== 0) throw new Error(`pulumi ${args[0]} ends with exit code ${code}:\n${text.trimEnd()}`);
      return text;
    };
    const before = await emulator.groupsOf("i-web1");
    await pulumi("stack", "init", "dev");
    const preview = await pulumi("preview", ...quiet);
    if (!preview.includes("+ 3 to create")) throw new Error(`preview does not show 3 creations:\n${preview}`);
    await pulumi("up", "--yes", "--skip-preview", ...quiet);
    expectGroups(await emulator.groupsOf("i-web1"), [...before, "sg-web", "sg-monitoring"], "up");
    await pulumi("preview", "--expect-no-changes", ...quiet);
    await pulumi("destroy", "--yes", "--skip-preview", ...quiet);
    expectGroups(await emulator.groupsOf("i-web1"), before, "destroy");
  } finally {
    await emulator.close();
  }
}

/**
 * @param {readonly string[]} groups
 * @param {readonly string[]} expected
 * @param {string} step
 */
function expectGroups(groups, expected, step) {
  if ([...groups].sort().join() === [...expected].sort().join()) return;
  throw new Error(`after ${step} i-web1 is in ${groups.join(", ")} instead of ${expected.join(", ")}`);
}

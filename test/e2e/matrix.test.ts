import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describeWithRegistry } from "../package/registry";

// Each language, each package manager, both Nodes and both ends of the peer range once; `npm run test:matrix` runs all.
const rows = ["javascript-npm-node22-newest", "typescript-pnpm-node22-lowest", "esm-yarn1-node20-newest"];

jest.setTimeout(600_000);

describeWithRegistry("the packed package, installed as users do, previews, ups, shows no changes and destroys", () => {
  let printed: string;
  beforeAll(async () => {
    printed = await matrix(rows);
    process.stdout.write(printed);
  });

  test.each(rows)("%s", (row) => {
    // What is printed is compared whole, so that a failure shows why.
    const well = new RegExp(`^ok +${row} `, "m").test(printed);
    expect(well ? "" : printed).toBe("");
  });
});

/** What the matrix prints, also when a row does not work. */
async function matrix(names: readonly string[]): Promise<string> {
  try {
    const script = join(__dirname, "..", "..", "tools", "matrix.mjs");
    return (await promisify(execFile)(process.execPath, [script, ...names], { timeout: 580_000 })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}

import path from "node:path";
import { z } from "zod";
import { root, run, startModule, toolUrl } from "./node";

const table = z.object({
  rows: z.array(z.object({ name: z.string() }).catchall(z.unknown())),
  pulumiVersions: z.record(z.string(), z.record(z.string(), z.string())),
});

async function readTable(): Promise<z.infer<typeof table>> {
  const { stdout } = await startModule(`
    import { rows, pulumiVersions } from ${JSON.stringify(toolUrl("matrix/rows.mjs"))};
    console.log(JSON.stringify({ rows, pulumiVersions }));
  `).ended;
  return table.parse(JSON.parse(stdout));
}

const values = {
  language: ["typescript", "javascript", "esm"],
  manager: ["npm", "pnpm", "yarn1", "yarn4"],
  node: [20, 22],
  pulumi: ["lowest", "newest"],
};

test("every pair of two columns' values stands in a row", async () => {
  const { rows } = await readTable();
  const columns = Object.entries(values);
  const missing = columns.flatMap(([one, ones], position) =>
    columns
      .slice(position + 1)
      .flatMap(([other, others]) =>
        ones.flatMap((a) =>
          others
            .filter((b) => !rows.some((row) => row[one] === a && row[other] === b))
            .map((b) => `${one} ${a} with ${other} ${b}`),
        ),
      ),
  );
  expect(missing).toEqual([]);
});

test("the lowest version is where the peer range and the oldest engine begin", async () => {
  const { pulumiVersions } = await readTable();
  const { peerDependencies } = jest.requireActual<{ peerDependencies: Record<string, string> }>(
    path.join(root, "package.json"),
  );
  const lowest = Object.values(pulumiVersions).map((ends) => ends["lowest"]);
  for (const version of lowest) expect(peerDependencies["@pulumi/pulumi"]).toBe(`>=${String(version)} <4`);
  const { stdout } = await startModule(`
    import { oldestVersion } from ${JSON.stringify(toolUrl("engine/versions.mjs"))};
    console.log(oldestVersion);
  `).ended;
  expect(stdout.trim()).toBe(`v${String(lowest[0])}`);
});

test("--list names the rows, and a name that is none ends with them", async () => {
  const { rows } = await readTable();
  const names = rows.map(({ name }) => name).join("\n");
  const matrix = path.join(root, "tools", "matrix.mjs");
  expect(await run([matrix, "--list"])).toMatchObject({ code: 0, stdout: `${names}\n`, stderr: "" });
  const unknown = await run([matrix, "cobol-npm-node20-lowest"]);
  expect(unknown).toMatchObject({ code: 2, stdout: "" });
  expect(unknown.stderr).toBe(`no such row: cobol-npm-node20-lowest; there are\n${names}\n`);
});

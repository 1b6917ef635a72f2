import { accessSync, constants, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { root } from "./node";

const workflow = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      "timeout-minutes": z.number(),
      permissions: z.record(z.string(), z.string()).optional(),
      needs: z.string().optional(),
      steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() }).loose()),
    }),
  ),
});
const folder = path.join(root, ".github", "workflows");
const workflows = readdirSync(folder).map(
  (file) => [file, workflow.parse(parse(readFileSync(path.join(folder, file), "utf8")))] as const,
);
const manifest = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(jest.requireActual(path.join(root, "package.json")));

/** What a step runs that is ours: a program, a script of node's, a script of package.json. */
function missingFrom(command: string): string[] {
  return command.split("\n").flatMap((line) => {
    const [program = "", first = "", second = ""] = line.trim().split(/\s+/);
    if (program === "npm") return first === "run" && !(second in manifest.scripts) ? [line] : [];
    if (program === "node") return existsSync(path.join(root, first)) ? [] : [line];
    return isProgram(program) ? [] : [line];
  });
}

function isProgram(file: string): boolean {
  try {
    accessSync(path.join(root, file), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

describe.each(workflows)("%s", (_file, { permissions, jobs }) => {
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test("runs what there is", () => {
    expect(steps.flatMap(({ run }) => (run === undefined ? [] : missingFrom(run)))).toEqual([]);
  });

  test("pins the actions of others to a commit", () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
  });

  test("may read and no more, unless a job says so", () => {
    expect(permissions).toEqual({ contents: "read" });
  });
});

test("CI runs on the oldest Node and on the one after it", () => {
  const ci = readFileSync(path.join(folder, "ci.yml"), "utf8");
  expect(ci).toContain("node: [20, 22]");
  expect(ci).toContain("- run: .ci/run");
});

test("a release is checked and tested before it is published, and only the publishing job may sign", () => {
  const release = new Map(workflows).get("release.yml");
  const { check, publish } = release?.jobs ?? {};
  const runs = (job: typeof check) => job?.steps.flatMap(({ run }) => run ?? []);
  expect(runs(check)).toEqual(['node tools/release.mjs "$GITHUB_REF_NAME"', ".ci/run"]);
  expect(check?.permissions).toBeUndefined();
  // Main is fetched, since the check asks whether the tag is on it.
  expect(check?.steps[0]?.["with"]).toEqual({ "persist-credentials": false, "fetch-depth": 0 });
  expect(publish?.needs).toBe("check");
  expect(publish?.permissions).toEqual({ contents: "read", "id-token": "write" });
  const published = "npm exec --yes -- npm@11.5.1 publish --ignore-scripts --provenance --access public";
  expect(runs(publish)).toEqual(["npm ci --ignore-scripts", "npm run build", published]);
});

test("a step that runs what there is not is found", () => {
  expect(missingFrom("npm run nothing\nnode tools/nothing.mjs\n.ci/nothing\nnpm ci")).toHaveLength(3);
});

import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, scratchFolder, startModule, toolUrl } from "./node";

let folder: string;
let remove: () => void;
beforeEach(() => {
  ({ folder, remove } = scratchFolder());
  for (const name of ["bin", "tmp"]) mkdirSync(path.join(folder, name));
});
afterEach(() => {
  remove();
});

/** The demo with a `pulumi` that is this shell script. */
function startDemo(script: string) {
  const program = path.join(folder, "bin", "pulumi");
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  return startModule(
    `import { tell } from "${toolUrl("demo/story.mjs")}";
    import { reportFailure } from "${toolUrl("setup/failure.mjs")}";
    tell(${JSON.stringify(root)}, ${JSON.stringify(path.join(folder, "bin"))}).catch(reportFailure);`,
    { PATH: "/usr/bin:/bin", TMPDIR: path.join(folder, "tmp") },
  );
}

test("the demo fails if the preview does not show the plan, and leaves nothing behind", async () => {
  const { code, stdout, stderr } = await startDemo("true").ended;
  expect(code).toBe(1);
  expect(stdout).toContain("1. pulumi preview");
  expect(stderr).toMatch(/^the demo failed: the engine's output does not match .*to create/);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(readdirSync(path.join(folder, "tmp"))).toEqual([]);
});

test("the demo fails if the clouds do not have what an up claims", async () => {
  const { code, stderr } = await startDemo(`echo "+ 7 to create"`).ended;
  expect(code).toBe(1);
  expect(stderr).toContain("the demo failed: alicloud i-web1 in sg-web is missing; ");
  expect(stderr).toContain("baiducloud eni-web1-data in g-monitoring is missing");
});

test("the demo fails with all of the engine's output if the engine fails", async () => {
  const { code, stderr } = await startDemo(
    `[ "$1" = stack ] || { echo " +  pulumi:pulumi:Stack edges broke"; exit 3; }`,
  ).ended;
  expect(code).toBe(1);
  expect(stderr).toContain("pulumi preview ended with exit code 3");
  expect(stderr).toContain("Stack edges broke");
});

test("an interrupted demo ends the engine and leaves nothing behind", async () => {
  const demo = startDemo(`[ "$1" = stack ] || { echo waiting; exec sleep 60; }`);
  await demo.printed("waiting");
  demo.child.kill("SIGINT");
  const { code, stderr } = await demo.ended;
  expect(code).toBe(130);
  expect(stderr).toContain("Interrupted: cleaning up.");
  expect(readdirSync(path.join(folder, "tmp"))).toEqual([]);
});

test("of the engine's output the plan, the outcome and the diagnostics are shown, as soon as a line is whole", async () => {
  const type = "pulumi-nodejs:dynamic/secgroup:SecurityGroupMembership";
  const text = [
    "Updating (dev):",
    "",
    "",
    " +  pulumi:pulumi:Stack edges-dev creating (0s) ",
    ` +  ${type} a creating (0s) `,
    ` \u001b[32m+  ${type}\u001b[0m a created (0.65s) `,
    ` +  ${type} b create error: no such group`,
    "Diagnostics:",
    `  ${type} (b):`,
    "    error: no such group",
  ].join("\n");
  const { stdout } = await startModule(
    `import { shownLines } from "${toolUrl("demo/engine-text.mjs")}";
    const lines = shownLines((line) => console.log(line));
    for (const character of ${JSON.stringify(text)}) lines.push(character);
    lines.end();`,
  ).ended;
  expect(stdout.split("\n")).toEqual([
    "Updating (dev):",
    "",
    " \u001b[32m+  SecurityGroupMembership\u001b[0m a created (0.65s)",
    "Diagnostics:",
    "  SecurityGroupMembership (b):",
    "    error: no such group",
    "",
  ]);
});

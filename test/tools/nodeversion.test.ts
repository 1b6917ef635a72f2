import { readFileSync } from "node:fs";
import path from "node:path";
import { root, scratchFolder, start, startModule, toolUrl } from "./node";
import { writeFileSync } from "node:fs";

/** What is wrong with a version of Node, in the words of the check. */
async function nodeProblem(version: string): Promise<string> {
  const { stdout } = await startModule(`
    import { nodeProblem } from ${JSON.stringify(toolUrl("setup/node.mjs"))};
    console.log(nodeProblem(${JSON.stringify(version)}) ?? "none");
  `).ended;
  return stdout.trim();
}

test.each(["20.0.0", "22.23.3", "100.0.0"])("Node %s will do", async (version) => {
  expect(await nodeProblem(version)).toBe("none");
});

test.each(["12.22.12", "18.20.8", "19.9.0"])(
  "Node %s is too old, and the message says so and what to do",
  async (version) => {
    expect(await nodeProblem(version)).toMatch(new RegExp(`^This needs Node 20 or newer; .* is ${version}\\. Install`));
  },
);

test.each(["test.mjs", "engine.mjs"])("tools/%s ends with that one line on an old Node", async (entry) => {
  const { folder, remove } = scratchFolder();
  try {
    const pretence = path.join(folder, "old.cjs");
    writeFileSync(
      pretence,
      `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "18.20.8" } });`,
    );
    const ended = await start(["--require", pretence, path.join(root, "tools", entry)], { PATH: "" }).ended;
    expect(ended).toMatchObject({ code: 1, stdout: "" });
    expect(ended.stderr).toMatch(/^This needs Node 20 or newer; [^\n]*\n$/);
  } finally {
    remove();
  }
});

test.each(["setup.mjs", "engine.mjs", "test.mjs", "setup/node.mjs"])(
  "tools/%s imports nothing before the check that an old Node refuses",
  (file) => {
    const code = readFileSync(path.join(root, "tools", file), "utf8");
    const imported = [...code.matchAll(/^import .* from "(.*)";$/gm)].map((found) => found[1]);
    for (const name of imported) expect(["fs", "path", "url", "./setup/node.mjs"]).toContain(name);
    expect(code.replace(/^\s*(\/\/|\/?\*).*$/gm, "")).not.toMatch(/\?\?|\?\.[^\d]|^await |#\w+;/m);
  },
);

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A command that a page tells the reader to run is there. */
const root = join(__dirname, "..", "..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name)),
];

test.each(pages)("the npm scripts that %s names are there", (page) => {
  const named = [...readFileSync(join(root, page), "utf8").matchAll(/\bnpm run ([\w:-]+)/g)].map(
    ([, name = ""]) => name,
  );
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test("the README gives the two commands first", () => {
  const [first = ""] = /^```sh\n[\s\S]*?^```$/m.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
  expect(first).toMatch(/^npm run demo .*\nnpm test /m);
});

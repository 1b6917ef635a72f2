import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a page tells the reader to run or to open is there. */
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

test.each(pages)("the sources that %s names are there", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const named = [...text.matchAll(/`((?:provider|emulator|cli|test|tools|bench|examples)\/[\w./-]*)`/g)];
  expect(named.map(([, path = ""]) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("the README gives the two commands first", () => {
  const [first = ""] = /^```sh\n[\s\S]*?^```$/m.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
  expect(first).toMatch(/^npm run demo .*\nnpm test /m);
});

test("the order of the wrappers is that of the code", () => {
  const code = readFileSync(join(root, "provider", "accounts.ts"), "utf8");
  const [, inner = ""] = /const together = (.*);/.exec(code) ?? [];
  const [, outer = ""] = /return (remember\(.*\));/.exec(code) ?? [];
  const order = [...`${outer.replace(/together.*/, "")}${inner}`.matchAll(/(\w+)\(/g)].map(([, name]) => name);
  expect(order).toHaveLength(6);
  const page = readFileSync(join(root, "docs", "architecture.md"), "utf8");
  expect(page).toContain(`\n${order.join("(")}(adapter${")".repeat(order.length)}\n`);
  const rows = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
  expect(rows.filter((name) => order.includes(name))).toEqual(order);
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pages, root, textOf } from "./pages";

/** What a page tells the reader to run or to open is there. */
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };

test.each(pages)("the npm scripts that %s names are there", (page) => {
  const named = [...textOf(page).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = ""]) => name);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test.each(pages)("the sources that %s names are there", (page) => {
  const named = [...textOf(page).matchAll(/`((?:provider|emulator|cli|test|tools|bench|examples)\/[\w./-]*)`/g)];
  expect(named.map(([, path = ""]) => path).filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

// Where the package is not installed, npx would fetch whatever is called `secgroup` on npm.
test.each(pages)("the commands of %s let npx fetch nothing", (page) => {
  expect(
    textOf(page)
      .match(/\bnpx (?:-\S+ )*secgroup\b/g)
      ?.filter((command) => command !== "npx --no -- secgroup") ?? [],
  ).toEqual([]);
});

test("the README gives the two commands first", () => {
  const [first = ""] = /^```sh\n[\s\S]*?^```$/m.exec(textOf("README.md")) ?? [];
  expect(first).toMatch(/^npm run demo .*\nnpm test /m);
});

test("the order of the wrappers is that of the code", () => {
  const code = readFileSync(join(root, "provider", "accounts.ts"), "utf8");
  const [, inner = ""] = /const together = (.*);/.exec(code) ?? [];
  const [, outer = ""] = /return (remember\(.*\));/.exec(code) ?? [];
  const order = [...`${outer.replace(/together.*/, "")}${inner}`.matchAll(/(\w+)\(/g)].map(([, name]) => name);
  expect(order).toHaveLength(6);
  const page = textOf(join("docs", "architecture.md"));
  expect(page).toContain(`\n${order.join("(")}(adapter${")".repeat(order.length)}\n`);
  const rows = [...page.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
  expect(rows.filter((name) => order.includes(name))).toEqual(order);
});

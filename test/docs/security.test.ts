/** The promises of docs/security.md and SECURITY.md each name a test that is there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./pages";

const pages = ["docs/security.md", "SECURITY.md"] as const;
const textOf = (page: string) => readFileSync(join(root, page), "utf8");
const testsIn = (text: string) => [...text.matchAll(/`(test\/[^`]+)`/g)].map(([, file = ""]) => file);

test.each(pages)("the tests that %s names are there", (page) => {
  const named = testsIn(textOf(page));
  expect(named.length).toBeGreaterThan(1);
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test("every row of promises names one test", () => {
  const rows = textOf("docs/security.md")
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^\| *(-|place |promise )/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((row) => testsIn(row).length !== 1)).toEqual([]);
});

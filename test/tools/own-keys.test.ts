import { execFileSync, type ExecFileSyncOptions } from "node:child_process";
import { root } from "./node";

jest.setTimeout(120_000);

/** The lines that the rule refuses, of a text that stands for a file of the package. */
function refusedLines(text: string): readonly number[] {
  const eslint = ["--stdin", "--stdin-filename", "provider/model/lookup.ts", "--format", "json"];
  const options: ExecFileSyncOptions = { cwd: root, input: text, stdio: ["pipe", "pipe", "inherit"] };
  let out: string;
  try {
    out = String(execFileSync("node_modules/.bin/eslint", eslint, options));
  } catch (error) {
    out = String((error as { stdout: Buffer }).stdout);
  }
  const [file] = JSON.parse(out) as { messages: { ruleId: string; line: number }[] }[];
  return (file?.messages ?? []).filter(({ ruleId }) => ruleId === "secgroup/own-keys").map(({ line }) => line);
}

test("the lint rule refuses texts as keys of objects, and no names, numbers or entries of maps", () => {
  const lines = [
    "declare const text: string; declare const name: 'a' | 'b'; declare const list: string[]; declare const loose: any;",
    "const table: Readonly<Record<string, number>> = { a: 1, b: 2 };",
    "export const refused1 = table[text];",
    "export const refused2 = table[`x${text}`];",
    "export const refused3 = text in table;",
    "export const refused4 = table[loose];",
    "export const good1 = table[name];",
    "export const good2 = table['a'];",
    "export const good3 = list[0];",
    "export const good4 = 'a' in table;",
    "export const good5 = new Map(Object.entries(table)).get(text);",
    "export const good6 = name in table;",
  ];
  expect(refusedLines(lines.join("\n"))).toEqual([3, 4, 5, 6]);
});

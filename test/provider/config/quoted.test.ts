import { execFileSync } from "node:child_process";
import { quoted, shellWord } from "../../../provider/config/quoted";

test.each([
  ["plain", '"plain"'],
  ['a "b"', '"a \\"b\\""'],
  ["a\n::error::b", '"a\\n::error::b"'],
  ["\u001b[31m", '"\\u001b[31m"'],
  ["\u009b\u007f\u202e\u2028\u{e0001}", '"\\u009b\\u007f\\u202e\\u2028\\udb40\\udc01"'],
  ["生产", '"生产"'],
  ["x".repeat(100), `"${"x".repeat(80)}…"`],
])("%j is shown on one line, and nothing in it acts on a terminal", (value, shown) => {
  expect(quoted(value)).toBe(shown);
});

test.each(["plain", "a b", "it's", "$(touch x)", "`x`", "a;b", '"', "\\", "*", "生产", "-x", ""])(
  "%j is one word of a shell",
  (value) => {
    expect(execFileSync("sh", ["-c", `printf %s ${shellWord(value)}`], { encoding: "utf8" })).toBe(value);
  },
);

test("a name that needs no quotes has none, and a line break is none in a command", () => {
  expect(shellWord("team-a.prod@x")).toBe("team-a.prod@x");
  expect(shellWord("a\nrm -rf x")).toBe("'a\\u000arm -rf x'");
});

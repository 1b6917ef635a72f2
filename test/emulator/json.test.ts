import { parseJson } from "../../emulator/json";

test.each([['{"a": [1, true, null, "x\\n"], "b": {}}'], ["[]"], [" 1e3 "]])("%s is JSON", (text) => {
  expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) as unknown });
});

test.each([
  ["", "it ends too early at line 1, column 1"],
  ["{", "it ends too early at line 1, column 2"],
  ['{"a": 1,}', "unexpected text at line 1, column 9"],
  ['{\n  "a": secret\n}', "unexpected text at line 2, column 8"],
  ['{"a" 1}', "unexpected text at line 1, column 6"],
  ["[1 2]", "unexpected text at line 1, column 4"],
  ["[1,\n 2}", "unexpected text at line 2, column 3"],
  ["[1,]", "unexpected text at line 1, column 4"],
  ["{} {}", "unexpected text at line 1, column 4"],
  ['{"a": "open}', "unexpected text at line 1, column 7"],
  ["{'a': 1}", "unexpected text at line 1, column 2"],
])("%j is not, and the problem says where", (text, problem) => {
  expect(parseJson(text)).toEqual({ ok: false, problem });
});

test("depth does not matter", () => {
  expect(parseJson("[".repeat(1_000_000))).toMatchObject({ problem: "it ends too early at line 1, column 1000001" });
});

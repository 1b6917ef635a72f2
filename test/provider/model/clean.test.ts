import * as fc from "fast-check";
import { clean, longestText } from "../../../provider/model/clean";
import { CloudError, UsageError } from "../../../provider/model/errors";
import { hasRawControl, isColor, isCommand } from "../../hostile";

test.each([
  ["a line break and a command of GitHub", "a\n::error::x", "a ::error::x"],
  ["a command at the beginning", "::stop-commands::x", ": :stop-commands::x"],
  ["a command after space", " \r\n::add-mask::x", ": :add-mask::x"],
  [
    "a command that may stand anywhere",
    "a ##[error]b ##vso[task.setvariable]c",
    "a # #[error]b # #vso[task.setvariable]c",
  ],
  ["colors of a terminal", "\u001b[1;31mred\u001b[0m, \u009b32mgreen", "red , green"],
  ["a title and a link of a terminal", "\u001b]0;title\u0007a\u001b]8;;http://x\u001b\\b\u009d0;t\u009cc", "a b c"],
  ["a string of a terminal without an end", "a\u001b]0;b", "a 0;b"],
  ["a color of the engine", "<{%fg 1%}>a", "<{ %fg 1%}>a"],
  ["separators of lines and paragraphs", "a\u2028b\u2029c\u0085d", "a b c d"],
  ["characters that turn the direction", "a\u202eb\u2066c\u200fd", "a b c d"],
  ["C0, DEL and C1", "a\u0000b\u007fc\u0080d", "a b c d"],
  ["half of a surrogate pair", "a\ud800b\udc00", "a b"],
  ["what is harmless", "Größe 安全组 😀: 100% (a_b) [c] #1", "Größe 安全组 😀: 100% (a_b) [c] #1"],
])("%s is harmless on one line", (_what, text, expected) => {
  expect(clean(text)).toBe(expected);
});

test.each([
  ["Alibaba Cloud", `ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host,Signature=${"0a".repeat(32)}`],
  ["Alibaba Cloud, of the older scheme", "Signature=dGhpcyBpcyBhIGR1bW15IQ%3D%3D&x=1"],
  ["Tencent Cloud", `TC3-HMAC-SHA256 Credential=id/2026-01-01/cvm/tc3_request, Signature=${"0b".repeat(32)}`],
  ["Baidu AI Cloud", `bce-auth-v1/id/2026-01-01T00:00:00Z/1800/host/${"0c".repeat(32)}`],
])("a signature of %s is taken out", (_cloud, text) => {
  expect(clean(`not valid: ${text}.`)).toContain("***");
  expect(clean(`not valid: ${text}.`)).not.toMatch(/(0[abc]){8}|dGhpcyBp/);
});

test("a sentence about signatures is left", () => {
  expect(clean("The signature: does not match. Signature=wrong")).toBe(
    "The signature: does not match. Signature=wrong",
  );
});

test("a long text is cut, not through a character, and soon", () => {
  expect(clean("x".repeat(20))).toBe("x".repeat(20));
  expect(clean("😀".repeat(20), 10)).toBe("😀😀😀😀…");
  for (const unit of ["\u001b]", "\u001b[1", "\u009d", " \n", "##", "<{%", "a", "0", "signature="]) {
    expect(clean(unit.repeat(5_000_000)).length).toBeLessThanOrEqual(longestText);
  }
});

test("errors are made of clean texts, whoever wrote them", () => {
  const bad = "::error::a\n\u001b[31mb\u202e";
  const error = new CloudError({
    ...{ kind: "unexpected", cloud: "alicloud", operation: bad, code: bad, reason: bad, requestId: bad, advice: bad },
  });
  expect(error.message).toBe(`: :error::a b: : :error::a b. (: :error::a b, request : :error::a b) : :error::a b`);
  for (const text of [error.operation, error.code, error.reason, error.requestId, error.advice]) {
    expect(text).toBe(": :error::a b");
  }
  expect(error.with({ kind: "busy" }).message).toBe(error.message);
  expect(new UsageError(bad).message).toBe(": :error::a b");
});

test("a megabyte in every field leaves room for what to do", () => {
  const long = "x".repeat(1_000_000);
  const facts = { operation: long, code: long, reason: long, requestId: long, advice: "Do this." };
  const { message } = new CloudError({ kind: "unexpected", cloud: "alicloud", ...facts });
  expect(message.length).toBeLessThan(3_000);
  expect(message).toMatch(/… \(x+…, request x+…\) Do this\.$/);
});

test("whatever the text, it is one line without commands, and cleaning it again changes nothing", () => {
  const parts = [
    "::",
    "##[",
    "##",
    "[",
    "<{%",
    "<",
    "{",
    "%",
    "\u001b",
    "]",
    "\u0007",
    "\n",
    " ",
    "a",
    "0",
    "signature=",
    "\u202e",
  ];
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.oneof(fc.constantFrom(...parts), fc.string()), { maxLength: 40 }).map((some) => some.join("")),
  );
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 200 }), (given, most) => {
      const shown = clean(given, most);
      expect(shown.length).toBeLessThanOrEqual(most);
      expect(hasRawControl(shown)).toBe(false);
      expect(isCommand(shown) || isColor(shown)).toBe(false);
      expect(clean(shown, most)).toBe(shown);
    }),
    { numRuns: 2_000, seed: Number(process.env["SECGROUP_PROPERTY_SEED"] ?? 20_260_101) },
  );
});

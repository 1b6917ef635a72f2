import { factsLine, type PreviewFacts, summarized } from "../../../provider/lifecycle/preview-facts";
import { reportOf, stateOf, urnOf } from "./documents";

/** What the program process tells the report beside the plan. */

const facts: PreviewFacts = { declared: 2, most: "joins", others: {}, unchecked: [], summaries: [] };
const told = (changes: Partial<PreviewFacts>, ...lines: string[]) => ({
  severity: "info",
  message: [...lines, factsLine({ ...facts, ...changes })].join("\n") + "\n\n",
});
const create = (name: string, instanceId: string) => ({
  op: "create",
  urn: urnOf(name),
  newState: stateOf({ instanceId }),
});
const [one, other] = [create("a", "i-1"), create("b", "i-2")];

test.each<[string, Partial<PreviewFacts>, string, string, string]>([
  ["all are joins where nothing is said", {}, "2 to join", "out→**in**", "out→**in**"],
  ["one is there", { others: { exists: ["a"] } }, "1 to join, 1 to take over", "in", "out→**in**"],
  ["most are there", { most: "exists", others: { joins: ["b"] } }, "1 to join, 1 to take over", "in", "out→**in**"],
  ["a URN names one too", { others: { exists: [urnOf("b")] } }, "1 to join, 1 to take over", "out→**in**", "in"],
  ["some are not asked", { others: { unasked: ["b"] } }, "2 to join", "out→**in**", "?→**in**"],
])("%s", (_what, changes, title, first, second) => {
  const report = reportOf({ steps: [one, other], diagnostics: [told(changes)] });
  expect(report).toMatch(new RegExp(`^### Report: ${title}\n`));
  expect(report).toContain(`| \`i-1\` | ${first} |\n| \`i-2\` | ${second} |`);
  expect(report).not.toContain("secgroup-preview");
});

test("IDs that are not known yet are of something new", () => {
  const unknown = { ...one, newState: stateOf({ instanceId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }) };
  const report = reportOf({ steps: [unknown], diagnostics: [told({ most: "exists" })] });
  expect(report).toMatch(/^### Report: 1 to join\n/);
});

test("a move to where the cloud shows the target already takes that over, and leaves the old group", () => {
  const step = { op: "replace", urn: urnOf("a"), oldState: stateOf(), newState: stateOf({ securityGroupId: "sg-2" }) };
  const report = reportOf({ steps: [step], diagnostics: [told({ most: "exists" })] });
  expect(report).toMatch(/^### Report: 1 to take over, 1 to leave\n/);
  expect(reportOf({ steps: [step], diagnostics: [told({ most: "unasked" })] })).toContain("in→**out** | ?→**in**");
});

test("of two lines the one about more memberships counts, whatever the order", () => {
  const early = told({ declared: 1, others: { exists: ["a"] } });
  const late = told({ others: { exists: ["b"] } });
  const title = /^### Report: 1 to join, 1 to take over\n[^]*`b`/;
  for (const diagnostics of [
    [early, late],
    [late, early],
  ]) {
    expect(reportOf({ steps: [one, other], diagnostics })).toMatch(title);
  }
});

test("what was not checked is in the title and in the first line", () => {
  const unchecked = ["alicloud cn-hangzhou", "baiducloud bj"];
  const report = reportOf({ steps: [one], diagnostics: [told({ most: "unasked", unchecked })] });
  expect(report).toMatch(
    /^### Report: 1 to join, not checked\n\n> \*\*Not checked\*\* .*: alicloud cn-hangzhou, baiducloud bj\.\n/,
  );
  const same = { op: "same", urn: urnOf("a"), oldState: stateOf(), newState: stateOf() };
  expect(reportOf({ steps: [same], diagnostics: [told({ unchecked })] })).toMatch(
    /^\*\*Report\*\*: no changes, not checked\. 1 membership stays\.\n\n> \*\*Not checked\*\*/,
  );
});

describe("a preview that fails for its memberships", () => {
  const summary = "1 of 2 memberships cannot be joined. Its own error says why and what to do.";
  const error = { severity: "error", urn: urnOf("b"), message: "error: no\n" };
  const failed = (changes: Partial<PreviewFacts>) => [
    { severity: "error", message: `error: ${summary}\n` },
    error,
    told({ summaries: [summary], ...changes }),
  ];
  const removals = { undeclared: ["x"], gone: ["y"], renamed: { z: "a" }, unsure: [] };

  test("names what the program gives up, and repeats no summary", () => {
    const report = reportOf({ steps: [one, other], diagnostics: failed({ others: { exists: ["a"] }, removals }) });
    expect(report).toMatch(/^### Report: 1 cannot work, 1 to leave \(not in the plan\), 1 declared anew\n/);
    expect(report).toContain("- **`x`**\n");
    expect(report).toContain("| `a` | `z` |");
    expect(report).not.toMatch(/#### Errors|Removals are not shown|to take over/);
  });

  test("shows the places of what a refresh names", () => {
    const refresh = (name: string, instanceId: string) => ({
      op: "refresh",
      urn: urnOf(name),
      oldState: stateOf({ instanceId }),
      newState: stateOf({ instanceId }),
    });
    const steps = [refresh("x", "i-8"), refresh("y", "i-9"), refresh("z", "i-1"), one, other];
    const report = reportOf({ steps, diagnostics: failed({ others: { exists: ["a"] }, removals }) });
    expect(report).toMatch(
      /^### Report: 1 cannot work, 1 to leave \(not in the plan\), 1 already gone, 1 declared anew\n/,
    );
    expect(report).toContain("- **`x`**: `i-8` in `sg-1` (`alicloud cn-hangzhou`)");
    expect(report).toContain("| `i-8` | in→**out** |");
    expect(report).toContain("| `i-9` | removed→**out** |");
    expect(report).toContain("| `i-1` | in |");
  });

  test("tells by a refresh what retainOnDelete leaves in place", () => {
    const oldState = stateOf({ instanceId: "i-8" }, { retainOnDelete: true });
    const steps = [{ op: "refresh", urn: urnOf("x"), oldState, newState: oldState }, other];
    const report = reportOf({ steps, diagnostics: failed({ removals: { ...removals, gone: [], renamed: {} } }) });
    expect(report).toMatch(/^### Report: 1 cannot work, 1 no longer managed\n/);
  });

  test("says that removals are not shown where they cannot be told", () => {
    const report = reportOf({ steps: [one, other], diagnostics: failed({ removals: "notShown" }) });
    expect(report).toContain("Removals are not shown.");
    const unsure = { ...removals, undeclared: [], unsure: ["x"] };
    const open = reportOf({ steps: [one, other], diagnostics: failed({ removals: unsure }) });
    expect(open).toContain("Whether these are still declared is not known yet: `x`.");
    expect(open).not.toContain("to leave");
  });

  test("without a word of the program it shows no removals, and calls what it would join not checked", () => {
    const report = reportOf({ steps: [one], diagnostics: [{ severity: "error", message: "error: no table\n" }] });
    expect(report).toMatch(/^### Report: 1 to join, not checked\n\n> \*\*Not checked\*\*/);
    expect(report).toContain("Removals are not shown.");
    expect(report).toContain("?→**in**");
  });
});

test("a line that cannot be read is as none, and is not shown", () => {
  const diagnostics = [{ severity: "info", message: 'secgroup-preview: {"declared":\n' }];
  expect(reportOf({ steps: [one], diagnostics })).toMatch(/^### Report: 1 to join\n/);
  expect(reportOf({ steps: [one], diagnostics })).not.toContain("secgroup-preview");
});

test("the most frequent answer names nobody", () => {
  const answers = new Map([
    ["a", "exists"],
    ["c", "exists"],
    ["b", "joins"],
  ] as const);
  expect(summarized(answers)).toEqual({ most: "exists", others: { joins: ["b"] } });
  expect(summarized(new Map())).toEqual({ most: "joins", others: {} });
});

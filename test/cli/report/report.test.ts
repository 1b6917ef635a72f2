import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { longestReport } from "../../../cli/report/render";
import { unknown } from "../../../provider/model/inputs";
import { removedOutside, targetGone } from "../../../provider/lifecycle/notices";
import { type Parts, printed, reportOf, stateOf, urnOf } from "./documents";

const folder = join(__dirname, "../../fixtures/previews");
const kept = readdirSync(folder).flatMap((file) => /^(.*)\.json$/.exec(file)?.[1] ?? []);
const read = (name: string, ending: "json" | "md") => readFileSync(join(folder, `${name}.${ending}`), "utf8");
const edge = {
  cloud: "alicloud",
  region: "cn-hangzhou",
  securityGroupId: "sg-1",
  target: { kind: "instance", id: "i-1" },
} as const;

describe("documents of the engine (test/e2e/report.test.ts makes them)", () => {
  test("there are some", () => expect(kept.length).toBeGreaterThan(4));

  test.each(kept)("the report of %s is as it is kept", (name) => {
    expect(printed(JSON.parse(read(name, "json")) as Parts, name)).toBe(read(name, "md"));
  });

  test.each(kept)("the report of %s does not depend on the order of what the engine says", (name) => {
    const { steps = [], diagnostics = [], ...document } = JSON.parse(read(name, "json")) as Parts;
    const orders = fc.record({
      steps: fc.shuffledSubarray([...steps], { minLength: steps.length }),
      diagnostics: fc.shuffledSubarray([...diagnostics], { minLength: diagnostics.length }),
    });
    const check = (shuffled: Pick<Parts, "steps" | "diagnostics">) => {
      expect(printed({ ...document, ...shuffled }, name)).toBe(read(name, "md"));
    };
    fc.assert(fc.property(orders, check), { numRuns: 20, seed: 1 });
  });

  test.each(kept)("the report of %s shows no secret ID", (name) => {
    // Secret are sg-mail of "hidden" and "joins-hidden", and sg-jobs of "no-instance".
    expect(read(name, "md")).not.toMatch(
      /security group sg-mail|`sg-mail` \| `alicloud cn-hangzhou` \| `(joins-)?hidden/,
    );
    expect(read(name, "md")).not.toMatch(/instance i-none to security group sg-jobs/);
  });
});

describe("what a step means", () => {
  const create = { op: "create", urn: urnOf("a"), newState: stateOf() };

  test("nothing that changes is one line", () => {
    const step = { op: "same", urn: urnOf("a"), oldState: stateOf(), newState: stateOf() };
    const other = { op: "same", urn: urnOf("b", "test:index:Thing") };
    expect(reportOf({ steps: [step, other], changeSummary: { same: 2 } })).toBe(
      "**Report**: no changes. 1 membership stays. Other resources: 1 unchanged.\n",
    );
    expect(reportOf({})).toBe("**Report**: no changes.\n");
  });

  test("other resources are counted by what is done, however unusual", () => {
    const steps = ["create", "create", "delete", "replace", "discard"].map((op, index) => {
      return { op, urn: urnOf(`other-${index}`, "test:index:Thing") };
    });
    const replacement = ["create-replacement", "delete-replaced"].map((op) => ({
      op,
      urn: urnOf("other-3", "test:index:Thing"),
    }));
    expect(reportOf({ steps: [...steps, ...replacement] })).toBe(
      "**Report**: no changes. Other resources: 2 to create, 1 to replace, 1 to delete, 1 `discard`.\n",
    );
  });

  test("a membership in a component, whose name holds colons, is one", () => {
    const urn = `urn:pulumi:dev::edges::my:index:Team$${urnOf("a::b").split("::")[2] ?? ""}::a::b`;
    const report = reportOf({ steps: [{ op: "create", urn, newState: stateOf() }] });
    expect(report).toContain("| `i-1` | `sg-1` | `alicloud cn-hangzhou` | `a::b` |");
  });

  test("a target that is replaced, or another region, is a move that says where", () => {
    const step = { op: "replace", urn: urnOf("a"), oldState: stateOf(), newState: stateOf({ region: "cn-beijing" }) };
    expect(reportOf({ steps: [step] })).toContain(
      "| `i-1` in `sg-1` (`alicloud cn-hangzhou`) | `i-1` in `sg-1` (`alicloud cn-beijing`) | `a` |",
    );
  });

  test("a replacement by itself leaves the membership as it is", () => {
    const step = { op: "replace", urn: urnOf("a"), oldState: stateOf(), newState: stateOf() };
    expect(reportOf({ steps: [step] })).toMatch(/^### Report: 1 declared anew\n/);
  });

  test("what several declared before is one's anew, in whatever order the engine names them", () => {
    const deletes = ["c", "b"].map((name) => ({ op: "delete", urn: urnOf(name), oldState: stateOf() }));
    const report = reportOf({ steps: [create, ...deletes] });
    expect(report).toContain("| `a` | `b`, `c` |");
    expect(reportOf({ steps: [...deletes.reverse(), create] })).toBe(report);
  });

  test("a secret that changes is a move, and one that does not is none", () => {
    const secret = stateOf({ securityGroupId: "[secret]" });
    const marked = stateOf({ securityGroupId: { "4dabf18193072939515e22adb298388d": "x", ciphertext: "sealed" } });
    const step = {
      op: "replace",
      urn: urnOf("a"),
      oldState: secret,
      newState: marked,
      replaceReasons: ["securityGroupId"],
    };
    const moved = reportOf({ steps: [step] });
    expect(moved).toContain("| `i-1` in `[secret]` | `i-1` in `[secret]` | `a` |");
    expect(moved).not.toContain("sealed");
    expect(reportOf({ steps: [{ ...step, op: "same" }], changeSummary: { same: 1 } })).toContain("1 membership stays");
  });

  test("an unknown ID is named after the resources that it comes from", () => {
    const newState = stateOf(
      { instanceId: unknown },
      { propertyDependencies: { instanceId: [urnOf("web"), urnOf("app")] } },
    );
    expect(reportOf({ steps: [{ op: "create", urn: urnOf("a"), newState }] })).toContain(
      "`(known after up: app, web)`",
    );
  });

  const update = { op: "update", urn: urnOf("a"), oldState: stateOf(), newState: stateOf() };
  const slower = { ...update, newState: stateOf({ timeoutSeconds: 600 }) };
  const info = (message: string) => [{ severity: "info", message: `${message}\n\n` }];

  test("an update is a join again, its notice is not repeated", () => {
    const report = reportOf({ steps: [update], diagnostics: info(removedOutside(edge)) });
    expect(report).toMatch(/^### Report: 1 to join again\n/);
    expect(report).not.toContain("Notices");
  });

  test("an update of other settings is a join again only where the provider says so", () => {
    expect(reportOf({ steps: [slower] })).toMatch(/^### Report: 1 with other settings\n/);
    expect(reportOf({ steps: [slower], diagnostics: info(removedOutside(edge)) })).toMatch(
      /^### Report: 1 to join again, 1 with other settings\n/,
    );
  });

  test("an update of an unfinished membership finishes it", () => {
    const unfinished = { ...update, oldState: stateOf({}, { outputs: { unfinished: true } }) };
    expect(reportOf({ steps: [unfinished] })).toMatch(/^### Report: 1 to finish\n/);
  });

  test("a target that is gone cannot work", () => {
    const report = reportOf({ steps: [update], diagnostics: info(targetGone(edge)) });
    expect(report).toMatch(/^### Report: 1 cannot work\n/);
    expect(report).toContain("the target no longer exists");
  });

  describe("of what is secret", () => {
    const marked = { "4dabf18193072939515e22adb298388d": "x", ciphertext: "sealed" };

    test.each([
      { old: "[secret]", now: "[secret]" },
      { old: marked, now: { ...marked, ciphertext: "sealed anew" } },
      { old: "plain", now: "[secret]" },
      { old: undefined, now: "[secret]" },
    ])("a profile is another setting, and no drift of which the provider says nothing ($old, $now)", ({ old, now }) => {
      const states = { oldState: stateOf({ profile: old }), newState: stateOf({ profile: now }) };
      const report = reportOf({ steps: [{ ...update, ...states }] });
      expect(report).toMatch(/^### Report: 1 with other settings\n/);
      expect(report).toContain("| `a` | `profile` |");
    });

    test("a profile that may have changed is not told where drift explains the update", () => {
      const secret = stateOf({ profile: "[secret]" });
      const report = reportOf({
        steps: [{ ...update, oldState: secret, newState: secret }],
        diagnostics: info(removedOutside(edge)),
      });
      expect(report).toMatch(/^### Report: 1 to join again\n/);
    });

    const inSecretGroup = { securityGroupId: "[secret]" };
    const hidden = {
      ...update,
      oldState: stateOf(inSecretGroup, { id: "alicloud/cn-hangzhou/sg-1/i-1" }),
      newState: stateOf(inSecretGroup),
    };
    // The engine takes secret configuration out of messages, and no other secret.
    const words = ["sg-1", "[secret]"];

    test.each(words)("a target that is gone cannot work, its group named as %s", (securityGroupId) => {
      const report = reportOf({ steps: [hidden], diagnostics: info(targetGone({ ...edge, securityGroupId })) });
      expect(report).toMatch(/^### Report: 1 cannot work\n/);
      expect(report).toContain("security group &#91;secret&#93; (alicloud cn-hangzhou): the target no longer exists");
      expect(report).not.toMatch(/sg-1|Notices/);
    });

    test.each(words)("an update is a join again, its notice is not repeated, its group named as %s", (group) => {
      const slowly = { ...hidden, newState: stateOf({ ...inSecretGroup, timeoutSeconds: 600 }) };
      const notice = removedOutside({ ...edge, securityGroupId: group });
      const report = reportOf({ steps: [slowly], diagnostics: info(notice) });
      expect(report).toMatch(/^### Report: 1 to join again, 1 with other settings\n/);
      expect(report).not.toContain("Notices");
    });

    test("of two groups of one target, only the one that the provider names is joined again", () => {
      const other = {
        ...slower,
        urn: urnOf("b"),
        oldState: stateOf(inSecretGroup, { id: "alicloud/cn-hangzhou/sg-2/i-1" }),
        newState: stateOf({ ...inSecretGroup, timeoutSeconds: 600 }),
      };
      const report = reportOf({ steps: [hidden, other], diagnostics: info(removedOutside(edge)) });
      expect(report).toMatch(/^### Report: 1 to join again, 1 with other settings\n/);
      expect(report).toContain("| `b` | `timeoutSeconds` |");
    });

    test("a network interface, and a region, are found again too", () => {
      const secret = stateOf(
        { instanceId: undefined, networkInterfaceId: "[secret]", region: "[secret]" },
        { id: "alicloud/cn-hangzhou/sg-1/eni-1" },
      );
      const gone = targetGone({ ...edge, target: { kind: "networkInterface", id: "eni-1" } });
      const report = reportOf({ steps: [{ ...update, oldState: secret, newState: secret }], diagnostics: info(gone) });
      expect(report).toMatch(/^### Report: 1 cannot work\n/);
      expect(report).toContain("network interface &#91;secret&#93; in");
    });
  });

  test("an error of the program is shown without its stack trace, and a plan that failed is not called unchanged", () => {
    const message = "error: Running program '/a/index.js' failed:\nError: no table\n    at run (/a/index.js:4:28)\n";
    const report = reportOf({ diagnostics: [{ severity: "error", message }] });
    expect(report).toMatch(/^### Report: the preview failed\n/);
    expect(report).toContain("Error: no table");
    expect(report).not.toContain("index.js:4");
    expect(report).not.toContain("no changes");
  });

  test.each([{ duration: 1 }, { steps: [], diagnostics: [], duration: 3 }, { steps: [create], duration: 3 }])(
    "a preview that ended before it counted its changes has failed: %j",
    (document) => {
      const report = printed(document);
      expect(report).toContain("**The preview failed.**");
      expect(report).not.toContain("no changes");
    },
  );

  test.each(["", "\n", "error: \n", "error: Preview failed: \n"])(
    "an error that says nothing (%j) fails the preview, and hides nothing",
    (message) => {
      const diagnostics = [undefined, urnOf("web", "test:index:Thing"), urnOf("a")].map((urn) => {
        return { severity: "error", urn, message };
      });
      const report = reportOf({ diagnostics: [...diagnostics, ...info("The program says so.")] });
      expect(report).toMatch(/^### Report: 1 cannot work\n/);
      expect(report).toContain("- **`a`**: the preview gives no reason.\n");
      expect(report).not.toContain("Errors");
      expect(report).toContain("- The program says so.\n");
      expect(reportOf({ diagnostics: diagnostics.slice(0, 2) })).toMatch(/^### Report: the preview failed\n/);
    },
  );

  test("an error of another resource names it", () => {
    const diagnostics = [{ severity: "error", urn: urnOf("web", "test:index:Thing"), message: "error: no\n" }];
    expect(reportOf({ steps: [create], diagnostics })).toContain("- web: no\n");
  });
});

/** The report with everything that others wrote, in its harmless forms, taken out. */
function skeleton(report: string): string {
  return report
    .replace(/`[^`|\\\n]*`|<code>(?:[A-Za-z0-9 ]|&#\d+;|<!---->)*<\/code>/g, "C")
    .replace(/(?<=^(?:- |### |\*\*))(?:C|[^\n<>|`[\]*\\])*?(?=$|: 2 |\*\*: )/gm, "P");
}

/** What sites look for in text that was rendered: addresses, mentions, references, emoji. */
const soughtBySites: readonly RegExp[] = [
  /:\/\//,
  /www\./i,
  /@[\w"']|[\w.+-]@[\w.-]/,
  /[#!$%~&^][\w"']/,
  /:[\w+-]+:/,
  /\bGH-\d/i,
];

/** The text of a report outside of code, as it is after it was rendered. */
function rendered(report: string): string {
  return report
    .replace(/`[^`\n]*`|<code>.*?<\/code>/g, "")
    .replace(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));
}

const piece = fc.constantFrom(
  "](http://a.b)",
  "<img src=x>",
  "</details>",
  "@team/owners",
  "`` ` ``",
  "1. a",
  "\n/close",
  "www.a.b",
  "WWW.",
  "x@y.z",
  "@-a.b",
  "@",
  "http://",
  "mailto:",
  "GH-1",
  "#1",
  "&#64;",
  ":+1:",
  "$1",
  "a",
);
const glue = fc.constantFrom("", "_", ".", "-", "/", ":", "(", "*", "~", " ", "\u00e9");

test("nothing that others wrote becomes Markdown", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.string({
      unit: fc.constantFrom(...Array.from("|`*_[]()<>!#@&\\~:-+=.$^\n\r\t aZ1\u202e\u2028/")),
      minLength: 1,
      maxLength: 30,
    }),
    fc.array(fc.tuple(glue, piece), { minLength: 1, maxLength: 5 }).map((parts) => parts.flat().join("")),
  );
  const document = (name: string, id: string, message: string): Parts => ({
    steps: [
      { op: "create", urn: urnOf(name), newState: stateOf({ securityGroupId: id, instanceId: id }) },
      { op: "create", urn: urnOf("z"), newState: stateOf({ securityGroupId: "sg-2", instanceId: "i-2", region: "z" }) },
    ],
    diagnostics: [{ severity: "warning", message: `warning: ${message}` }],
  });
  const plain = skeleton(reportOf(document("name", "id", "message"), "title"));
  expect(plain).toContain("- P");
  const check = (name: string, id: string, message: string) => {
    fc.pre(/\S/.test(message));
    const report = reportOf(document(name, id, message), message);
    expect(skeleton(report)).toBe(plain);
    // Characters that show nothing are shown.
    expect(report).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u2028\u2029\r\t]/);
    for (const pattern of soughtBySites) expect(rendered(report)).not.toMatch(pattern);
    // In code they look for addresses of mail only, once it is rendered.
    expect(report).not.toMatch(/<code>(?:(?!<\/code>).)*(?<!<!---->)&#64;/);
  };
  fc.assert(fc.property(hostile, hostile, hostile, check), { numRuns: 500, seed: 1 });
});

test.each(["x_www.evil.com", "a@-evil.com", "a_@b.c", "x_WWW.evil.com"])("%s is no link", (text) => {
  const report = reportOf({ diagnostics: [{ severity: "warning", message: text }] });
  for (const pattern of soughtBySites) expect(rendered(report)).not.toMatch(pattern);
  // What is put between shows nothing.
  expect(rendered(report).replaceAll("\u2060", "")).toContain(`- ${text}\n`);
});

describe("a report fits in a comment", () => {
  const many = (count: number, name: (index: number) => string): Parts => ({
    steps: Array.from({ length: count }, (_, index) => {
      const securityGroupId = `sg-${index % 40}`;
      return {
        op: "create",
        urn: urnOf(name(index)),
        newState: stateOf({ securityGroupId, instanceId: `i-${index}` }),
      };
    }),
    diagnostics: Array.from({ length: count }, (_, index) => {
      return {
        severity: "error",
        urn: urnOf(`refused-${index}`),
        message: `error: ${"It cannot. ".repeat(60)}${index}`,
      };
    }),
  });

  test("what does not fit is counted", () => {
    const report = reportOf(many(3000, (index) => `web-${index}`));
    expect(Buffer.byteLength(report)).toBeLessThanOrEqual(longestReport);
    expect(report).toMatch(/^### Report: 3000 cannot work, 3000 to join, not checked\n/);
    expect(report).toMatch(/\nand \d+ more\n/);
    const hidden = [...report.matchAll(/\nand (\d+) more\n/g)].map(([, count]) => Number(count));
    const shown = [...report.matchAll(/^- \*\*/gm)].length;
    expect(hidden[0]).toBe(3000 - shown);
  });

  test("long lists are folded, and a wide table shows the groups that change first", () => {
    const report = reportOf({ ...many(60, (index) => `web-${index}`), diagnostics: [] });
    expect(report).toContain("<details><summary>Joins (60)</summary>\n\n| Target |");
    expect(report).toContain("<details><summary>Declared memberships, before → after (60 targets)</summary>\n\n");
    expect(report).toContain("and 28 more groups");
  });

  test("so do names that are nothing but what must be escaped", () => {
    expect(Buffer.byteLength(reportOf(many(400, (index) => `${"|".repeat(500)}${index}`)))).toBeLessThanOrEqual(
      longestReport,
    );
  });
});

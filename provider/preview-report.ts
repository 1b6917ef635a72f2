/** What a preview says of its memberships beside their errors: lines for the user, and facts for `secgroup report`. */
import { notes } from "./lifecycle/notices";
import type { Declared, Findings } from "./lifecycle/preflight";
import { type Answer, type PreviewFacts, type Removals, summarized } from "./lifecycle/preview-facts";
import type { Removal } from "./lifecycle/removals";
import { formatId } from "./model/id";
import { membershipOf } from "./model/inputs";

export interface Asked {
  readonly declared: readonly Declared[];
  readonly findings: Findings;
  /** The IDs of the memberships in the state: what another resource of the stack has is not taken over. */
  readonly held: ReadonlySet<string>;
  /** The preview fails for what was found, so the engine plans no removals. */
  readonly fails: boolean;
  /** What the program gives up, where the preview fails; undefined if it cannot be told. */
  readonly removals: ReadonlyMap<string, Removal> | undefined;
  /** The errors on the stack. */
  readonly summaries: readonly string[];
}

/** The facts, and the sentences for the console. */
export function previewReport({ declared, findings, held, fails, removals, summaries }: Asked): {
  readonly facts: Omit<PreviewFacts, "declared">;
  readonly sentences: readonly string[];
} {
  const { violations, shown, unasked } = findings;
  const label = labels([...declared.map(({ urn }) => urn), ...(removals?.keys() ?? [])]);
  const answers = new Map<string, Answer>();
  const counts = { joins: 0, exists: 0, unasked: 0 };
  for (const { urn, inputs, kept } of declared) {
    if (kept) continue;
    const isThere = shown.get(urn);
    const answer = isThere === undefined ? "unasked" : isThere ? "exists" : "joins";
    answers.set(label(urn), answer);
    if (!violations.has(urn) && !held.has(formatId(membershipOf(inputs)))) counts[answer] += 1;
  }
  return {
    facts: {
      ...summarized(answers),
      unchecked: [...new Set(unasked.map(({ account }) => account))].sort(),
      ...(fails && { removals: removals ? removalFacts(removals, label) : "notShown" }),
      summaries: [...summaries],
    },
    sentences: [
      ...(counts.exists > 0 ? [notes.takenOver(counts.joins, counts.exists)] : []),
      ...(fails ? removalSentences(removals, label) : []),
    ],
  };
}

function removalFacts(removals: ReadonlyMap<string, Removal>, label: (urn: string) => string): Removals {
  const namesOf = (kind: Removal["kind"]) =>
    [...removals].flatMap(([urn, removal]) => (removal.kind === kind ? [label(urn)] : [])).sort();
  const renamed = [...removals].flatMap(([urn, removal]) =>
    removal.kind === "renamed" ? [[label(urn), label(removal.by)] as const] : [],
  );
  return {
    undeclared: namesOf("undeclared"),
    gone: namesOf("gone"),
    renamed: Object.fromEntries(renamed),
    unsure: namesOf("unsure"),
  };
}

function removalSentences(
  removals: ReadonlyMap<string, Removal> | undefined,
  label: (urn: string) => string,
): readonly string[] {
  if (!removals) return [notes.removalsNotShown];
  const { undeclared, unsure } = removalFacts(removals, label);
  return [
    ...(undeclared.length > 0 ? [notes.undeclared(undeclared)] : []),
    ...(unsure.length > 0 ? [notes.unsure(unsure)] : []),
  ];
}

/** The name of each resource, or its URN where two have the same name. */
function labels(urns: readonly string[]): (urn: string) => string {
  const nameOf = (urn: string) => urn.split("::").slice(3).join("::");
  const counts = new Map<string, number>();
  for (const urn of new Set(urns)) counts.set(nameOf(urn), (counts.get(nameOf(urn)) ?? 0) + 1);
  return (urn) => (counts.get(nameOf(urn)) === 1 ? nameOf(urn) : urn);
}

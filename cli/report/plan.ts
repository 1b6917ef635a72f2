/** What a preview found, in the terms of the report. */
import type { Answer, PreviewFacts } from "../../provider/lifecycle/preview-facts";
import { type Change, changesOf, type Context, type GivenUp, know, type Known, noticesOf } from "./change";
import type { PreviewDocument } from "./document";
import { type Edge, orderOf } from "./edge";
import { findingsIn } from "./findings";
import { compare } from "./order";
import { onlyRefreshed, othersIn, type Resource, resourcesIn, type Tally } from "./resources";
import { withoutSecrets } from "./secrets";
import { nameOf } from "./urn";

export interface Plan {
  /** The preview failed, or ended before it had a whole plan: what is not in the plan can change too. */
  readonly failed: boolean;
  /** What was not asked whether memberships can be joined: accounts, or the setting that turns it off. */
  readonly unchecked: readonly string[];
  /** The preview failed, and what the program gives up is told all the same. */
  readonly removalsKnown: boolean;
  /** Names of memberships of which it is not known yet whether the program gives them up. */
  readonly unsure: readonly string[];
  /** Sorted by place. */
  readonly changes: readonly Change[];
  /** Errors of the stack and of other resources. */
  readonly errors: readonly string[];
  readonly notices: readonly string[];
  /** Resources that are not memberships. */
  readonly others: Tally;
  /** Unchanged resources that the document counts and does not list. */
  readonly unlisted: number;
}

export function planOf(document: PreviewDocument): Plan {
  const findings = findingsIn(document);
  const { refused, errors, notices, facts } = findings;
  const unshown = unshownIn(document);
  const failed = findings.failed || document.changeSummary === undefined;
  const removals = facts?.removals === "notShown" ? undefined : facts?.removals;
  const givenUp = (resource: Resource): GivenUp | undefined => givenUpIn(removals, resource);
  const known = resourcesIn(document).map((resource) => know(resource, !failed && unshown === 0, givenUp(resource)));
  const context: Context = {
    before: ownersOf(known, ({ before }) => before.map(({ edge }) => edge)),
    after: ownersOf(known, ({ after }) => (after ? [after] : [])),
    refused,
    notices: new Set(notices),
    answerOf: (resource) => answerIn(facts, resource, failed),
    heldBy: (resource) =>
      Object.entries(removals?.renamed ?? {}).flatMap(([old, by]) => (isNamed([by], resource) ? [nameOf(old)] : [])),
    givenUp,
  };
  const changes = [
    ...known.flatMap((each) => changesOf(each, context)),
    ...unplanned(refused, known),
    ...undeclared(removals, known),
  ];
  const shown = new Set(changes.flatMap(shownNotices));
  const clean = withoutSecrets(document);
  return {
    failed: failed || changes.some(({ kind }) => kind === "refused"),
    unchecked: facts?.unchecked ?? (failed ? notTold(changes) : []),
    removalsKnown: removals !== undefined,
    unsure: removals?.unsure ?? [],
    changes: changes
      .map((change) => (change.kind === "refused" ? { ...change, messages: change.messages.map(clean) } : change))
      .sort((a, b) => compare(placeOf(a), placeOf(b))),
    errors: errors.map(clean),
    notices: notices.filter((notice) => !shown.has(notice)).map(clean),
    others: othersIn(document, unshown > 0 ? "same" : "refresh"),
    unlisted: Math.max(0, unshown - onlyRefreshed(document).length),
  };
}

/** How many unchanged resources have no step of their own. */
function unshownIn({ steps, changeSummary }: PreviewDocument): number {
  const shown = steps.filter(({ op }) => op === "same").length;
  return Math.max(0, (changeSummary?.["same"] ?? 0) - shown);
}

/** An error can be of a membership that the plan never came to. */
function unplanned(refused: ReadonlyMap<string, readonly string[]>, known: readonly Known[]): readonly Change[] {
  const planned = new Set(known.map(({ resource }) => resource.urn));
  return [...refused].flatMap(([urn, messages]) =>
    planned.has(urn)
      ? []
      : [{ kind: "refused", name: nameOf(urn), messages, before: [], after: undefined, answer: "joins" }],
  );
}

type Removals = Exclude<PreviewFacts["removals"], "notShown">;

function givenUpIn(removals: Removals, resource: Resource): GivenUp | undefined {
  if (!removals) return undefined;
  if (isNamed(removals.undeclared, resource)) return "undeclared";
  if (isNamed(removals.gone, resource)) return "gone";
  return isNamed(Object.keys(removals.renamed), resource) ? "renamed" : undefined;
}

/** The memberships that the program gives up and of which the document holds no step. */
function undeclared(removals: Removals, known: readonly Known[]): readonly Change[] {
  const names = removals?.undeclared ?? [];
  return names
    .filter((name) => !known.some(({ resource }) => isNamed([name], resource)))
    .map((name) => ({ kind: "undeclared", name: nameOf(name), edge: undefined }));
}

/** A preview that failed without a word of ours: nothing says that what it would join was asked for. */
function notTold(changes: readonly Change[]): readonly string[] {
  return changes.some(({ kind }) => kind === "join" || kind === "move") ? ["the preview failed before that"] : [];
}

function answerIn(facts: PreviewFacts | undefined, resource: Resource, failed: boolean): Answer {
  if (!facts) return failed ? "unasked" : "joins";
  const [named] = answers.filter((answer) => isNamed(facts.others[answer] ?? [], resource));
  return named ?? facts.most;
}

const answers = ["joins", "exists", "unasked"] as const;

function isNamed(names: readonly string[], { urn, name }: Resource): boolean {
  return names.includes(name) || names.includes(urn);
}

function ownersOf(known: readonly Known[], edgesOf: (each: Known) => readonly Edge[]) {
  const owners = new Map<string, string[]>();
  for (const each of known) {
    for (const { key } of edgesOf(each)) owners.set(key, [...(owners.get(key) ?? []), each.resource.name]);
  }
  return owners;
}

/** The notices that a change says by itself. */
function shownNotices(change: Change): readonly string[] {
  if (change.kind !== "rejoin" && change.kind !== "finish" && change.kind !== "refused") return [];
  const edge = change.kind === "refused" ? change.after : change.edge;
  return edge ? Object.values(noticesOf(edge)).flat() : [];
}

function placeOf(change: Change): readonly string[] {
  if (change.kind === "refused") return [change.name, ...change.messages];
  if (change.kind === "undeclared") return [...(change.edge ? orderOf(change.edge) : []), change.name];
  if (change.kind === "move") return [...orderOf(change.to), ...orderOf(change.from), change.name];
  return [...orderOf(change.edge), change.name];
}

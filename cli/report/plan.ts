/** What a preview found, in the terms of the report. */
import { type Change, changesOf, type Context, know, type Known, noticesOf } from "./change";
import type { PreviewDocument } from "./document";
import { type Edge, orderOf } from "./edge";
import { findingsIn } from "./findings";
import { compare } from "./order";
import { onlyRefreshed, othersIn, resourcesIn, type Tally } from "./resources";
import { withoutSecrets } from "./secrets";
import { nameOf } from "./urn";

export interface Plan {
  /** The preview failed, or ended before it had a whole plan: what is not in the plan can change too. */
  readonly failed: boolean;
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
  const { refused, errors, notices } = findings;
  const unshown = unshownIn(document);
  const failed = findings.failed || document.changeSummary === undefined;
  const known = resourcesIn(document).map((resource) => know(resource, !failed && unshown === 0));
  const context: Context = {
    before: ownersOf(known, ({ before }) => before.map(({ edge }) => edge)),
    after: ownersOf(known, ({ after }) => (after ? [after] : [])),
    refused,
    notices: new Set(notices),
  };
  const changes = [...known.flatMap((each) => changesOf(each, context)), ...unplanned(refused, known)];
  const shown = new Set(changes.flatMap(shownNotices));
  const clean = withoutSecrets(document);
  return {
    failed: failed || changes.some(({ kind }) => kind === "refused"),
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
    planned.has(urn) ? [] : [{ kind: "refused", name: nameOf(urn), messages, before: [], after: undefined }],
  );
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
  if (change.kind === "move") return [...orderOf(change.to), ...orderOf(change.from), change.name];
  return [...orderOf(change.edge), change.name];
}

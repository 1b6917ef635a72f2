/** The table of declared memberships, target × group, for each region of a cloud: before → after. */
import type { Change } from "./change";
import { type Edge, wordsOf } from "./edge";
import { code, folded, table } from "./markdown";
import { grouped, sortedTexts } from "./order";

/** What the state has and the cloud too, and what the program declares. */
interface Cell {
  readonly edge: Edge;
  readonly before: "out" | "in" | "removed" | "unfinished" | "?";
  readonly after: "out" | "in" | "✗";
}

/** The most groups that one table shows: more do not fit beside each other. */
const widest = 12;

/** A larger table is folded. */
const openTargets = 10;

const title = "Declared memberships, before → after";
const legend =
  "What this stack declares; others in these groups are not shown. " +
  "*removed*: taken away outside Pulumi; *✗*: cannot work, see above; *?*: the cloud was not asked.";

/**
 * The table in Markdown; nothing if no membership is known.
 *
 * @param most targets that are shown, those with a change before others
 */
export function matrix(changes: readonly Change[], most: number): string | undefined {
  const cells = changes.flatMap(cellsOf);
  const rows = grouped(cells, targetOf);
  if (rows.size === 0) return undefined;
  const shown = new Set(changedFirst(rows).slice(0, most));
  const places = grouped(cells, placeOf);
  const tables = sortedTexts(places.keys()).flatMap((place) => {
    const ofPlace = (places.get(place) ?? []).filter((cell) => shown.has(targetOf(cell)));
    return ofPlace.length === 0 ? [] : [`${code(place)}\n\n${tableOf(ofPlace)}`];
  });
  const hidden = rows.size - shown.size;
  const more = hidden === 0 ? [] : [`and ${hidden} more ${hidden === 1 ? "target" : "targets"}`];
  const text = [legend, ...tables, ...more].join("\n\n");
  if (rows.size <= openTargets) return `#### ${title}\n\n${text}`;
  return folded(`${title} (${rows.size} targets)`, text);
}

function tableOf(cells: readonly Cell[]): string {
  const byGroup = grouped(cells, groupOf);
  const kept = new Set(changedFirst(byGroup).slice(0, widest));
  const groups = sortedTexts(kept);
  const hidden = byGroup.size - kept.size;
  const more = hidden === 0 ? [] : [`and ${hidden} more ${hidden === 1 ? "group" : "groups"}`];
  const byTarget = grouped(cells, ({ edge }) => wordsOf(edge.target));
  const lines = sortedTexts(byTarget.keys()).map((target) => {
    const ofGroup = grouped(byTarget.get(target) ?? [], groupOf);
    return [code(target), ...groups.map((group) => cellText(ofGroup.get(group) ?? [])), ...more.map(() => "…")];
  });
  return table(["", ...groups.map(code), ...more], lines);
}

function cellText(cells: readonly Cell[]): string {
  const texts = cells.map(({ before, after }) => {
    if (before === after) return before;
    // Without spaces: a narrow column keeps them together.
    return `${before}→${after === "✗" ? after : `**${after}**`}`;
  });
  return sortedTexts(texts).join(", ");
}

/** Keys of what changes, then of what does not; each in its order. */
function changedFirst(groups: ReadonlyMap<string, readonly Cell[]>): readonly string[] {
  const changes = (key: string) => groups.get(key)?.some(({ before, after }) => before !== after) === true;
  const keys = sortedTexts(groups.keys());
  return [...keys.filter(changes), ...keys.filter((key) => !changes(key))];
}

function placeOf({ edge }: Cell): string {
  return `${wordsOf(edge.cloud)} ${wordsOf(edge.region)}`;
}

function targetOf(cell: Cell): string {
  return JSON.stringify([placeOf(cell), wordsOf(cell.edge.target)]);
}

function groupOf({ edge }: Cell): string {
  return wordsOf(edge.group);
}

/** What the cloud says of a new membership, as the table shows it. */
const shownAs = { joins: "out", exists: "in", unasked: "?" } as const;

function cellsOf(change: Change): readonly Cell[] {
  switch (change.kind) {
    case "join":
      return [{ edge: change.edge, before: change.asked ? "out" : "?", after: "in" }];
    case "undeclared":
      return change.edge ? [{ edge: change.edge, before: "in", after: "out" }] : [];
    case "leave":
    case "release":
      return [{ edge: change.edge, before: "in", after: "out" }];
    case "move":
      return [
        { edge: change.from, before: "in", after: "out" },
        { edge: change.to, before: change.asked ? "out" : "?", after: "in" },
      ];
    case "rejoin":
      return [{ edge: change.edge, before: "removed", after: "in" }];
    case "gone":
      return [{ edge: change.edge, before: "removed", after: "out" }];
    case "finish":
      return [{ edge: change.edge, before: "unfinished", after: "in" }];
    case "takeOver":
    case "keep":
    case "stay":
      return [{ edge: change.edge, before: "in", after: "in" }];
    case "settings":
      return change.alone ? [{ edge: change.edge, before: "in", after: "in" }] : [];
    case "refused": {
      const { before, after, answer } = change;
      const stands = before.some(({ key }) => key === after?.key);
      return [
        ...before.map((edge): Cell => ({ edge, before: "in", after: "✗" })),
        ...(after && !stands ? [{ edge: after, before: shownAs[answer], after: "✗" as const }] : []),
      ];
    }
  }
}

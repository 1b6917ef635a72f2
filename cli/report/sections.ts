/** What the report tells, section by section: as data, so that it can be shortened when it does not fit. */
import type { Change } from "./change";
import { type Edge, wordsOf } from "./edge";
import { code, prose } from "./markdown";
import type { Plan } from "./plan";

export interface Section {
  readonly title: string;
  /** A sentence below the title. */
  readonly about?: string | undefined;
  /** Titles of the columns; none for a list. */
  readonly head?: readonly string[] | undefined;
  /** Cells of Markdown; one a row for a list. */
  readonly rows: readonly (readonly string[])[];
}

type Told = Exclude<Change, { readonly kind: "stay" }>;

interface Heading extends Omit<Section, "rows"> {
  /** What stands behind the number in the headline. */
  readonly counted: string;
}

const edgeColumns = ["Target", "Security group", "Where", "Resource"] as const;

/** In the order in which they are shown. */
const headings: Readonly<Record<Told["kind"], Heading>> = {
  refused: { counted: "cannot work", title: "Cannot work" },
  join: { counted: "to join", title: "Joins", head: edgeColumns },
  takeOver: {
    counted: "to take over",
    title: "Taken over",
    about: "The cloud shows these already: managed from now on, without a write.",
    head: edgeColumns,
  },
  move: { counted: "to move", title: "Moves", head: ["From", "To", "Resource"] },
  leave: { counted: "to leave", title: "Leaves", head: edgeColumns },
  undeclared: {
    counted: "to leave (not in the plan)",
    title: "Leaves that are not in the plan",
    about:
      "No longer declared. Where a preview fails the engine plans no removals: these are taken out by the `up` that " +
      "follows, unless `retainOnDelete` or `--target` keeps them.",
  },
  rejoin: {
    counted: "to join again",
    title: "Joined again after drift",
    about: "Removed outside Pulumi, and still declared.",
    head: edgeColumns,
  },
  finish: {
    counted: "to finish",
    title: "Finished",
    about: "An earlier update did not see the end of these joins.",
    head: edgeColumns,
  },
  gone: {
    counted: "already gone",
    title: "Already gone",
    about: "Removed outside Pulumi, and no longer declared: there is nothing to leave.",
    head: edgeColumns,
  },
  release: {
    counted: "no longer managed",
    title: "No longer managed",
    about: "Left in place by `retainOnDelete`.",
    head: edgeColumns,
  },
  keep: {
    counted: "declared anew",
    title: "Declared anew",
    about: "Declared before and after: nobody joins or leaves.",
    head: [...edgeColumns, "Was"],
  },
  settings: { counted: "with other settings", title: "Other settings", head: [...edgeColumns, "Changed"] },
};
const kinds = Object.keys(headings) as readonly Told["kind"][];

function rowOf(change: Told): readonly string[] {
  switch (change.kind) {
    case "refused":
      return [`**${code(change.name)}**: ${change.messages.map(prose).join(" ") || "the preview gives no reason."}`];
    case "move": {
      const { from, to, name } = change;
      const far = placeText(from) !== placeText(to);
      return [edgeText(from, far), edgeText(to, far), code(name)];
    }
    case "undeclared":
      return [change.edge ? `**${code(change.name)}**: ${edgeText(change.edge, true)}` : `**${code(change.name)}**`];
    case "keep":
      return [...edgeRow(change), change.was.map(code).join(", ")];
    case "settings":
      return [...edgeRow(change), change.properties.map(code).join(", ")];
    case "join":
    case "takeOver":
    case "leave":
    case "rejoin":
    case "finish":
    case "gone":
    case "release":
      return edgeRow(change);
  }
}

/** Each kind of change that there is, in words: "2 to join". */
export function countsOf({ changes }: Plan): readonly string[] {
  return kinds.flatMap((kind) => {
    const { length } = changes.filter((change) => change.kind === kind);
    return length === 0 ? [] : [`${length} ${headings[kind].counted}`];
  });
}

/** The changes, section by section. */
export function changeSections({ changes }: Plan): readonly Section[] {
  return kinds.flatMap((kind) => {
    const rows = changes.flatMap((change) => (change.kind === kind ? [rowOf(change)] : []));
    const { title, about, head } = headings[kind];
    return rows.length === 0 ? [] : [{ title, about, head, rows }];
  });
}

export function errorSection({ errors }: Plan): readonly Section[] {
  return errors.length === 0 ? [] : [{ title: "Errors", rows: errors.map((error) => [prose(error)]) }];
}

export function noticeSection({ notices }: Plan): readonly Section[] {
  return notices.length === 0 ? [] : [{ title: "Notices", rows: notices.map((notice) => [prose(notice)]) }];
}

function edgeRow({ edge, name }: { readonly edge: Edge; readonly name: string }): readonly string[] {
  return [code(wordsOf(edge.target)), code(wordsOf(edge.group)), code(placeText(edge)), code(name)];
}

function edgeText(edge: Edge, withPlace: boolean): string {
  const where = withPlace ? ` (${code(placeText(edge))})` : "";
  return `${code(wordsOf(edge.target))} in ${code(wordsOf(edge.group))}${where}`;
}

function placeText({ cloud, region }: Edge): string {
  return `${wordsOf(cloud)} ${wordsOf(region)}`;
}

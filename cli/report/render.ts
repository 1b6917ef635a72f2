/** The report in Markdown, for a comment on a pull request: the same plan gives the same bytes. */
import { code, folded, prose, table } from "./markdown";
import { matrix } from "./matrix";
import { sortedTexts } from "./order";
import type { Plan } from "./plan";
import { changeSections, countsOf, errorSection, noticeSection, type Section } from "./sections";
import { lookup } from "../../provider/model/lookup";

/**
 * The most bytes of a report. GitHub takes 65,536 characters in a comment; there is room left for a line that finds the
 * comment again.
 */
export const longestReport = 65_000;

/** A longer section is folded. */
const openRows = 20;

/** How many rows of the table of memberships and of each section are shown: the first of these that fits. */
const sizes: readonly (readonly [matrix: number, section: number])[] = [
  [Infinity, Infinity],
  ...[200, 50].map((rows) => [rows, Infinity] as const),
  ...[800, 400, 200, 100, 50, 25, 10, 3].map((rows) => [Math.min(rows, 25), rows] as const),
  [0, 1],
  [0, 0],
];

function failedNote({ removalsKnown, unsure }: Plan): string {
  const start =
    "> **The preview failed.** Its plan can be incomplete: where the program fails, the engine plans no removals.";
  if (!removalsKnown) return `${start} Removals are not shown.`;
  if (unsure.length === 0) return start;
  return `${start} Whether these are still declared is not known yet: ${unsure.map(code).join(", ")}.`;
}

/** What the numbers in the headline do not say. */
function uncheckedNote({ unchecked }: Plan): string {
  return `> **Not checked** whether memberships can be joined: ${unchecked.map(prose).join(", ")}.`;
}

export function render(plan: Plan, title: string): string {
  for (const [targets, rows] of sizes) {
    const text = `${renderIn(plan, title, targets, rows)}\n`;
    if (Buffer.byteLength(text) <= longestReport) return text;
  }
  return `### ${prose(title)}\n\nThe report does not fit in a comment.\n`;
}

function renderIn(plan: Plan, title: string, targets: number, rows: number): string {
  const counts = countsOf(plan);
  const notices = sections(noticeSection(plan), rows);
  const notChecked = plan.unchecked.length > 0;
  if (counts.length === 0 && !plan.failed) {
    const line = [
      `**${prose(title)}**: no changes${notChecked ? ", not checked" : ""}.`,
      ...membershipsThatStay(plan),
      ...others(plan),
    ].join(" ");
    return [line, ...(notChecked ? [uncheckedNote(plan)] : []), ...notices].join("\n\n");
  }
  const table = matrix(plan.changes, targets);
  return [
    `### ${prose(title)}: ${[counts.length > 0 ? counts.join(", ") : "the preview failed", ...(notChecked ? ["not checked"] : [])].join(", ")}`,
    ...(notChecked ? [uncheckedNote(plan)] : []),
    ...(plan.failed ? [failedNote(plan)] : []),
    ...sections([...errorSection(plan), ...changeSections(plan)], rows),
    ...(table === undefined ? [] : [table]),
    [...membershipsThatStay(plan), ...others(plan)].join(" "),
    ...notices,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function sections(all: readonly Section[], most: number): readonly string[] {
  return all.map(({ title, about, head, rows }) => {
    const shown = rows.slice(0, most);
    const list = head ? table(head, shown) : shown.map((cells) => `- ${cells.join(" ")}`).join("\n");
    const more = rows.length > shown.length ? `and ${rows.length - shown.length} more` : "";
    const text = [about ?? "", shown.length > 0 ? list : "", more].filter((part) => part !== "").join("\n\n");
    const heading = `${title} (${rows.length})`;
    return shown.length > openRows ? folded(heading, text) : `#### ${heading}\n\n${text}`;
  });
}

function membershipsThatStay({ changes }: Plan): readonly string[] {
  const { length } = changes.filter(({ kind }) => kind === "stay");
  return length === 0 ? [] : [`${length} ${length === 1 ? "membership stays" : "memberships stay"}.`];
}

/** What the engine calls its operations, in words; any other stands for itself. */
const operations: Readonly<Record<string, string>> = {
  create: "to create",
  update: "to update",
  replace: "to replace",
  delete: "to delete",
  import: "to import",
  read: "to look up",
  same: "unchanged",
  refresh: "refreshed",
};

function others({ others: tally, unlisted }: Plan): readonly string[] {
  const known = Object.keys(operations);
  const order = [...known, ...sortedTexts(tally.keys()).filter((operation) => !known.includes(operation))];
  const counts = order.flatMap((operation) => {
    const count = tally.get(operation);
    return count === undefined ? [] : [`${count} ${lookup(operations, operation) ?? code(operation)}`];
  });
  return [
    ...(counts.length > 0 ? [`Other resources: ${counts.join(", ")}.`] : []),
    ...(unlisted > 0
      ? [
          `${unlisted} unchanged ${unlisted === 1 ? "resource is" : "resources are"} not listed (\`--show-sames\` lists them).`,
        ]
      : []),
  ];
}

import { rows } from "./rows.mjs";

/**
 * Which rows to run.
 *
 * @param {readonly string[]} args
 * @returns {{ rows: readonly import("./rows.mjs").Row[], answer?: string, code: number }} `answer` is to be printed
 */
export function chosenRows(args) {
  const names = rows.map(({ name }) => name);
  if (args.length === 1 && args[0] === "--list") return { rows: [], answer: names.join("\n"), code: 0 };
  const unknown = args.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    return { rows: [], answer: `no such row: ${unknown.join(", ")}; there are\n${names.join("\n")}`, code: 2 };
  }
  return { rows: args.length === 0 ? rows : rows.filter(({ name }) => args.includes(name)), code: 0 };
}

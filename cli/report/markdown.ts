/**
 * Text of others in Markdown: names, IDs and messages come from programs and clouds, and must stay text. They cannot
 * start a link, a mention, a reference, a table cell, an HTML tag or a line of their own, on GitHub and on GitLab.
 */

import { longestRead, withoutSignatures } from "../../provider/model/clean";

/** The most characters of a name or an ID, and of a message, that are shown. */
const longestCode = 120;
const longestProse = 1_200;

/** A name or an ID, as code. */
export function code(text: string): string {
  const shown = visible(cut(signless(text), longestCode));
  // In a code span nothing has a meaning but its own end, and a cell's; in a log, "##[" begins a command of a CI system.
  if (/^[^`|\\\s]+(?: [^`|\\\s]+)*$/.test(shown) && !/##\w*\[/.test(shown)) return `\`${shown}\``;
  // Entities are text to every parser; the empty comment keeps what is before an @ from becoming an address with it.
  const inert = shown.replace(/[^A-Za-z0-9 ]/gu, (char) => `${char === "@" ? "<!---->" : ""}${entity(char)}`);
  return `<code>${inert}</code>`;
}

/** A message, as a sentence that reads on; also at the start of a list's item. */
export function prose(text: string): string {
  const shown = visible(cut(signless(text).replace(/\s+/g, " ").trim(), longestProse));
  const broken = sought.reduce((rest, pattern) => rest.replace(pattern, `$&${joiner}`), shown);
  return (
    broken
      // An underscore inside a word is no emphasis, and the names of variables stay readable.
      .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|[^A-Za-z0-9_ ,.:()'"?!;/=+-]/gu, (char) => {
        return char.charCodeAt(0) < 128 ? entity(char) : char;
      })
      .replace(/^(\d*)([.)=+-])/, (_, digits: string, mark: string) => `${digits}${entity(mark)}`)
  );
}

/**
 * What sites look for in text after it was rendered: addresses, mentions, references, emoji. Broken after the match. GFM's
 * "www." also begins after an underscore, and what follows its "@" need not be a letter.
 */
const sought: readonly RegExp[] = [/:(?=\/\/|[\w+-]+:)/g, /www(?=\.)/gi, /\bGH(?=-\d)/gi, /@/g, /[#!$%~&^](?=[\w"'])/g];

/** Shows nothing, and keeps the characters beside it from being read as one. */
const joiner = "\u2060";

function entity(char: string): string {
  return `&#${char.codePointAt(0) ?? 0};`;
}

function signless(text: string): string {
  return withoutSignatures(text.slice(0, longestRead));
}

function cut(text: string, longest: number): string {
  // By code points, which no cut may halve.
  const chars = Array.from(text);
  return chars.length <= longest ? text : `${chars.slice(0, longest - 1).join("")}…`;
}

/** Characters that show nothing, end a line or turn the direction of what follows, as their code points. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (char) => {
    return `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** A table; cells are Markdown already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** What is shown only when somebody asks for it. */
export function folded(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`;
}

/** Control characters, line breaks, and what changes the direction of text: none of them may reach a terminal or a log. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (mark: string): string =>
  [...Array(mark.length).keys()].map((at) => `\\u${mark.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");

/** A value from outside in double quotes, on one line, of at most 80 characters. */
export function quoted(value: string): string {
  const text = value.length > 80 ? `${value.slice(0, 80)}…` : value;
  return JSON.stringify(text).replace(unprintable, escaped);
}

/** A value from outside as one word of a command that a user can paste into a POSIX shell. */
export function shellWord(value: string): string {
  if (/^[\w.@%+=:,/-]+$/.test(value)) return value;
  return `'${value.replace(unprintable, escaped).replaceAll("'", `'\\''`)}'`;
}

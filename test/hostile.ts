/** What must not stand in anything that is shown, and texts that try. */

/** Control characters, formats, separators of lines and paragraphs, and halves of surrogate pairs. */
export function hasRawControl(text: string): boolean {
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u.test(text);
}

/** Whether a CI system would take a line, or a part of it, for a command. */
export function isCommand(line: string): boolean {
  return /^\s*::/.test(line) || /##\w*\[/.test(line);
}

/** Whether the engine would make a part of a text into a color of the terminal. */
export function isColor(text: string): boolean {
  return text.includes("<{%");
}

export const hostileTexts: readonly string[] = [
  "",
  "constructor",
  "__proto__",
  "toString",
  "hasOwnProperty",
  "a\n::error file=x::y",
  "::stop-commands::token",
  "##[add-matcher]/tmp/x",
  "##vso[task.complete]",
  "\u001b[2J\u001b[31mred\u001b[0m",
  "\u001b]0;title\u0007",
  "\u001b]8;;http://x\u001b\\link",
  "\u009b31m\u009d0;x\u009c",
  "a\r\nb\u0085c\u2028d\u2029e",
  "\u202eevil\u2066\u200b",
  "\u0000\u0007\u007f",
  "half \ud800 pair \udc00",
  "<{%fg 1%}>",
  "section_start:1:x\r\u001b[0K",
  "<script>alert(1)</script> [a](b) @all #1",
];

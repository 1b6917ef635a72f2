/**
 * Text of others (clouds, states, programs, profiles) as it may be shown: in a terminal, in the log of a CI system, in an
 * error of the engine. All errors and notices of this package go through {@link clean}. Promises:
 * 1. the result is one line, without control characters, terminal sequences and characters that turn the direction of text;
 * 2. it holds no command of a CI system (`::error`, `##[group]`, `##vso[…]`) and no color of the engine (`<{%fg 1%}>`);
 * 3. it holds no signature of a request;
 * 4. it is not longer than asked for, and cleaning it again changes nothing.
 */

/** The most characters of a whole message. Its advice stands at the end, so parts of others are cut shorter. */
export const longestText = 8_000;

/** The most characters of a text that are looked at: patterns take time and stack for each, and an answer can have millions. */
export const longestRead = 65_536;
/** Longer than any signature. */
const longestSignature = 128;

/** The text as one line of at most `most` characters; an ellipsis stands for what was cut. */
export function clean(text: string, most: number = longestText): string {
  const line = oneLine(text.slice(0, longestRead));
  if (text.length <= longestRead) return cut(line, most);
  // A signature at the end of what was read can be halved, and is then not known.
  return cut(`${line.slice(0, -longestSignature)}…`, most);
}

function oneLine(text: string): string {
  const line = text.replace(terminalSequences, " ").replace(invisible, " ").replace(/\s+/g, " ").trim();
  const inert = line
    .replace(/^:(?=:)/, ": ")
    .replace(/##(?=\w*\[)/g, "# #")
    .replace(/<\{(?=%)/g, "<{ ");
  return withoutSignatures(inert);
}

/**
 * Sequences of ECMA-48, as a whole: strings (OSC, DCS, SOS, PM, APC) up to their end, control sequences, other escapes. A
 * string without an end is none: what follows is text. None holds the beginning of another, so the time is linear.
 */
const terminalSequences = new RegExp(
  [
    String.raw`(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0090\u0098\u009c-\u009f]*(?:\u0007|\u009c|\u001b\\)`,
    String.raw`(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]`,
    String.raw`\u001b[ -/]*[0-~]`,
  ].join("|"),
  "g",
);

/** Control characters, formats (bidi controls, zero widths), line and paragraph separators, halves of surrogate pairs. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * The text without the signatures of requests. They are hexadecimal HMACs in the clouds' current schemes, and Base64 in their older ones. No ID of a request or a
 * resource is that long.
 */
export function withoutSignatures(text: string): string {
  return text
    .replace(/bce-auth-v1\/\S+/g, "bce-auth-v1/***")
    .replace(/[0-9a-f]{40,}/gi, "***")
    .replace(/(signature\W{0,3}(?:=|:|%3d|%253d)\W{0,3})[\w+/%-]{20,}=*/gi, "$1***");
}

function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  // Not through a surrogate pair.
  const end = /[\ud800-\udbff]$/.test(text.slice(0, most - 1)) ? most - 2 : most - 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

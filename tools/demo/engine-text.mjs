import { stripVTControlCharacters } from "node:util";

/*
 * What the demo shows of the engine's output, a line at a time: the plan, the outcome and the diagnostics. Left out are
 * progress, the lines of the stack and of errors (below "Diagnostics" they are said again) and how to delete an empty
 * stack.
 */
const membershipType = "pulumi-nodejs:dynamic/secgroup:SecurityGroupMembership";
const leftOut = [
  /^.{4}\S+ .* (creating|updating|deleting|replacing) \(\d+s\)/,
  /^.{4}pulumi:pulumi:Stack /,
  /^.{4}[\w:/-]+:\w+ \S+ .*error: /,
  /^The resources in the stack have been deleted/,
  /^If you want to remove the stack completely/,
];

/**
 * @param {string} line of the engine, without its end
 * @returns {string | undefined} the line as it is shown; undefined if it is not
 */
export function shownLine(line) {
  const plain = stripVTControlCharacters(line);
  if (leftOut.some((pattern) => pattern.test(plain))) return undefined;
  return line.replace(membershipType, "SecurityGroupMembership").trimEnd();
}

/**
 * Passes text on as lines that are shown, as soon as they are whole; never two empty ones in a row.
 *
 * @param {(line: string) => void} show
 * @returns {{ push: (text: string) => void, end: () => void }}
 */
export function shownLines(show) {
  let rest = "";
  let afterEmpty = true;
  /** @param {string} line */
  function pass(line) {
    const shown = shownLine(line);
    if (shown === undefined || (shown === "" && afterEmpty)) return;
    afterEmpty = shown === "";
    show(shown);
  }
  return {
    push(text) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      lines.forEach(pass);
    },
    end() {
      if (rest !== "") pass(rest);
      rest = "";
    },
  };
}

// Must load on any Node from 12 on, so that an old one is told so in words instead of by a syntax error: no syntax
// newer than 2018, no `node:` imports, no import of a file that is not as careful.
import { realpathSync } from "fs";
import { fileURLToPath } from "url";

/** The oldest major release of Node on which the product and its tools are tested. */
export const oldestNode = 20;

/**
 * What is wrong with a Node, in one line, or undefined if it is recent enough.
 *
 * @param {string} version such as "20.19.0"
 * @returns {string | undefined}
 */
export function nodeProblem(version) {
  if (parseInt(version, 10) >= oldestNode) return undefined;
  return (
    "This needs Node " +
    oldestNode +
    " or newer; the node on your PATH is " +
    version +
    ". Install a newer one (https://nodejs.org/, or `nvm install`) and run again."
  );
}

/** Ends the process with one line on stderr when Node is too old. Entries call it before they import anything newer. */
export function requireNode() {
  const problem = nodeProblem(process.versions.node);
  if (problem === undefined) return;
  console.error(problem);
  process.exit(1);
}

/**
 * Whether the module is what the user started, not something imported.
 *
 * @param {string} moduleUrl the module's `import.meta.url`
 * @returns {boolean}
 */
export function isCommand(moduleUrl) {
  const started = process.argv[1];
  if (!started) return false;
  try {
    return realpathSync(started) === realpathSync(fileURLToPath(moduleUrl));
  } catch {
    return false;
  }
}

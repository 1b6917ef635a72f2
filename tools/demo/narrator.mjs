import process from "node:process";

const colors = process.stdout.isTTY && !process.env["NO_COLOR"];
/** @param {string} text */
const bold = (text) => (colors ? `\u001b[1m${text}\u001b[22m` : text);
let steps = 0;

/**
 * One line of the story.
 *
 * @param {string} line
 */
export function say(line) {
  console.log(line);
}

/**
 * Begins the next numbered step.
 *
 * @param {string} line
 */
export function step(line) {
  steps += 1;
  console.log(`\n${bold(`${steps}. ${line}`)}\n`);
}

/**
 * What was asked of the emulator, set in.
 *
 * @param {readonly string[]} lines
 */
export function show(lines) {
  for (const line of lines) console.log(`    ${line}`);
}

/**
 * A step's check that held.
 *
 * @param {string} line
 */
export function checked(line) {
  console.log(colors ? `\u001b[32m✔\u001b[39m ${line}` : `✔ ${line}`);
}

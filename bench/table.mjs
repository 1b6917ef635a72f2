import os from "node:os";
import process from "node:process";

/**
 * Prints rows as they come, so that a long run that fails late keeps what it had: a Markdown table, or a line of JSON each.
 *
 * @param {object} options
 * @param {boolean} options.json
 * @param {number} options.latencyMs how long the emulator takes for a call
 * @param {string} [options.title] what else is said above the table
 * @returns {(row: Readonly<Record<string, string | number>>) => void}
 */
export function rowPrinter({ json, latencyMs, title = "" }) {
  const machine = { cores: os.cpus().length, node: process.version, latencyMs };
  if (json) return (row) => console.log(JSON.stringify({ ...machine, ...row }));
  let headIsPrinted = false;
  return (row) => {
    const columns = Object.keys(row);
    if (!headIsPrinted) {
      console.log(
        `${machine.cores} cores, Node ${machine.node}, ${latencyMs} ms a call${title}\n\n| ${columns.join(" | ")} |\n| ${columns.map(() => "---").join(" | ")} |`,
      );
      headIsPrinted = true;
    }
    console.log(`| ${Object.values(row).join(" | ")} |`);
  };
}

/**
 * Calls by action in words: "3 DescribeInstances, 1 JoinSecurityGroup".
 *
 * @param {Readonly<Record<string, number>>} byAction as the emulator counts them
 */
export function callsText(byAction) {
  return Object.entries(byAction)
    .map(([action, count]) => `${count} ${action.split(":")[1]}`)
    .join(", ");
}

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { setup } from "../setup.mjs";
import { show } from "./child.mjs";
import { onInterrupt } from "./interrupt.mjs";
import { npmCommand } from "./packages.mjs";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Sets up, then runs the checks; see ../test.mjs. With `SECGROUP_TEST_COUNTS` set, writes the counts of tests as JSON
 * to the file it names; a check other than the tests counts when it fails, as one failure.
 *
 * @param {readonly string[]} jestArguments
 * @returns {Promise<number>} the worst exit code
 */
export async function runChecks(jestArguments) {
  const root = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
  const { engine } = await setup({ root });
  const bin = engine === undefined ? [] : [engine.bin];
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    PATH: [...bin, process.env["PATH"] ?? ""].join(path.delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  /** @param {readonly string[]} script a script in node_modules, and its arguments */
  const runScript = ([script = "", ...args]) =>
    show(process.execPath, [path.join(root, "node_modules", script), ...args], { cwd: root, env });

  /** @type {number[]} */
  const codes = [];
  if (jestArguments.length === 0) {
    codes.push(await runScript(["typescript/bin/tsc", "-p", "tsconfig.json"]));
    if (isSet(env["CI"])) {
      const npm = npmCommand(env);
      for (const script of ["lint", "docs:api"]) {
        codes.push(await show(npm.command, [...npm.args, "run", script, "--silent"], { cwd: root, env }));
      }
    }
  }
  const failedChecks = codes.filter((code) => code !== 0).length;

  const jest = ["jest/bin/jest.js", ...jestArguments];
  const countsFile = process.env["SECGROUP_TEST_COUNTS"];
  if (countsFile) codes.push(await countedTests(jest, runScript, countsFile, failedChecks));
  else codes.push(await runScript(jest));
  return Math.max(...codes);
}

/**
 * Runs jest and writes down how many tests passed, failed and were skipped.
 *
 * @param {readonly string[]} jest
 * @param {(script: readonly string[]) => Promise<number>} runScript
 * @param {string} countsFile
 * @param {number} failedChecks failures to add
 * @returns {Promise<number>}
 */
async function countedTests(jest, runScript, countsFile, failedChecks) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "secgroup-tests-"));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
  };
  const noLongerInterrupted = onInterrupt(remove);
  try {
    const report = path.join(folder, "jest.json");
    const code = await runScript([...jest, "--json", `--outputFile=${report}`]);
    const counts = readCounts(report);
    counts.failed += failedChecks;
    if (code !== 0 && counts.failed === 0) counts.failed = 1; // jest failed for a reason that is no test
    writeFileSync(countsFile, JSON.stringify(counts));
    return code;
  } finally {
    noLongerInterrupted();
    remove();
  }
}

/**
 * @param {string} report jest's
 * @returns {Counts}
 */
function readCounts(report) {
  try {
    const json = JSON.parse(readFileSync(report, "utf8"));
    return {
      passed: json.numPassedTests,
      // A test file that does not load has no tests to fail; it is one failure itself.
      failed: json.numFailedTests + json.numRuntimeErrorTestSuites,
      skipped: json.numPendingTests + json.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}

/**
 * Whether a variable like CI is switched on.
 *
 * @param {string | undefined} value
 */
function isSet(value) {
  return value !== undefined && value !== "" && value !== "0" && value !== "false";
}

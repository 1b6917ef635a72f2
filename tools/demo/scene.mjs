import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import { join } from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import { shownLines } from "./engine-text.mjs";
import { DemoFailure } from "./failure.mjs";
import { checked, show } from "./narrator.mjs";

/**
 * @typedef {(method: string, path: string, body?: unknown) => Promise<any>} Control calls the emulator's control API
 *
 * @typedef {object} Edit lines of the program, which are there once, become others
 * @property {string} cloud whose lines they are
 * @property {readonly string[]} from
 * @property {readonly string[]} to
 *
 * @typedef {object} Scene what the story needs: an engine, a project and the clouds
 * @property {(args: string[], outcome?: "works" | "is refused") => Promise<string>} pulumi runs the engine and shows what
 *   it prints; resolves to all of it without colors, rejects if it does not end so
 * @property {(edits: readonly Edit[]) => void} edit changes the program's table and shows the change
 * @property {Control} control
 * @property {() => Promise<void>} close ends what is running and removes what was written
 */

/** What ends a demo early: Ctrl-C, a kill, a terminal that is closed. @type {readonly NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
const stackTrace = /^\s+at .*:\d+/m;
/** Of the emulator's default world, for every cloud. */
const key = { id: "emulator-access-key-id", secret: "emulator-access-key-secret" };
const require = createRequire(import.meta.url);
/** @type {typeof import("../stage.cjs")} */
const { credentialsOf, openStage } = require("../stage.cjs");

/**
 * Starts the emulator on a free port, and lays examples/multi-cloud out beside a stack of its own. An interrupt cleans up.
 *
 * @param {string} root the clone's folder
 * @param {string | undefined} bin the engine's folder
 * @returns {Promise<Scene>}
 */
export async function openScene(root, bin) {
  /** @type {typeof import("../../emulator/index.js")} */
  const { startEmulator } = require("pulumi-secgroup/emulator");
  const emulator = await startEmulator({ port: 0 });
  const env = {
    SECGROUP_ENDPOINT: emulator.url,
    ...credentialsOf(key),
    // The repository's own checks hold the program's types; here they would cost seconds in every step.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
  };
  const stage = openStage({ root, name: "secgroup-multi-cloud", bin, env });
  cpSync(join(root, "examples", "multi-cloud"), stage.project, { recursive: true });

  async function close() {
    for (const signal of signals) process.off(signal, interrupted);
    await stage.close();
    await emulator.close();
  }

  /** @param {NodeJS.Signals} signal */
  function interrupted(signal) {
    console.error("\nInterrupted: cleaning up.");
    void close().finally(() => process.exit(128 + (os.constants.signals[signal] ?? 0)));
  }
  for (const signal of signals) process.on(signal, interrupted);

  /** @type {Scene["pulumi"]} */
  async function pulumi(args, outcome = "works") {
    const color = process.stdout.isTTY ? "always" : "never";
    const lines = shownLines((line) => process.stdout.write(`${line}\n`));
    const ended = await stage.run([...args, "--suppress-progress", "--color", color], { onText: lines.push });
    lines.end();
    const [code, text] = [ended.code, stripVTControlCharacters(ended.text)];
    const asTold = outcome === "works" ? code === 0 : code !== 0 && code !== null;
    if (!asTold) throw new DemoFailure(`pulumi ${args[0]} ended with exit code ${code}. All of its output:\n${text}`);
    if (stackTrace.test(text)) throw new DemoFailure(`pulumi ${args[0]} showed a stack trace:\n${text}`);
    if (outcome === "is refused") checked(`pulumi ${args[0]} ended with exit code ${code}.`);
    return text;
  }

  /** @type {Scene["edit"]} */
  function edit(edits) {
    const path = join(stage.project, "members.ts");
    writeFileSync(path, edits.reduce(replaced, readFileSync(path, "utf8")));
    show(edits.flatMap(changedLines));
  }

  /** @type {Control} */
  async function control(method, path, body) {
    const payload = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${emulator.url}/_emulator${path}`, { method, ...payload });
    const text = await response.text();
    if (!response.ok) throw new DemoFailure(`the emulator refused ${method} ${path}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  try {
    const { code, text } = await stage.run(["stack", "init", "dev"]);
    if (code !== 0) throw new DemoFailure(`pulumi stack init ended with exit code ${code}\n${text}`);
  } catch (error) {
    await close();
    throw error;
  }
  return { pulumi, edit, control, close };
}

/**
 * @param {string} text
 * @param {Edit} edit
 */
function replaced(text, { from, to }) {
  const indent = `\n${" ".repeat(6)}`;
  const parts = text.split(from.join(indent));
  if (parts.length !== 2) throw new DemoFailure(`the program does not have these lines once:\n${from.join("\n")}`);
  return parts.join(to.join(indent));
}

/** @param {Edit} edit */
function changedLines({ cloud, from, to }) {
  return [
    ...from.filter((line) => !to.includes(line)).map((line) => `- ${line}`),
    ...to.filter((line) => !from.includes(line)).map((line) => `+ ${line}`),
  ].map((line, index) => `${(index === 0 ? cloud : "").padEnd(12)}  ${line}`);
}

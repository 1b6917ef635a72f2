import { cpSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import { join } from "node:path";
import process from "node:process";
import { DemoFailure } from "./failure.mjs";

/**
 * @typedef {(method: string, path: string, body?: unknown) => Promise<any>} Control calls the emulator's control API
 *
 * @typedef {object} Scene what the story needs: an engine, a project and a cloud
 * @property {(args: string[]) => Promise<string>} pulumi runs the engine and shows what it prints; resolves to that text,
 *   rejects if it fails
 * @property {Control} control
 * @property {() => Promise<void>} close ends what is running and removes what was written
 */

/** What ends a demo early: Ctrl-C, a kill, a terminal that is closed. @type {readonly NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
const require = createRequire(import.meta.url);
/** @type {typeof import("../stage.cjs")} */
const { openStage } = require("../stage.cjs");

/**
 * Starts the emulator on a free port, and lays the quickstart out beside a stack of its own. An interrupt cleans up.
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
    ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator-access-key-id",
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator-access-key-secret",
  };
  const stage = openStage({ root, name: "secgroup-quickstart", bin, env });
  cpSync(join(root, "examples", "quickstart"), stage.project, { recursive: true });

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

  /** @param {string[]} args */
  async function pulumi(args) {
    const color = process.stdout.isTTY ? "always" : "never";
    const shown = [...args, "--suppress-progress", "--color", color];
    const { code, text } = await stage.run(shown, { onText: (part) => process.stdout.write(part) });
    if (code !== 0) throw new DemoFailure(`pulumi ${args[0]} ended with exit code ${code}`);
    return text;
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
  return { pulumi, control, close };
}

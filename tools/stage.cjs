// A stage for real runs of the engine: a scratch folder with a project, a file backend and an engine home of its own, so
// that nothing is written elsewhere. CommonJS, since both the demo (a module) and the tests (not modules) stand on it.
"use strict";
const { spawn } = require("node:child_process");
const { mkdirSync, mkdtempSync, rmSync, symlinkSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { delimiter, join } = require("node:path");
const process = require("node:process");
const { setTimeout } = require("node:timers/promises");

/**
 * @typedef {object} Ended how a run of the engine ended
 * @property {number | null} code the exit code; null if it was killed
 * @property {string} text what it printed, both streams in their order
 * @property {string} output what it printed on standard output alone
 *
 * @typedef {object} Stage
 * @property {string} project the project's folder, in which `pulumi-secgroup` can be loaded
 * @property {Readonly<NodeJS.ProcessEnv>} env the settings of every run
 * @property {string} stateFile where the file backend keeps the stack, once there is one
 * @property {(args: readonly string[], options?: RunOptions) => Promise<Ended>} run runs the engine in the project's folder
 * @property {() => Promise<void>} close ends what is running and removes everything
 *
 * @typedef {object} RunOptions
 * @property {(text: string) => void} [onText] told what the engine prints, as it prints it
 * @property {Readonly<Record<string, string>>} [env] settings for this run
 * @property {(child: import("node:child_process").ChildProcess) => void} [onStart] handed the process
 */

/** How long an interrupted engine has to end by itself before it is killed, in milliseconds. */
const graceMs = 10_000;
/** Settings of the user's that would lead a run to another cloud, account or state. */
const foreignSettings = /^(ALIBABA_CLOUD|ALICLOUD|TENCENTCLOUD|BCE|BAIDUCLOUD|SECGROUP|PULUMI)_/;

/**
 * @param {object} options
 * @param {string | undefined} options.root the clone, whose node_modules the project uses; undefined if it has its own
 * @param {string} options.name the project's name in its Pulumi.yaml
 * @param {string | undefined} options.bin the engine's folder; what is on PATH if undefined
 * @param {Readonly<Record<string, string>>} options.env settings for every run
 * @returns {Stage}
 */
function openStage({ root, name, bin, env }) {
  const scratch = mkdtempSync(join(tmpdir(), "secgroup-"));
  const project = join(scratch, "project");
  const state = join(scratch, "state");
  const temporary = join(scratch, "tmp");
  for (const folder of [project, state, temporary]) mkdirSync(folder);
  if (root !== undefined) symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"), "junction");

  const inherited = Object.entries(process.env).filter(([setting]) => !foreignSettings.test(setting));
  const settings = {
    ...Object.fromEntries(inherited),
    PATH: [bin, process.env["PATH"]].filter(Boolean).join(delimiter),
    TMPDIR: temporary,
    PULUMI_HOME: join(scratch, "home"),
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_STACK: "dev",
    ...env,
  };

  /** @type {{ child: import("node:child_process").ChildProcess, ended: Promise<unknown> } | undefined} */
  let running;

  /** @type {Stage["run"]} */
  function run(args, { onText, onStart, env: more } = {}) {
    // A process group of its own: an interrupt from the terminal reaches the engine through close(), once.
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: project,
      env: { ...settings, ...more },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let text = "";
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (/** @type {string} */ part) => {
        text += part;
        if (stream === child.stdout) output += part;
        onText?.(part);
      });
    }
    /** @type {Promise<Ended>} */
    const outcome = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, text, output }));
    });
    const ended = outcome.catch(() => undefined).finally(() => (running = undefined));
    running = { child, ended };
    onStart?.(child);
    return outcome;
  }

  async function close() {
    if (running) {
      const { child, ended } = running;
      // Once asks it to stop, twice to stop now: the state goes anyway.
      child.kill("SIGINT");
      child.kill("SIGINT");
      await Promise.race([ended, setTimeout(graceMs, undefined, { ref: false })]);
      killGroup(child);
    }
    rmSync(scratch, { recursive: true, force: true });
  }

  return { project, env: settings, stateFile: join(state, ".pulumi", "stacks", name, "dev.json"), run, close };
}

/** @param {import("node:child_process").ChildProcess} child */
function killGroup({ pid, exitCode, signalCode }) {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended in the meantime.
  }
}

/**
 * The settings that give each of the three clouds the same access key, as their emulator accepts it.
 *
 * @param {{ id: string, secret: string }} key
 */
function credentialsOf({ id, secret }) {
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: id,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret,
    TENCENTCLOUD_SECRET_ID: id,
    TENCENTCLOUD_SECRET_KEY: secret,
    BCE_ACCESS_KEY_ID: id,
    BCE_SECRET_ACCESS_KEY: secret,
  };
}

module.exports = { credentialsOf, openStage };

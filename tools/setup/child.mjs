import { spawn } from "node:child_process";
import process from "node:process";
import { onInterrupt } from "./interrupt.mjs";

/**
 * @typedef {object} Outcome
 * @property {number | null} code the exit code; null if it was killed or could not be started
 * @property {string} stdout
 * @property {string} stderr the last part of it, up to 64 KiB
 * @property {string | undefined} startError why it could not be started ("ENOENT")
 * @property {"total" | "silence" | undefined} timedOut which of the two limits ended it
 */

/**
 * @typedef {object} Options
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [totalMs] ends it after this long. Default: no limit
 * @property {number} [silenceMs] ends it when it has written nothing for this long. Default: no limit
 * @property {(line: string) => void} [onErrorLine] called with each line of stderr
 */

const keptCharacters = 64 * 1024;

/**
 * Runs a program without input and waits for it; never rejects. The program and all it starts are a process group of
 * their own, killed as a whole when a limit is reached or when we are interrupted.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const kill = () => killGroup(child);
    const noLongerInterrupted = onInterrupt(kill);

    /** @type {Outcome} */
    const outcome = { code: null, stdout: "", stderr: "", startError: undefined, timedOut: undefined };
    const limits = limit(options, (which) => {
      outcome.timedOut = which;
      kill();
    });

    child.stdout.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      limits.heard();
      outcome.stdout += text;
    });
    let unfinished = "";
    child.stderr.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      limits.heard();
      outcome.stderr = (outcome.stderr + text).slice(-keptCharacters);
      if (options.onErrorLine === undefined) return;
      const lines = (unfinished + text).split("\n");
      unfinished = lines.pop() ?? "";
      for (const line of lines) options.onErrorLine(line);
    });

    const finish = () => {
      limits.stop();
      noLongerInterrupted();
      resolve(outcome);
    };
    child.once("error", (error) => {
      outcome.startError = "code" in error ? String(error.code) : error.message;
      finish();
    });
    child.once("close", (code) => {
      outcome.code = code;
      finish();
    });
  });
}

/**
 * Runs a program on our own terminal and waits for it; passes an interruption on to it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} its exit code; 1 if it was killed or could not be started
 */
export function show(command, args, { cwd, env }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: "inherit" });
    const noLongerInterrupted = onInterrupt(() => child.kill("SIGTERM"));
    /** @param {number} code */
    const finish = (code) => {
      noLongerInterrupted();
      resolve(code);
    };
    child.once("error", (error) => {
      console.error(`${command}: ${error.message}`);
      finish(1);
    });
    child.once("close", (code) => {
      finish(code ?? 1);
    });
  });
}

/** @param {import("node:child_process").ChildProcess} child */
function killGroup(child) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill();
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself in the meantime.
  }
}

/**
 * @param {Options} options
 * @param {(which: "total" | "silence") => void} reached
 */
function limit({ totalMs, silenceMs }, reached) {
  let lastHeard = Date.now();
  const total = totalMs === undefined ? undefined : setTimeout(() => reached("total"), totalMs);
  const silence =
    silenceMs === undefined
      ? undefined
      : setInterval(() => {
          if (Date.now() - lastHeard > silenceMs) reached("silence");
        }, 1000);
  return {
    heard: () => {
      lastHeard = Date.now();
    },
    stop: () => {
      clearTimeout(total);
      clearInterval(silence);
    },
  };
}

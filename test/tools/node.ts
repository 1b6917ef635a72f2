import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

export const root = path.resolve(__dirname, "../..");

/** How a node process ended and what it printed. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A node process under way. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves when stdout or stderr has the text; rejects when the process ends without it. */
  readonly printed: (text: string) => Promise<void>;
}

/** The URL of a module under tools/, to import it in `startNode`'s code. */
export function toolUrl(file: string): string {
  return pathToFileURL(path.join(root, "tools", file)).href;
}

/** Starts node with these arguments and exactly this environment. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, args, { cwd: root, env });
  let stdout = "";
  let stderr = "";
  const waiting = new Set<() => void>();
  child.stdout.on("data", (data: Buffer) => {
    stdout += data.toString();
    for (const check of waiting) check();
  });
  child.stderr.on("data", (data: Buffer) => {
    stderr += data.toString();
    for (const check of waiting) check();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!(stdout + stderr).includes(text)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
      void ended.then(() => {
        reject(new Error(`ended without printing "${text}": ${stdout}${stderr}`));
      });
    });
  return { child, ended, printed };
}

/** Starts node with the code of an ES module. */
export function startModule(code: string, env: NodeJS.ProcessEnv = {}): Running {
  return start(["--input-type=module", "-e", code], env);
}

/** Runs node to its end. */
export function run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return start(args, env).ended;
}

/** A folder for one test, and its removal. */
export function scratchFolder(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), "secgroup-tools-"));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

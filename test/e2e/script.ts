import { spawn } from "node:child_process";

export interface Scripted {
  readonly code: number | null;
  /** What it printed, both streams. */
  readonly text: string;
}

export interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs a script of bash, given on its command line. */
export function runScript(flags: readonly string[], script: string, { folder, env }: Place): Promise<Scripted> {
  const shell = spawn("bash", ["--noprofile", "--norc", ...flags, "-c", script], {
    cwd: folder,
    env: { ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.setEncoding("utf8").on("data", (part: string) => (text += part));
  }
  return new Promise((resolve, reject) => {
    shell.once("error", reject);
    shell.once("close", (code) => resolve({ code, text }));
  });
}

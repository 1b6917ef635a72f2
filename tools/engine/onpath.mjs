import { realpathSync } from "node:fs";
import path from "node:path";
import { cli, cliVersion, dynamicProvider, hasProgram, nodeHost } from "./programs.mjs";
import { isAtLeast, oldestVersion, parseVersion } from "./versions.mjs";

/**
 * The user's own engine: the `pulumi` on PATH, if it runs, is recent enough and has what dynamic resources for Node
 * need. If there is one that does not do, says in one line why.
 *
 * @param {{ log: (line: string) => void, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<import("../engine.mjs").Engine | undefined>}
 */
export async function engineOnPath({ log, env }) {
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const bin = folders.find((folder) => hasProgram(folder, cli));
  if (bin === undefined) return undefined;

  const program = path.join(bin, cli);
  /** @param {string} why */
  const rejected = (why) => {
    log(`not using ${program}: ${why}`);
    return undefined;
  };

  const answer = await cliVersion(program, env);
  if ("problem" in answer) return rejected(answer.problem);
  const [version, oldest] = [parseVersion(answer.version), parseVersion(oldestVersion)];
  if (version === undefined || oldest === undefined || !isAtLeast(version, oldest)) {
    return rejected(`it is ${answer.version}, older than ${oldestVersion}`);
  }
  // The engine looks for its companions on PATH, then beside itself.
  const lookedAt = [...folders, path.dirname(realpathSync(program))];
  const lacking = [nodeHost, dynamicProvider].filter((name) => !lookedAt.some((folder) => hasProgram(folder, name)));
  if (lacking.length > 0) return rejected(`it comes without ${lacking.join(" and ")}`);
  return { bin, source: "path", version: answer.version };
}

import { clean } from "../provider/model/clean";
import { lookup } from "../provider/model/lookup";

/** A command line that is not understood (exit 2), or a command that fails (exit 1): one message, no stack. */
export class Failure extends Error {
  constructor(
    readonly exitCode: 1 | 2,
    message: string,
  ) {
    super(message.split("\n").map(shown).join("\n"));
  }
}

/** A line as it may be shown, indented as it is: it can name a file, and repeat a part of one. */
function shown(line: string): string {
  return `${/^ */.exec(line)?.[0] ?? ""}${clean(line)}`;
}

/** What `parseArgs` did not understand, in a line that ends with where to look. */
export function misunderstood(command: string, error: unknown): Failure {
  const reason = messageOf(error).split(/\.\s|\n/)[0] ?? "";
  return new Failure(2, `${reason.replace(/\.$/, "")}; see secgroup ${command} --help`);
}

/** Why a file cannot be read, for a message. */
export function unreadable(error: unknown): string {
  const code = codeOf(error);
  return (code === undefined ? undefined : (lookup(reasons, code) ?? code)) ?? "unknown reason";
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "access is denied",
};

/** The code of a system error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

function messageOf(error: unknown): string {
  const message = typeof error === "object" && error !== null && "message" in error ? error.message : undefined;
  return typeof message === "string" ? message : String(error);
}

/** A command line that is not understood (exit 2), or a command that fails (exit 1): one message, no stack. */
export class Failure extends Error {
  constructor(
    readonly exitCode: 1 | 2,
    message: string,
  ) {
    super(message);
  }
}

/** What `parseArgs` did not understand, in a line that ends with where to look. */
export function misunderstood(command: string, error: unknown): Failure {
  const reason = messageOf(error).split(/\.\s|\n/)[0] ?? "";
  return new Failure(2, `${reason.replace(/\.$/, "")}; see secgroup ${command} --help`);
}

/** Why a file cannot be read, for a message. */
export function unreadable(error: unknown): string {
  const code = codeOf(error);
  const reason = { ENOENT: "there is no such file", EISDIR: "it is a folder", EACCES: "access is denied" }[code ?? ""];
  return reason ?? code ?? "unknown reason";
}

/** The code of a system error, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : undefined;
}

function messageOf(error: unknown): string {
  const message = typeof error === "object" && error !== null && "message" in error ? error.message : undefined;
  return typeof message === "string" ? message : String(error);
}

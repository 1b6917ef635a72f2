import { readFileSync } from "node:fs";
import { isatty } from "node:tty";
import { parseArgs } from "node:util";
import { Failure, misunderstood, unreadable } from "./failure";
import { readDocument } from "./report/document";
import { planOf } from "./report/plan";
import { render } from "./report/render";

const DEFAULT_TITLE = "Security-group memberships";

/** `secgroup report`: reads what `pulumi preview --json` printed, and prints it as Markdown. */
export function runReport(args: readonly string[]): number {
  try {
    const { help, file, title } = readSettings(args);
    if (help) {
      process.stdout.write(HELP);
      return 0;
    }
    const document = readDocument(readInput(file));
    if ("problem" in document) {
      const source = file ?? "standard input";
      throw new Failure(2, `${source} is not the document of pulumi preview --json: ${document.problem}.`);
    }
    process.stdout.write(render(planOf(document), title));
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`secgroup report: ${error.message}\n`);
    return error.exitCode;
  }
}

interface Settings {
  readonly help: boolean;
  /** Undefined for standard input. */
  readonly file: string | undefined;
  readonly title: string;
}

function readSettings(args: readonly string[]): Settings {
  const { values, positionals } = parse(args);
  const [file, ...more] = positionals;
  if (more.length > 0) throw misunderstood("report", `Unexpected argument '${more.join(" ")}'`);
  return { help: values.help ?? false, file: file === "-" ? undefined : file, title: values.title ?? DEFAULT_TITLE };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { help: { type: "boolean", short: "h" }, title: { type: "string" } },
      strict: true,
      allowPositionals: true,
    });
  } catch (error) {
    throw misunderstood("report", error);
  }
}

function readInput(file: string | undefined): string {
  const standardInput = 0;
  if (file === undefined && isatty(standardInput)) {
    throw new Failure(2, "there is nothing on standard input; name a file, or see secgroup report --help");
  }
  try {
    return readFileSync(file ?? standardInput, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new Failure(1, `cannot read ${file ?? "standard input"}: ${unreadable(error)}`);
  }
}

const HELP = `Usage: secgroup report [FILE] [--title TEXT]

Reads what pulumi preview --json printed (FILE, or standard input) and prints it as Markdown for a pull request: who joins,
leaves, moves and is joined again after drift, what cannot work and why, and a table of the declared memberships.

  pulumi preview --json --show-sames > preview.json
  secgroup report preview.json > report.md

With --show-sames the table holds memberships that do not change, too. It is at most 65,000 bytes, so that it fits in a
comment on GitHub; what does not fit is counted.

Options:
  --title TEXT   what the report is headed by (default ${DEFAULT_TITLE})
  --help         show this text

Exit code:
  0   the report was printed, also if the preview failed: it is the preview's own exit code that fails a job
  1   the file cannot be read
  2   the command line is not understood, or the input is not the document of a preview
`;

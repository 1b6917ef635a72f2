import { clean } from "../provider/model/clean";
import { version } from "../provider/version";
import type * as emulatorCommand from "./emulator";
import type * as reportCommand from "./report";

const HELP = `Usage: secgroup <command> [options]

Commands:
  emulator    Alibaba Cloud ECS, Tencent Cloud CVM/VPC and Baidu AI Cloud BCC on loopback
  report      what \`pulumi preview --json\` found, as Markdown for a pull request

Options:
  --help      show this text, or that of a command: secgroup emulator --help
  --version   show the version
`;

/** Runs one command line (without node and script) and returns the exit code: 0 done, 1 failed, 2 not understood. */
export async function run(args: readonly string[]): Promise<number> {
  const [first, ...rest] = args;
  switch (first) {
    case "emulator": {
      // Loaded only when asked for: help and version answer at once.
      const { runEmulator } = await loadEmulator();
      return runEmulator(rest);
    }
    case "report": {
      const { runReport } = await loadReport();
      return runReport(rest);
    }
    case "--help":
    case "-h":
    case "help":
      process.stdout.write(HELP);
      return 0;
    case "--version":
      process.stdout.write(`${version}\n`);
      return 0;
    case undefined:
      process.stderr.write(HELP);
      return 2;
    default:
      process.stderr.write(`secgroup: unknown command or option ${clean(first)}; see secgroup --help\n`);
      return 2;
  }
}

type EmulatorCommand = Pick<typeof emulatorCommand, "runEmulator">;

function loadEmulator(): Promise<EmulatorCommand> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a lazy load that works before and after the build
  return Promise.resolve(require("./emulator") as EmulatorCommand);
}

type ReportCommand = Pick<typeof reportCommand, "runReport">;

function loadReport(): Promise<ReportCommand> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a lazy load that works before and after the build
  return Promise.resolve(require("./report") as ReportCommand);
}

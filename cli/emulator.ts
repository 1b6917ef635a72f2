import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { DEFAULT_WORLD, startEmulator, WorldError, type Emulator, type WorldInput } from "../emulator";
import { DEFAULT_CREDENTIAL } from "../emulator/default-world";
import { parseJson } from "../emulator/json";
import { codeOf, Failure, misunderstood, unreadable } from "./failure";

const DEFAULT_PORT = 4577;

interface Settings {
  readonly help: boolean;
  readonly port: number;
  readonly worldFile: string | undefined;
  readonly latencyMs: number;
  readonly rateLimit: boolean;
}

/** `secgroup emulator`: runs until SIGINT or SIGTERM. */
export async function runEmulator(args: readonly string[]): Promise<number> {
  try {
    const settings = readSettings(args);
    if (settings.help) {
      process.stdout.write(help());
      return 0;
    }
    const emulator = await start(settings);
    const world = settings.worldFile === undefined ? "default world" : `world ${settings.worldFile}`;
    // Whoever wants only the first line may close the pipe after it.
    process.stdout.on("error", () => undefined);
    process.stdout.write(
      `secgroup emulator listening on ${emulator.url}\n` +
        `${world}; loopback only; control API below ${emulator.url}/_emulator; Ctrl-C ends it\n`,
    );
    await stopSignal();
    await emulator.close();
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    process.stderr.write(`secgroup emulator: ${error.message}\n`);
    return error.exitCode;
  }
}

function readSettings(args: readonly string[]): Settings {
  const { values } = parse(args);
  return {
    help: values.help ?? false,
    port: numberOption("--port", values.port ?? String(DEFAULT_PORT), 65_535),
    worldFile: values.world,
    latencyMs: numberOption("--latency-ms", values["latency-ms"] ?? "0", 3_600_000),
    rateLimit: !(values["no-rate-limit"] ?? false),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h" },
        port: { type: "string" },
        world: { type: "string" },
        "latency-ms": { type: "string" },
        "no-rate-limit": { type: "boolean" },
      },
      strict: true,
      allowPositionals: false,
    });
  } catch (error) {
    throw misunderstood("emulator", error);
  }
}

function numberOption(name: string, text: string, most: number): number {
  if (/^\d+$/.test(text) && Number(text) <= most) return Number(text);
  throw new Failure(2, `${name} must be a whole number from 0 to ${most}, was given ${JSON.stringify(text)}`);
}

async function start({ port, worldFile, latencyMs, rateLimit }: Settings): Promise<Emulator> {
  const world = worldFile === undefined ? DEFAULT_WORLD : readWorldFile(worldFile);
  try {
    return await startEmulator({ port, world, latencyMs, rateLimit });
  } catch (error) {
    if (error instanceof WorldError) {
      const lines = error.problems.map((line) => `  ${line}`);
      throw new Failure(1, `${worldFile ?? "the default world"} is not a valid world:\n${lines.join("\n")}`);
    }
    const code = codeOf(error);
    if (code === "EADDRINUSE") {
      throw new Failure(1, `port ${port} is taken; name another with --port, or let --port 0 pick a free one`);
    }
    if (code === "EACCES") {
      throw new Failure(1, `port ${port} may not be opened by this user; name another with --port`);
    }
    throw error;
  }
}

function readWorldFile(file: string): WorldInput {
  const parsed = parseJson(readText(file));
  if (!parsed.ok) throw new Failure(1, `${file} is not valid JSON: ${parsed.problem}`);
  // Only its shape is claimed here: startEmulator checks all of it.
  return parsed.value as WorldInput;
}

function readText(file: string): string {
  try {
    // Some editors begin a file with a byte order mark.
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new Failure(1, `cannot read the world file ${file}: ${unreadable(error)}`);
  }
}

async function stopSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
}

function help(): string {
  return `Usage: secgroup emulator [--port N] [--world FILE] [--latency-ms N] [--no-rate-limit]

Alibaba Cloud ECS, Tencent Cloud CVM/VPC and Baidu AI Cloud BCC on 127.0.0.1, plain HTTP, one port, in memory.

Options:
  --port N          TCP port; 0 picks a free one (default ${DEFAULT_PORT})
  --world FILE      JSON file that says what exists (default: the world below)
  --latency-ms N    milliseconds added to every cloud call (default 0)
  --no-rate-limit   do not enforce request rates
  --help            show this text

Default world:
  credentials   id ${DEFAULT_CREDENTIAL.id}, secret ${DEFAULT_CREDENTIAL.secret} (dummies, the same for every cloud)
${Object.entries(DEFAULT_WORLD)
  .map(([cloud, world]) => describeCloud(cloud, world))
  .join("\n")}

The control API is below /_emulator: world, memberships, requests, faults. See docs/emulator.md.
`;
}

function describeCloud(cloud: string, { regions }: NonNullable<WorldInput["alicloud"]>): string {
  return Object.entries(regions ?? {})
    .map(([name, region]) => {
      const groups = (region.securityGroups ?? []).map(({ id }) => id).join(", ");
      const instances = (region.instances ?? []).map(({ id, groups: of }) => `${id} in ${(of ?? []).join(", ")}`);
      const interfaces = (region.networkInterfaces ?? []).map(
        ({ id, instanceId, groups: of }) => `${id} of ${instanceId ?? "no instance"} in ${(of ?? []).join(", ")}`,
      );
      return `  ${cloud.padEnd(13)} ${name}, VPC ${region.securityGroups?.[0]?.vpcId ?? "-"}
                groups      ${groups}
                instances   ${instances.join("; ")}
                interfaces  ${interfaces.join("; ")}`;
    })
    .join("\n");
}

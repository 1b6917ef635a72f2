import { execFileSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The folder that later runs and other clones find again. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  const own = env["SECGROUP_CACHE_DIR"];
  if (own !== undefined && own !== "") return own;
  const xdg = env["XDG_CACHE_HOME"];
  if (xdg !== undefined && xdg !== "") return join(xdg, "pulumi-secgroup");
  const home = homedir();
  return process.platform === "darwin"
    ? join(home, "Library", "Caches", "pulumi-secgroup")
    : join(home, ".cache", "pulumi-secgroup");
}

/** The version of a usable Python (3.9 or newer, with venv), or undefined where there is none. */
export function pythonVersion(): string | undefined {
  try {
    const script = "import sys, venv, ensurepip; print('.'.join(map(str, sys.version_info[:3])))";
    const version = execFileSync("python3", ["-c", script], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    const [major = 0, minor = 0] = version.split(".").map(Number);
    return major === 3 && minor >= 9 ? version : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A virtual environment that holds exactly these requirements, built once for each content and Python version; only
 * that needs the network.
 *
 * @param requirements - a requirements.txt with every version pinned
 * @returns the path of its Python
 */
export function virtualEnvironment(requirements: string, version: string): string {
  const key = createHash("sha256").update(readFileSync(requirements)).update(version).digest("hex").slice(0, 16);
  const folder = join(cacheRoot(), "venv");
  const finished = join(folder, key);
  const python = join(finished, "bin", "python");
  if (existsSync(join(finished, "complete"))) return python;
  build(folder, finished, requirements);
  return python;
}

/**
 * Two builders at once each build their own, and one wins. Scripts in `bin` keep the temporary path, so only
 * `bin/python` is used, which finds its environment by its own place.
 */
function build(folder: string, finished: string, requirements: string): void {
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `building-${process.pid}-${randomUUID()}`);
  try {
    run("python3", ["-m", "venv", temporary]);
    const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"];
    run(join(temporary, "bin", "python"), ["-m", "pip", "install", ...quiet, "-r", requirements]);
    mkdirSync(join(temporary, "complete"));
    renameSync(temporary, finished);
  } catch (error) {
    if (!existsSync(join(finished, "complete"))) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

function run(program: string, args: readonly string[]): void {
  execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 300_000 });
}

import { chmodSync, mkdirSync, readdirSync, rmSync, statfsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../setup/child.mjs";
import { goEnvironment } from "./go.mjs";
import { progress } from "./progress.mjs";
import { cli, nodeHost } from "./programs.mjs";
import { builtVersion } from "./versions.mjs";

/** The programs of an engine, each with the module that pins its version, since `go install` refuses both. */
const programs = [
  { module: "host", name: nodeHost, package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs" },
  { module: "cli", name: cli, package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
];

/** Go says nothing while it fetches one module; the largest is some 20 MB. */
const downloadSilenceMs = 300_000;
/** Compiling or linking one package takes half a minute on a slow machine. */
const compileSilenceMs = 900_000;
const neededBytes = 5e9;

/**
 * Builds the CLI and the Node host into `<staging>/bin`. What was downloaded and compiled when this is interrupted is
 * kept for the next try, and removed after success.
 *
 * @param {import("./ensure.mjs").Making} making
 * @param {string} go
 * @param {string} staging
 * @returns {Promise<string | undefined>} why it could not be built
 */
export async function buildEngine({ home, log, env: userEnv }, go, staging) {
  const folder = path.join(home, "build");
  mkdirSync(folder, { recursive: true });
  const { env, isPrivate } = await goEnvironment(go, folder, userEnv);
  rmSync(path.join(folder, "tmp"), { recursive: true, force: true });
  mkdirSync(path.join(folder, "tmp"));

  const space = isPrivate ? lackOfSpace(folder) : undefined;
  if (space !== undefined) return space;
  const counted = await downloadModules({ go, env, log });
  if (typeof counted === "string") return counted;
  const problem = await compile({ go, env, log, bin: path.join(staging, "bin"), packages: counted });
  if (problem !== undefined) return problem;
  removeTree(folder);
  return undefined;
}

/**
 * @param {{ go: string, env: NodeJS.ProcessEnv, log: (line: string) => void }} context
 * @returns {Promise<number | string>} how many packages there are to compile, or why that cannot be known
 */
async function downloadModules({ go, env, log }) {
  const shown = progress(log, "downloading Go modules");
  let modules = 0;
  let packages = 0;
  try {
    for (const program of programs) {
      const { code, stdout, stderr, timedOut } = await run(go, ["list", "-mod=readonly", "-deps", program.package], {
        cwd: folderOf(program.module),
        env,
        silenceMs: downloadSilenceMs,
        onErrorLine: (line) => {
          if (line.startsWith("go: downloading ")) shown.update(`${String(++modules)} so far`);
        },
      });
      if (code !== 0) return goProblem(stderr, timedOut);
      packages += stdout.trim().split("\n").length;
    }
    return packages;
  } finally {
    shown.end();
  }
}

/**
 * @param {{ go: string, env: NodeJS.ProcessEnv, log: (line: string) => void, bin: string, packages: number }} context
 * @returns {Promise<string | undefined>}
 */
async function compile({ go, env, log, bin, packages }) {
  const shown = progress(log, "compiling");
  const version = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${builtVersion}`;
  let compiled = 0;
  try {
    for (const program of programs) {
      const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", "-ldflags", `-s -w -X ${version}`];
      const args = ["build", "-v", ...flags, "-o", path.join(bin, program.name), program.package];
      const { code, stderr, timedOut } = await run(go, args, {
        cwd: folderOf(program.module),
        env,
        silenceMs: compileSilenceMs,
        // Go names each package it compiles; those it finds in its cache it does not name.
        onErrorLine: (line) => {
          if (/^[\w./~-]+$/.test(line)) shown.update(`${String(++compiled)} of at most ${String(packages)} packages`);
        },
      });
      if (code !== 0) return goProblem(stderr, timedOut);
    }
    return undefined;
  } finally {
    shown.end();
  }
}

/** @param {string} module */
function folderOf(module) {
  return fileURLToPath(new URL(`./${module}/`, import.meta.url));
}

const network =
  /dial tcp|no such host|connection (refused|reset)|i\/o timeout|TLS handshake|network is unreachable|proxyconnect|unexpected EOF|Client\.Timeout|Bad Gateway|Service Unavailable|module lookup disabled|x509/i;

/**
 * What the errors of go come down to.
 *
 * @param {string} stderr
 * @param {"total" | "silence"} [timedOut]
 * @returns {string}
 */
function goProblem(stderr, timedOut) {
  const lines = stderr
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^go: downloading /.test(line) && !/^[\w./~-]+$/.test(line));
  const kept = "What was fetched and compiled so far is kept.";
  const telling = lines.find((line) => network.test(line)) ?? lines.at(-1) ?? "no reason given";
  if (timedOut) return `cannot build the engine: go made no progress for minutes and was stopped. ${kept} Run again.`;
  if (network.test(telling)) {
    return (
      `cannot download the engine's Go modules: ${telling}\n` +
      `Connect to the network (or set GOPROXY to a mirror you can reach) and run again. ${kept}`
    );
  }
  if (/requires go >=|toolchain not available|invalid go version/.test(stderr)) {
    return (
      `cannot build the engine: ${telling}\n` +
      "Install Go 1.25 or newer (https://go.dev/dl/) or the Pulumi CLI (https://www.pulumi.com/docs/install/), and run again."
    );
  }
  if (/no space left on device/.test(stderr)) return `cannot build the engine: no space left on the disk. ${kept}`;
  return `cannot build the engine: ${lines.slice(-5).join("\n  ") || telling}`;
}

/** @param {string} folder */
function lackOfSpace(folder) {
  // What an earlier try left counts as there already.
  const { bavail, bsize } = statfsSync(folder);
  const resumed = readdirSync(folder).includes("objects");
  if (resumed || bavail * bsize >= neededBytes) return undefined;
  const free = ((bavail * bsize) / 1e9).toFixed(1);
  return `building the engine takes 5 GB for a while, and ${folder} has ${free} GB free. Make room, or set SECGROUP_CACHE_DIR, and run again.`;
}

/**
 * Removes a folder even if go, which protects modules against writing, has done so here.
 *
 * @param {string} folder
 */
function removeTree(folder) {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), 0o755);
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

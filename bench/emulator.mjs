import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";

const instances = 2000;
const groupsEach = 5;
const groups = 100;
const callers = 16;
const warmUp = 2_000;
const counted = 10_000;

/**
 * How the emulator serves a world of 2,000 instances × 5 groups to 16 concurrent callers: each sends its next call when
 * the last one is answered, from a process of its own, signed (ACS3). The mixes are what adapters ask: `edges` reads and
 * writes one target at a time; `batches` reads as many as a call can name.
 *
 * @param {string} root
 * @param {boolean} json
 */
export async function bench(root, json) {
  /** @type {object[]} */
  const rows = [];
  for (const mix of ["edges", "batches"]) rows.push(await measure(root, mix));
  if (json) {
    console.log(
      JSON.stringify({ cores: os.cpus().length, node: process.version, instances, groupsEach, callers, rows }),
    );
    return;
  }
  console.log(
    `Emulator, ${instances} instances × ${groupsEach} groups, ${callers} callers, ${os.cpus().length} cores, Node ${process.version}\n`,
  );
  console.log("| mix | calls/s | p50 ms | p99 ms | longest ms | memory MB | peak MB |");
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const row of rows) console.log(`| ${Object.values(row).join(" | ")} |`);
}

/**
 * @param {string} root
 * @param {string} mix
 */
async function measure(root, mix) {
  const scratch = mkdtempSync(join(os.tmpdir(), "secgroup-bench-"));
  const worldFile = join(scratch, "world.json");
  writeFileSync(worldFile, JSON.stringify(world()));
  const server = spawn(
    process.execPath,
    [join(root, "dist/cli/main.js"), "emulator", "--port", "0", "--world", worldFile, "--no-rate-limit"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  try {
    const [line] = await once(createInterface(server.stdout), "line");
    const url = String(line).split(" ").at(-1) ?? "";
    const caller = fork(join(root, "bench/callers.mjs"), [
      url,
      mix,
      String(callers),
      String(warmUp),
      String(counted),
      String(instances),
      String(groups),
    ]);
    const [result] = await once(caller, "message");
    const { latencies, seconds } = /** @type {{ latencies: number[], seconds: number }} */ (result);
    latencies.sort((a, b) => a - b);
    const at = (/** @type {number} */ part) => (latencies[Math.floor(part * (latencies.length - 1))] ?? 0).toFixed(1);
    const memory = memoryOf(server.pid);
    return {
      mix,
      "calls/s": Math.round(latencies.length / seconds),
      p50: at(0.5),
      p99: at(0.99),
      longest: at(1),
      ...memory,
    };
  } finally {
    server.kill();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function world() {
  const ids = Array.from({ length: groups }, (_, index) => `sg-${index}`);
  return {
    alicloud: {
      credentials: [{ id: "bench-id", secret: "bench-secret" }],
      regions: {
        "cn-hangzhou": {
          securityGroups: ids.map((id) => ({ id })),
          instances: Array.from({ length: instances }, (_, index) => ({
            id: `i-${index}`,
            groupLimit: groupsEach + 1,
            groups: Array.from({ length: groupsEach }, (__, offset) => ids[(index + offset * 7) % groups]),
          })),
        },
      },
    },
  };
}

/**
 * What the process holds now and held at most, in MB; where the system does not tell, a dash.
 *
 * @param {number | undefined} pid
 */
function memoryOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const mb = (/** @type {string} */ key) =>
      Math.round(Number(new RegExp(`${key}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024);
    return { memory: mb("VmRSS"), peak: mb("VmHWM") };
  } catch {
    return { memory: "-", peak: "-" };
  }
}

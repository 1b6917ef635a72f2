// How cost grows: memberships of one stack through the real engine, against the emulator, beside a dynamic resource that
// does nothing, in the same run. `npm run bench -- scale [--json] [--cloud NAME] [--edges N] [--parallel N] [--rates half]`.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import { performance } from "node:perf_hooks";
import process from "node:process";
import { parseArgs } from "node:util";
import { bareProject, closureProject, membershipProject } from "./projects.mjs";
import { clouds, worldOf } from "./worlds.mjs";

const require = createRequire(import.meta.url);
/** @type {typeof import("../tools/stage.cjs")} */
const { openStage } = require("../tools/stage.cjs");

const latencyMs = 20;
/** Targets and groups of each size: edges are registered target by target. @type {Record<number, [number, number]>} */
const shapes = { 100: [50, 2], 300: [100, 3], 1000: [250, 4], 3000: [1000, 3] };
const steps = /** @type {const} */ (["up", "no-op up", "refresh", "destroy"]);
/** @type {Record<typeof steps[number], string[]>} */
const commands = {
  up: ["up", "--yes", "--skip-preview"],
  "no-op up": ["up", "--yes", "--skip-preview", "--expect-no-changes"],
  refresh: ["refresh", "--yes", "--skip-preview", "--expect-no-changes"],
  destroy: ["destroy", "--yes", "--skip-preview"],
};

/**
 * @typedef {object} Measured one step of one stack
 * @property {number} ms
 * @property {number} peakMb of the provider process, 0 where it was not seen
 * @property {Record<string, number>} calls by action
 * @property {number} throttled calls that the cloud refused for their rate
 * @property {number} stateBytes after the step
 */

/**
 * @param {string} root
 * @param {boolean} json
 * @param {string[]} args
 * @param {string | undefined} bin the engine's folder
 */
export async function bench(root, json, args, bin) {
  const { values } = parseArgs({
    args,
    options: {
      json: { type: "boolean" },
      cloud: { type: "string", multiple: true, default: Object.keys(clouds) },
      edges: { type: "string", multiple: true, default: ["100", "300", "1000"] },
      parallel: { type: "string", multiple: true, default: ["8", "128"] },
      rates: { type: "string", default: "documented" },
      closure: { type: "boolean", default: false },
    },
  });
  const rows = [];
  for (const edges of values.edges.map(Number)) {
    for (const parallel of values.parallel.map(Number)) {
      for (const cloud of values.cloud) {
        rows.push(
          ...(await compare(root, bin, { cloud, edges, parallel, rates: values.rates, closure: values.closure })),
        );
        if (!json) print(rows.splice(0));
      }
    }
  }
  if (json) console.log(JSON.stringify({ cores: os.cpus().length, node: process.version, latencyMs, rows }));
}

let printedHead = false;
/** @param {Record<string, unknown>[]} rows */
function print(rows) {
  const [first] = rows;
  if (!first) return;
  if (!printedHead) {
    console.log(`${os.cpus().length} cores, Node ${process.version}, ${latencyMs} ms a call\n`);
    console.log(
      `| ${Object.keys(first).join(" | ")} |\n| ${Object.keys(first)
        .map(() => "---")
        .join(" | ")} |`,
    );
    printedHead = true;
  }
  for (const row of rows) console.log(`| ${Object.values(row).join(" | ")} |`);
}

/**
 * @param {string} root
 * @param {string | undefined} bin
 * @param {{ cloud: string, edges: number, parallel: number, rates: string, closure: boolean }} options
 */
async function compare(root, bin, { cloud, edges, parallel, rates, closure }) {
  const [targets, groups] = shapes[edges] ?? [Math.ceil(edges / 3), 3];
  const { startEmulator } = require("pulumi-secgroup/emulator");
  const emulator = await startEmulator({ world: worldOf(cloud, targets, groups, rates), latencyMs });
  const open = (/** @type {(project: string) => void} */ lay, /** @type {string} */ name) =>
    openRun(root, bin, name, lay, emulator.url);
  const ours = await open((project) => membershipProject(project, cloud, targets, groups), "ours");
  const bare = await open((project) => bareProject(project, cloud, targets, groups), "bare");
  const serialized = closure
    ? await open((project) => closureProject(project, cloud, targets, groups), "closure")
    : undefined;
  try {
    const rows = [];
    for (const step of steps) {
      const flags = ["--parallel", String(parallel)];
      const floor = await bare.measure([...commands[step], ...flags]);
      const closed = await serialized?.measure([...commands[step], ...flags]);
      emulator.clearRequests();
      const mine = await ours.measure([...commands[step], ...flags]);
      const { total, byAction, log } = emulator.requests();
      rows.push({
        cloud,
        edges,
        parallel,
        step,
        calls: total,
        "by action": Object.entries(byAction)
          .map(([action, count]) => `${count} ${action.split(":")[1]}`)
          .join(", "),
        throttled: log.filter(({ code }) => /RequestLimitExceeded|Throttling|429/.test(code ?? "")).length,
        s: (mine.ms / 1000).toFixed(1),
        "bare s": (floor.ms / 1000).toFixed(1),
        ratio: (mine.ms / floor.ms).toFixed(2),
        ...(closed && { "to closure": (mine.ms / closed.ms).toFixed(2) }),
        "state B/edge": Math.round(mine.stateBytes / edges),
        "to bare state": floor.stateBytes > 2000 ? (mine.stateBytes / floor.stateBytes).toFixed(3) : "",
        "peak MB": mine.peakMb,
        "over bare MB": mine.peakMb - floor.peakMb,
      });
    }
    return rows;
  } finally {
    await ours.close();
    await bare.close();
    await serialized?.close();
    await emulator.close();
  }
}

/**
 * @param {string} root
 * @param {string | undefined} bin
 * @param {string} name
 * @param {(project: string) => void} lay
 * @param {string} url
 */
async function openRun(root, bin, name, lay, url) {
  const env = Object.assign({ SECGROUP_ENDPOINT: url }, ...Object.values(clouds).map((each) => each.env));
  const stage = openStage({ root, name: "edges", bin, env });
  lay(stage.project);
  const { code, text } = await stage.run(["stack", "init", "dev"]);
  if (code !== 0) throw new Error(text);
  return {
    /** @param {string[]} args */
    async measure(args) {
      const memory = watchProviders(stage.project);
      const startedAt = performance.now();
      const ended = await stage.run([...args, "--suppress-progress", "--suppress-outputs", "--color", "never"]);
      const ms = performance.now() - startedAt;
      const peakMb = memory.stop();
      if (ended.code !== 0)
        throw new Error(`${name}: pulumi ${args.join(" ")} ended with ${ended.code}\n${ended.text.slice(-4000)}`);
      return { ms, peakMb, stateBytes: readFileSync(stage.stateFile, "utf8").length };
    },
    close: () => stage.close(),
  };
}

/** The most memory that a provider process of this project was seen to have had, in MB. Linux only. @param {string} project */
function watchProviders(project) {
  let peakKb = 0;
  const timer = setInterval(() => {
    for (const pid of pids()) {
      try {
        if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("dynamic-provider")) continue;
        if (!readFileSync(`/proc/${pid}/environ`, "utf8").includes(project.replace(/\/project$/, "/"))) continue;
        const found = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
        peakKb = Math.max(peakKb, Number(found?.[1] ?? 0));
      } catch {
        // It has ended in the meantime.
      }
    }
  }, 100);
  return {
    stop() {
      clearInterval(timer);
      return Math.round(peakKb / 1024);
    },
  };
}

function pids() {
  try {
    return readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  } catch {
    return [];
  }
}

// How cost grows: memberships of one stack through the real engine, against the emulator, beside a dynamic resource that
// does nothing, in the same run: step by step the stacks take turns, the bare one first.
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { SetupFailure } from "../tools/setup/failure.mjs";
import { closeOnInterrupt } from "../tools/setup/interrupt.mjs";
import { bareProject, closureProject, membershipProject } from "./projects.mjs";
import { openRun } from "./run.mjs";
import { callsText, rowPrinter } from "./table.mjs";
import { clouds, worldOf } from "./worlds.mjs";

const require = createRequire(import.meta.url);

const latencyMs = 20;
/** Targets and groups of each size: edges are registered target by target. @type {Record<number, [number, number]>} */
const shapes = { 100: [50, 2], 300: [100, 3], 1000: [250, 4], 3000: [750, 4] };
const commands = {
  up: ["up", "--yes", "--skip-preview", "--suppress-progress"],
  "no-op up": ["up", "--yes", "--skip-preview", "--suppress-progress", "--expect-no-changes"],
  refresh: ["refresh", "--yes", "--skip-preview", "--suppress-progress", "--expect-no-changes"],
  destroy: ["destroy", "--yes", "--skip-preview", "--suppress-progress"],
};

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
      json: { type: "boolean", default: false },
      cloud: { type: "string", multiple: true, default: Object.keys(clouds) },
      edges: { type: "string", multiple: true, default: ["100", "300", "1000", "3000"] },
      parallel: { type: "string", multiple: true, default: ["8", "64"] },
      rates: { type: "string", default: "documented" },
      closure: { type: "boolean", default: false },
      instances: { type: "boolean", default: false },
      checkpoints: { type: "string", default: "on" },
    },
  });
  const print = rowPrinter({ json, latencyMs });
  for (const edges of values.edges.map(Number)) {
    for (const parallel of values.parallel.map(Number)) {
      const { rates, closure, instances, checkpoints } = values;
      const size = { root, bin, edges, parallel, rates, closure, instances, checkpoints: checkpoints !== "off" };
      for await (const row of compare(size, values.cloud)) print(row);
    }
  }
}

/**
 * @param {{ root: string, bin: string | undefined, edges: number, parallel: number, rates: string, closure: boolean,
 *   instances: boolean, checkpoints: boolean }} size
 * @param {readonly string[]} names of the clouds
 */
async function* compare({ root, bin, edges, parallel, rates, closure, instances, checkpoints }, names) {
  const [targets, groups] = shapes[edges] ?? [];
  if (targets === undefined || groups === undefined)
    throw new SetupFailure(`--edges ${edges}: there are ${Object.keys(shapes).join(", ")}`);
  const { startEmulator } = require("pulumi-secgroup/emulator");
  const world = Object.assign({}, ...names.map((name) => worldOf(name, targets, groups, rates)));
  const emulator = await startEmulator({ world, latencyMs });
  const machine = { root, bin, url: emulator.url, checkpoints };
  /** @type {import("./run.mjs").Run[]} */
  const runs = [];
  const close = () => Promise.all([...runs.map((run) => run.close()), emulator.close()]);
  const noLongerInterrupted = closeOnInterrupt(close);
  /** @param {string} name @param {(project: string) => void} lay */
  const open = async (name, lay) => {
    const run = await openRun(machine, name, lay);
    runs.push(run);
    return run;
  };
  try {
    const anyCloud = names[0] ?? "";
    const bare = await open("bare", (project) => bareProject(project, anyCloud, targets, groups, instances));
    const closed = closure
      ? await open("closure", (project) => closureProject(project, anyCloud, targets, groups, instances))
      : undefined;
    /** @type {[string, import("./run.mjs").Run][]} */
    const ours = [];
    for (const name of names) {
      ours.push([name, await open(name, (project) => membershipProject(project, name, targets, groups, instances))]);
    }
    for (const [step, command] of Object.entries(commands)) {
      const args = [...command, "--parallel", String(parallel)];
      const floor = await bare.measure(args);
      const serialized = await closed?.measure(args);
      for (const [cloud, run] of ours) {
        emulator.clearRequests();
        const mine = await run.measure(args);
        const { total, byAction, log } = emulator.requests();
        yield {
          cloud,
          edges,
          parallel,
          step,
          calls: total,
          "calls/edge": (total / edges).toFixed(3),
          "by action": callsText(byAction),
          throttled: log.filter(isThrottled).length,
          s: (mine.ms / 1000).toFixed(1),
          "bare s": (floor.ms / 1000).toFixed(1),
          ratio: (mine.ms / floor.ms).toFixed(2),
          ...(serialized && { "to closure": (mine.ms / serialized.ms).toFixed(2) }),
          "provider ms/edge": (mine.cpuMs / edges).toFixed(1),
          "bare ms/edge": (floor.cpuMs / edges).toFixed(1),
          "state B/edge": step === "destroy" ? 0 : Math.round(mine.stateBytes / edges),
          "to bare state": step === "destroy" ? "" : (mine.stateBytes / floor.stateBytes).toFixed(3),
          "peak MB": mine.peakMb,
          "over bare MB": mine.peakMb - floor.peakMb,
        };
      }
    }
  } finally {
    noLongerInterrupted();
    await close();
  }
}

/** @param {{ status: number, code: string | null }} call */
function isThrottled({ status, code }) {
  return status === 429 || /RequestLimitExceeded|Throttling/.test(code ?? "");
}

// What the preflight adds to a preview of new memberships: the same preview with `secgroup:preflight` on and off, in turns.
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { closeOnInterrupt } from "../tools/setup/interrupt.mjs";
import { membershipProject } from "./projects.mjs";
import { openRun } from "./run.mjs";
import { callsText, rowPrinter } from "./table.mjs";
import { clouds, worldOf } from "./worlds.mjs";

const require = createRequire(import.meta.url);

const latencyMs = 20;
const groups = 4;

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
      edges: { type: "string", default: "500" },
      runs: { type: "string", default: "5" },
    },
  });
  const [edges, runs] = [Number(values.edges), Number(values.runs)];
  const print = rowPrinter({ json, latencyMs, title: `, medians of ${runs} pairs` });
  for (const cloud of values.cloud) print(await measure({ root, bin }, cloud, edges, runs));
}

/**
 * @param {{ root: string, bin: string | undefined }} machine
 * @param {string} cloud
 * @param {number} edges
 * @param {number} runs
 */
async function measure(machine, cloud, edges, runs) {
  const targets = Math.ceil(edges / groups);
  const { startEmulator } = require("pulumi-secgroup/emulator");
  const emulator = await startEmulator({ world: worldOf(cloud, targets, groups, "documented"), latencyMs });
  const lay = (/** @type {string} */ project) => membershipProject(project, cloud, targets, groups);
  const run = await openRun({ ...machine, url: emulator.url }, cloud, lay);
  /** @type {{ on: number[], off: number[] }} */
  const seconds = { on: [], off: [] };
  /** @type {Record<string, number>} */
  let byAction = {};
  const close = () => Promise.all([run.close(), emulator.close()]);
  const noLongerInterrupted = closeOnInterrupt(close);
  try {
    for (let round = 0; round < runs; round++) {
      const pair = /** @type {const} */ (["off", "on"]);
      // Who comes first changes, so that a machine that gets slower or faster favours nobody.
      for (const preflight of round % 2 === 0 ? pair : [...pair].reverse()) {
        emulator.clearRequests();
        const { ms } = await run.measure(["preview", "--suppress-progress", "-c", `secgroup:preflight=${preflight}`]);
        seconds[preflight].push(ms / 1000);
        if (preflight === "on") byAction = emulator.requests().byAction;
      }
    }
  } finally {
    noLongerInterrupted();
    await close();
  }
  const ratios = seconds.on.map((on, round) => on / (seconds.off[round] ?? NaN));
  return {
    cloud,
    edges,
    targets,
    calls: callsText(byAction),
    "s on": quartile(seconds.on, 2).toFixed(2),
    "s off": quartile(seconds.off, 2).toFixed(2),
    ratio: quartile(ratios, 2).toFixed(3),
    "half of the ratios": `${quartile(ratios, 1).toFixed(3)} to ${quartile(ratios, 3).toFixed(3)}`,
  };
}

/** @param {readonly number[]} values @param {1 | 2 | 3} quarter 2 for the median */
function quartile(values, quarter) {
  return [...values].sort((one, other) => one - other)[Math.floor((values.length * quarter) / 4)] ?? NaN;
}

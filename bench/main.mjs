// `npm run bench [-- NAME]`: sets up what is missing, then measures. One table a bench, and the same as JSON with --json.
import { dirname } from "path";
import { fileURLToPath } from "url";
import { setup } from "../tools/setup.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name = "scale", ...args] = process.argv.slice(2);
/**
 * @typedef {object} Bench
 * @property {boolean} engine whether it runs the engine
 * @property {() => Promise<{ bench: (root: string, json: boolean, args: string[], bin: string | undefined) => Promise<void> }>} load
 */
/** @type {Record<string, Bench>} */
const benches = {
  scale: { engine: true, load: () => import("./scale.mjs") },
  preflight: { engine: true, load: () => import("./preflight.mjs") },
  emulator: { engine: false, load: () => import("./emulator.mjs") },
  load: { engine: false, load: () => import("./load.mjs") },
};
const chosen = benches[name];
if (!chosen) {
  console.error(`there is no bench "${name}"; there are: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
setup({ root, engine: chosen.engine })
  .then(({ engine }) => chosen.load().then(({ bench }) => bench(root, args.includes("--json"), args, engine?.bin)))
  .catch((error) => import("../tools/setup/failure.mjs").then((failure) => failure.reportFailure(error)));

// `npm run bench [-- NAME]`: sets up what is missing, then measures. One table a bench, and the same as JSON with --json.
import { dirname } from "path";
import { fileURLToPath } from "url";
import { setup } from "../tools/setup.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name = "emulator", ...flags] = process.argv.slice(2);
/** @type {Record<string, () => Promise<{ bench: (root: string, json: boolean) => Promise<void> }>>} */
const benches = { emulator: () => import("./emulator.mjs"), load: () => import("./load.mjs") };
const load = benches[name];
if (!load) {
  console.error(`there is no bench "${name}"; there are: ${Object.keys(benches).join(", ")}`);
  process.exit(2);
}
setup({ root, engine: false })
  .then(load)
  .then(({ bench }) => bench(root, flags.includes("--json")))
  .catch((error) => import("../tools/setup/failure.mjs").then((failure) => failure.reportFailure(error)));

// `npm run build`: brings `build` and `dist` up to date with the sources.
//
// Loads on any Node from 12 on (see setup/node.mjs): what is newer is imported after the check.
import { dirname } from "path";
import { fileURLToPath } from "url";
import { setup } from "./setup.mjs";

setup({ root: dirname(dirname(fileURLToPath(import.meta.url))), engine: false }).catch((error) =>
  import("./setup/failure.mjs").then((failure) => failure.reportFailure(error)),
);

// `npm run demo`: sets up what is missing, then shows the product's main job on the emulator, with the real engine, and
// checks every step against the emulator's own world. Exit code 0 only if each of them held.
//
// Loads on any Node from 12 on (see setup/node.mjs): what is newer is imported after the check.
import { dirname } from "path";
import { fileURLToPath } from "url";
import { setup } from "./setup.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
setup({ root })
  .then(({ engine }) => import("./demo/story.mjs").then((story) => story.tell(root, engine && engine.bin)))
  .catch((error) => import("./setup/failure.mjs").then((failure) => failure.reportFailure(error)));

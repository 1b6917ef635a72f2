// `npm run test:live`: the contract's membership tests against a real account, on throw-away groups and targets; see
// docs/live-tests.md. Exit code 0 if all passed, 1 if one failed or something could not be undone, 2 if it did not start.
//
// Loads on any Node from 12 on (see setup/node.mjs): what is newer is imported after the check.
import { dirname } from "path";
import { fileURLToPath } from "url";
import { setup } from "./setup.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
import("./live/arguments.mjs").then(({ readArguments }) => {
  const { given, problem } = readArguments(process.argv.slice(2));
  if (given === undefined) {
    console.error(problem);
    process.exitCode = 2;
    return;
  }
  return setup({ root, engine: false })
    .then(() => import("./live/run.mjs"))
    .then(({ runLive }) => runLive(root, given))
    .then((code) => {
      process.exitCode = code;
    })
    .catch((error) => import("./setup/failure.mjs").then((failure) => failure.reportFailure(error)));
});

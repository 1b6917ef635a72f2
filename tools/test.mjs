// `npm test`: sets up what is missing, then checks the types and runs all tests; in CI the lint and the API reference
// too. Arguments go to jest, without the other checks: `npm test -- -t "name of a test"`.
//
// Loads on any Node from 12 on (see setup/node.mjs): what is newer is imported after the check.
import { requireNode } from "./setup/node.mjs";

requireNode();
import("./setup/checks.mjs")
  .then((checks) => checks.runChecks(process.argv.slice(2)))
  .then(
    (code) => {
      process.exitCode = code;
    },
    (error) => import("./setup/failure.mjs").then((failure) => failure.reportFailure(error)),
  );

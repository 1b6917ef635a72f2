// `npm run test:matrix`: the packed package in programs of every kind: language, package manager, Node, `@pulumi/pulumi`
// (see matrix/rows.mjs and docs/compatibility.md). Names of rows as arguments run those only; `--list` names them all.
// Exit code 0 if all went well, 1 if one did not, 2 if an argument is not known.
//
// Loads on any Node from 12 on (see setup/node.mjs): what is newer is imported after the check.
import { dirname } from "path";
import { fileURLToPath } from "url";
import { setup } from "./setup.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
import("./matrix/arguments.mjs").then(({ chosenRows }) => {
  const { rows, answer, code } = chosenRows(process.argv.slice(2));
  if (answer !== undefined) (code === 0 ? console.log : console.error)(answer);
  process.exitCode = code;
  if (rows.length === 0) return undefined;
  return setup({ root })
    .then(({ engine }) =>
      import("./matrix/run.mjs").then(({ runMatrix }) => runMatrix(root, rows, engine && engine.bin)),
    )
    .then((allWell) => {
      process.exitCode = allWell ? 0 : 1;
    })
    .catch((error) => import("./setup/failure.mjs").then((failure) => failure.reportFailure(error)));
});

// A process that reads one target through the adapter of a cloud, from the sources, with the environment it is given:
// node takes its certificate authorities, and what it would do without any, from there when it starts. Prints the outcome.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";
import { transformSync } from "@swc/core";

const require = createRequire(import.meta.url);
require.extensions[".ts"] = (/** @type {any} */ module, /** @type {string} */ filename) => {
  const { code } = transformSync(readFileSync(filename, "utf8"), {
    filename,
    jsc: { target: "es2022", parser: { syntax: "typescript" } },
    module: { type: "commonjs" },
  });
  module._compile(code, filename);
};
const { registry } = require("../../../provider/clouds/registry");
const { retry } = require("../../../provider/calls/retry");
const { deadlineIn } = require("../../../provider/calls/deadline");
const { systemClock } = require("../../../provider/calls/clock");
const { targetOf } = require("../../../provider/model/membership");

const [cloud, region, target, profile] = /** @type {any[]} */ (process.argv.slice(2));

async function outcome() {
  try {
    const cloudAt = /** @type {any} */ (registry)[cloud](
      { region, profile },
      { config: () => undefined, env: process.env },
    );
    const call = { deadline: deadlineIn(10, systemClock) };
    const records = await retry(cloudAt, Math.random).readTargets([targetOf(target)], call);
    return { read: [...records.keys()] };
  } catch (error) {
    const { name, kind, code, message, outcomeUnknown } = /** @type {any} */ (error);
    return { name, kind, code, message, outcomeUnknown };
  }
}

process.stdout.write(JSON.stringify(await outcome()), () => process.exit());

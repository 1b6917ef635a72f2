import * as pulumi from "@pulumi/pulumi";

/**
 * What runs the program. `cli`: the Pulumi CLI, in a process of its own, also where the Automation API runs the program of a
 * folder. `inline`: the Automation API, in the process that calls it. `nobody`: there is no engine, as in unit tests with
 * Pulumi's mocks.
 */
export type Runner = "cli" | "inline" | "nobody";

export function runnerOf(): Runner {
  if (!pulumi.runtime.getEngine()) return "nobody";
  // The SDK keeps the connection of an inline program with that program's settings, where hasEngine does not look.
  return pulumi.runtime.hasEngine() ? "cli" : "inline";
}

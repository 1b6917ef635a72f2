// Run by download.mjs: installs the Pulumi CLI of the SDK's own version below the folder given.
import process from "node:process";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";

try {
  await PulumiCommand.install({ root: process.argv[2] });
} catch (error) {
  // The installer's errors hold all a script has printed, over many lines.
  const message = error instanceof Error ? error.message : String(error);
  const lines = message.split("\n").map((line) => line.trim());
  const telling = lines.find((line) => /failed|error|timed out|could not/i.test(line) && !/^code:/.test(line));
  console.error(telling ?? lines[0]);
  process.exitCode = 1;
}

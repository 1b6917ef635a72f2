import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { secretConfigKeys } from "./config/sources";
import { runnerOf } from "./runner";

/** Stacks that were looked at. A program of the Automation API can run several in one process. */
const checked = new WeakSet();

/**
 * Looks once a stack at what its memberships need. Throws a `RunError` if the program's folder cannot load this package;
 * warns of secrets in plain text. Where nothing runs the program (Pulumi's mocks), nothing is looked at.
 */
export function checkStack(): void {
  const stack = pulumi.runtime.getStackResource();
  if (!stack || checked.has(stack)) return;
  const runner = runnerOf();
  if (runner === "nobody") return;
  if (runner === "cli") requireLoadable();
  warnOfPlainSecrets();
  checked.add(stack);
}

/** The engine starts the program and the provider process in one folder; the program can change its own later. */
const folder = process.cwd();

/**
 * The provider process loads this package from its folder, where strict package managers hide what is not declared. Of an
 * inline program that folder is not known: its process runs wherever it was started, the provider process in the folder of
 * the workspace's project.
 */
function requireLoadable(): void {
  try {
    createRequire(join(folder, "/")).resolve("pulumi-secgroup/provider");
  } catch {
    throw new pulumi.RunError(
      `pulumi-secgroup cannot be loaded from ${folder}: add pulumi-secgroup as a direct dependency of the program.`,
    );
  }
}

/** A secret key that was set without `--secret` stands readable in the stack's configuration and in its state. */
function warnOfPlainSecrets(): void {
  // Not in the SDK's types; where it is missing nothing can be told.
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  if (!isConfigSecret) return;
  const set = Object.keys(pulumi.runtime.allConfig());
  const plain = secretConfigKeys.filter((key) => set.includes(key) && !isConfigSecret(key));
  for (const key of plain) {
    void pulumi.log.warn(
      `${key} is in the configuration as plain text; set it again: pulumi config set --secret ${key}`,
    );
  }
}

/** The settings of this package itself, all in the Pulumi configuration's namespace `secgroup`. */
import { UsageError } from "../model/errors";
import { type CloudName, cloudNames } from "../model/membership";
import * as z from "zod";
import type { Settings } from "./settings";

/** `up`: previews and ups ask the cloud for drift. `refresh`: only a refresh does. */
export function driftCheckOf(settings: Settings): "up" | "refresh" {
  return oneOf("secgroup:driftCheck", ["up", "refresh"], settings);
}

/**
 * `on`: a preview asks the clouds whether what is declared can be joined, and warns where it cannot ask. `required`: that
 * is an error. `off`: it does not ask.
 */
export function preflightOf(settings: Settings): "on" | "required" | "off" {
  return oneOf("secgroup:preflight", ["on", "required", "off"], settings);
}

/** The first is the default. Throws a `UsageError` for a value that is none of them. */
function oneOf<T extends string>(key: string, allowed: readonly [T, T, ...T[]], settings: Settings): T {
  const value = settings.config(key);
  if (value === undefined) return allowed[0];
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  const named = allowed.map((one) => `"${one}"`);
  const all = `${named.slice(0, -1).join(", ")} or ${named.at(-1) ?? ""}`;
  throw new UsageError(`the configuration ${key} is "${value}"; it must be ${all}.`);
}

const groupsPerTargetKey = "secgroup:groupsPerTarget";
const count = z.int().min(1).max(1000);
const groupsPerTarget = z.union([count, z.partialRecord(z.enum(cloudNames), count)]);

/**
 * How many groups a target may be in where the account's quota was raised: one number for all clouds, or one a cloud by
 * its name. Undefined: the cloud's default. Throws a `UsageError` for anything else.
 */
export function groupsPerTargetOf(cloud: CloudName, settings: Settings): number | undefined {
  const value = settings.config(groupsPerTargetKey);
  if (value === undefined) return undefined;
  const parsed = groupsPerTarget.safeParse(jsonOf(value));
  if (parsed.success) return typeof parsed.data === "number" ? parsed.data : parsed.data[cloud];
  throw new UsageError(
    `the configuration ${groupsPerTargetKey} is ${value}; it must be a number from 1 to 1000, or one a cloud: ` +
      `pulumi config set --path 'secgroup:groupsPerTarget.alicloud' 10.`,
  );
}

function jsonOf(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

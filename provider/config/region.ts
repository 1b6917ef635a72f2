import { UsageError } from "../model/errors";
import { inputRules } from "../model/inputs";
import { lookup } from "../model/lookup";
import type { CloudName } from "../model/membership";
import { quoted } from "./quoted";
import type { Settings } from "./settings";
import { sources } from "./sources";

/**
 * The region of memberships that name none: the cloud provider's configuration first, then the environment. Throws a
 * `UsageError` that names the source if the value cannot be a region's ID: it becomes a part of the host that is asked.
 */
export function defaultRegionOf(cloud: CloudName, settings: Settings): string | undefined {
  const { config, regionEnv } = sources[cloud];
  const configured = settings.config(config.region);
  if (configured) return checked(`the configuration ${config.region}`, configured);
  const variable = regionEnv.find((name) => lookup(settings.env, name));
  return variable && checked(variable, lookup(settings.env, variable) ?? "");
}

function checked(source: string, value: string): string {
  if (inputRules.region.safeParse(value).success) return value;
  throw new UsageError(
    `${source} is ${quoted(value)}; it must be the ID of a region, such as "cn-hangzhou". ` +
      `Correct it, or give the membership a region.`,
  );
}

/** What can be set to give a default region, for messages. */
export function regionSources(cloud: CloudName): string {
  const { config, regionEnv } = sources[cloud];
  return `the configuration ${config.region}, or the environment variable ${regionEnv.join(", ")}`;
}

import type { CloudName } from "../model/membership";
import { firstSet, type Settings } from "./settings";
import { sources } from "./sources";

/** The region of memberships that name none: the cloud provider's configuration first, then the environment. */
export function defaultRegionOf(cloud: CloudName, settings: Settings): string | undefined {
  return settings.config(sources[cloud].config.region) ?? firstSet(settings.env, sources[cloud].regionEnv);
}

/** What can be set to give a default region, for messages. */
export function regionSources(cloud: CloudName): string {
  const { config, regionEnv } = sources[cloud];
  return `the configuration ${config.region}, or the environment variable ${regionEnv.join(", ")}`;
}

/**
 * The way to each account's cloud, for the provider process and for the preflight of the program process alike: opened
 * once, and wrapped by what every call needs.
 */
import { listAhead } from "./calls/ahead";
import { systemClock } from "./calls/clock";
import { coalesce } from "./calls/coalesce";
import { TargetMemory } from "./calls/memory";
import { pace, Pacer } from "./calls/pace";
import { remember } from "./calls/remember";
import { retry } from "./calls/retry";
import { serialize } from "./calls/serialize";
import type { Cloud } from "./clouds/cloud";
import { registry } from "./clouds/registry";
import { groupsPerTargetOf } from "./config/preferences";
import type { Settings } from "./config/settings";
import type { Account } from "./lifecycle/session";

/** Gives the same cloud for the same account. Throws a `UsageError` for settings that cannot be; calls nobody. */
export function accounts(settings: Settings): (account: Account) => Cloud {
  const clouds = new Map<string, Cloud>();
  return (account) => {
    const key = JSON.stringify([account.cloud, account.region, account.profile]);
    const known = clouds.get(key);
    if (known) return known;
    const opened = open(account, settings);
    clouds.set(key, opened);
    return opened;
  };
}

function open({ cloud, region, profile }: Account, settings: Settings): Cloud {
  const adapter = registry[cloud]({ region, profile }, settings);
  const groupsPerTarget = groupsPerTargetOf(cloud, settings) ?? adapter.limits.groupsPerTarget;
  const limited = { ...adapter, limits: { ...adapter.limits, groupsPerTarget } };
  const memory = new TargetMemory(systemClock);
  const pacer = new Pacer(limited.limits.rates, systemClock);
  const together = coalesce(retry(pace(serialize(limited), pacer), Math.random), pacer, systemClock);
  return remember(listAhead(together, memory), memory);
}

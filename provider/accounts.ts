/**
 * The way to each account's cloud, for the provider process and for the preflight of the program process alike: opened
 * once, and wrapped by what every call needs.
 */
import { listAhead } from "./calls/ahead";
import { type Clock, systemClock } from "./calls/clock";
import { coalesce } from "./calls/coalesce";
import { TargetMemory } from "./calls/memory";
import { pace, Pacer } from "./calls/pace";
import { remember } from "./calls/remember";
import { retry } from "./calls/retry";
import { serialize } from "./calls/serialize";
import { Steps } from "./calls/steps";
import { Turns } from "./calls/turns";
import type { Cloud } from "./clouds/cloud";
import { registry, type Shared } from "./clouds/registry";
import { groupsPerTargetOf } from "./config/preferences";
import type { Settings } from "./config/settings";
import type { Account } from "./lifecycle/session";

/**
 * Gives the same cloud for the same account. Throws a `UsageError` for settings that cannot be; calls nobody.
 * `steps` tells how long calls that can be shared wait for company; default: as long as where nothing is known of the engine.
 */
export function accounts(settings: Settings, steps = new Steps(systemClock)): (account: Account) => Cloud {
  const clouds = new Map<string, Cloud>();
  const shared: Shared = {};
  const writers = new Turns();
  const open = ({ cloud, region, profile }: Account): Cloud => {
    const adapter = registry[cloud]({ region, profile }, settings, shared);
    const groupsPerTarget = groupsPerTargetOf(cloud, settings) ?? adapter.limits.groupsPerTarget;
    const limited = { ...adapter, limits: { ...adapter.limits, groupsPerTarget } };
    return withCalls(limited, systemClock, Math.random, steps, writers);
  };
  return (account) => {
    const key = JSON.stringify([account.cloud, account.region, account.profile]);
    const known = clouds.get(key);
    if (known) return known;
    const opened = open(account);
    clouds.set(key, opened);
    return opened;
  };
}

/**
 * Everything of `calls/` around an adapter. What is tried again is tried again alone, so retry is outside of what shares
 * calls; a shared call knows the rate, so that is inside; a write counts when it is sent, not while it waits for an earlier
 * one of its target, of any account; and what is remembered takes no call at all.
 */
export function withCalls(
  adapter: Cloud,
  clock: Clock,
  random: () => number,
  steps = new Steps(clock),
  writers = new Turns(),
): Cloud {
  const memory = new TargetMemory(clock);
  const pacer = new Pacer(adapter.limits.rates, clock);
  const together = coalesce(serialize(pace(adapter, pacer), writers), pacer, steps, clock);
  return remember(listAhead(retry(together, random), memory, clock), memory);
}

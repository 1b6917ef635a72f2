import { UsageError } from "../model/errors";
import type { CloudName } from "../model/membership";
import { type Settings } from "./settings";
import { type KeyNames, sources } from "./sources";

/** An access key, perhaps a temporary one. Never shown, logged or kept. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly token?: string | undefined;
}

/** Gives the access key for the next call: keys of a role or a session run out and are renewed. */
export type Credentials = () => Promise<AccessKey>;

/**
 * The access key that the configuration, or else the environment, gives for a cloud; undefined if neither names one.
 * Throws a `UsageError` for half a key, and for a setting that chooses an account in a way we do not follow.
 */
export function accessKeyOf(cloud: CloudName, settings: Settings): AccessKey | undefined {
  const { config, env, unsupported, unsupportedEnv } = sources[cloud];
  const unfollowed = unsupported.find((key) => settings.config(key));
  if (unfollowed !== undefined) {
    throw new UsageError(
      `the configuration sets ${unfollowed}, which pulumi-secgroup does not follow: going on could reach another ` +
        `account. Give ${config.id} and ${config.secret}, or the variables ${env[0]?.id ?? ""} and ` +
        `${env[0]?.secret ?? ""}, or a profile on the membership, and unset ${unfollowed}.`,
    );
  }
  const key = pair(config, settings.config) ?? firstPair(env, (name) => settings.env[name]);
  const role = unsupportedEnv.find((name) => settings.env[name]);
  if (key && role !== undefined) {
    throw new UsageError(
      `the environment sets ${role} beside an access key; pulumi-secgroup does not take on that role, and going on ` +
        `could reach another account. Give a profile on the membership that takes it on, and unset ${role}.`,
    );
  }
  return key;
}

type Lookup = (name: string) => string | undefined;

function firstPair(names: readonly KeyNames[], lookup: Lookup): AccessKey | undefined {
  for (const set of names) {
    const found = pair(set, lookup);
    if (found) return found;
  }
  return undefined;
}

function pair(names: KeyNames, lookup: Lookup): AccessKey | undefined {
  const id = lookup(names.id);
  const secret = lookup(names.secret);
  if (!id && !secret) return undefined;
  if (!id || !secret) {
    const [set, missing] = id ? [names.id, names.secret] : [names.secret, names.id];
    throw new UsageError(`${set} is set, but ${missing} is not. Set both, or neither.`);
  }
  const token = lookup(names.token) || (names.otherToken && lookup(names.otherToken)) || undefined;
  return { id: clean(names.id, id), secret: clean(names.secret, secret), token: token && clean(names.token, token) };
}

/** A key read from a file often ends with a line break, which no HTTP header can hold. */
function clean(name: string, value: string): string {
  const trimmed = value.trim();
  if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed;
  throw new UsageError(`${name} holds spaces or characters that no key has. Check how it was set.`);
}

/** Every place that {@link accessKeyOf} looks at, for the message when there is none. */
export function credentialSources(cloud: CloudName): string {
  const { config, env } = sources[cloud];
  const variables = env.map(({ id, secret }) => `${id} and ${secret}`).join(", ");
  return `the configuration ${config.id} and ${config.secret}; the environment variables ${variables}`;
}

import { UsageError } from "../model/errors";
import type { CloudName } from "../model/membership";
import { type Settings } from "./settings";
import { type KeyNames, sources } from "./sources";
import { lookup } from "../model/lookup";

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
  const key = pair(config, settings.config) ?? firstPair(env, (name) => lookup(settings.env, name));
  const role = unsupportedEnv.find((name) => lookup(settings.env, name));
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
  return usableKey({ id, secret, token }, names);
}

/**
 * A key without the line break at its end that one read from a file often has. Throws a `UsageError` that names the part,
 * and not its value, where a part cannot stand in a header of HTTP: it would be told as a fault of the endpoint.
 *
 * @param parts what the parts are called in the message
 */
export function usableKey(
  { id, secret, token }: AccessKey,
  parts: Record<"id" | "secret" | "token", string>,
): AccessKey {
  const part = (name: string, value: string): string => {
    const trimmed = value.trim();
    if (/^[\x21-\x7e]+$/.test(trimmed)) return trimmed;
    throw new UsageError(`${name} holds spaces or line breaks, or characters that no key has. Check how it was set.`);
  };
  return { id: part(parts.id, id), secret: part(parts.secret, secret), token: token && part(parts.token, token) };
}

/** The parts of a key that does not come from a setting, for {@link usableKey}: "the access key ID of the profile …". */
export function partsOf(source: string): Record<"id" | "secret" | "token", string> {
  return {
    id: `the access key ID of ${source}`,
    secret: `the secret key of ${source}`,
    token: `the session token of ${source}`,
  };
}

/** Every place that {@link accessKeyOf} looks at, for the message when there is none. */
export function credentialSources(cloud: CloudName): string {
  const { config, env } = sources[cloud];
  const variables = env.map(({ id, secret }) => `${id} and ${secret}`).join(", ");
  return `the configuration ${config.id} and ${config.secret}; the environment variables ${variables}`;
}

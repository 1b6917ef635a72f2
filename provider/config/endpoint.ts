import { UsageError } from "../model/errors";
import type { CloudName } from "../model/membership";
import { type Settings } from "./settings";
import { lookup } from "../model/lookup";
import { sources } from "./sources";

const forAllClouds = "SECGROUP_ENDPOINT";
const configKey = "secgroup:endpoint";

/** A setting that sends requests elsewhere than to the cloud's own endpoint. */
export interface Redirection {
  /** The environment variable, or "the configuration …". */
  readonly source: string;
  /** The bare origin that is asked instead. */
  readonly endpoint: URL;
  /** Whether the setting is for all clouds. */
  readonly forAll: boolean;
}

/**
 * The first that is set: `SECGROUP_<CLOUD>_ENDPOINT`, `SECGROUP_ENDPOINT`, the configuration `secgroup:endpoint`. An origin,
 * `https`, or `http` to loopback only: requests are signed but not secret, and answers decide what is joined. Throws a
 * `UsageError` for anything else.
 */
export function redirectionOf(cloud: CloudName, { env, config }: Settings): Redirection | undefined {
  const forCloud = `SECGROUP_${cloud.toUpperCase()}_ENDPOINT`;
  for (const source of [forCloud, forAllClouds]) {
    const value = lookup(env, source);
    if (value) return { source, endpoint: parse(source, value), forAll: source === forAllClouds };
  }
  const value = config(configKey);
  if (!value) return undefined;
  return { source: `the configuration ${configKey}`, endpoint: parse(configKey, value), forAll: true };
}

/** Where a cloud is asked: what {@link redirectionOf} gives, or the cloud's own endpoint. */
export function endpointOf(cloud: CloudName, settings: Settings, own: string): URL {
  return redirectionOf(cloud, settings)?.endpoint ?? new URL(own);
}

/** A setting that moves a cloud's own endpoints below another root domain. */
export interface RootDomain {
  readonly source: string;
  readonly domain: string;
}

/** A part of a host's name (RFC 1123 §2.1). */
const hostLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

/**
 * The root domain that the cloud's provider is set to, from the configuration or else the environment. Throws a `UsageError`
 * for one that is not the plain name of a host.
 */
export function rootDomainOf(cloud: CloudName, { config, env }: Settings): RootDomain | undefined {
  const names = sources[cloud].domain;
  if (names === undefined) return undefined;
  const configured = config(names.config);
  const domain = configured || lookup(env, names.env);
  if (!domain) return undefined;
  const source = configured ? `the configuration ${names.config}` : names.env;
  if (domain.split(".").every((label) => hostLabel.test(label)) && /\.[a-z][^.]*$/i.test(domain))
    return { source, domain };
  throw new UsageError(
    `${source} is not the name of a host. It must be a root domain such as ${names.example}, without a scheme, a port or a ` +
      `path.`,
  );
}

/**
 * One line for the user if a setting sends a cloud's requests elsewhere than to its default endpoint: they carry the key's ID
 * and the session token. The same for every cloud that one setting concerns. Throws as {@link redirectionOf} does.
 */
export function redirectionNotice(cloud: CloudName, settings: Settings): string | undefined {
  const redirection = redirectionOf(cloud, settings);
  if (redirection) {
    const { source, endpoint, forAll } = redirection;
    return forAll
      ? `Requests go to ${endpoint.origin} (${source}), not to the clouds' own endpoints.`
      : `Requests to ${cloud} go to ${endpoint.origin} (${source}), not to the cloud's own endpoint.`;
  }
  const root = rootDomainOf(cloud, settings);
  return (
    root && `Requests to ${cloud} go to https://*.${root.domain} (${root.source}), not to the cloud's default endpoint.`
  );
}

/**
 * Whether a cloud is asked at a host that is named after the region. Tencent Cloud's public host serves all regions, and an
 * endpoint that is given is of no region.
 */
export function hasRegionalHost(cloud: CloudName, settings: Settings): boolean {
  const placeholder = "region.invalid";
  return cloud !== "tencentcloud" && endpointOf(cloud, settings, `https://${placeholder}`).hostname === placeholder;
}

function parse(source: string, value: string): URL {
  const url = /^https?:\/\//i.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  const wrong = url ? whatIsWrong(url) : "does not begin with https:// or http://, or is not a URL";
  if (url && wrong === undefined) return url;
  // What is no URL is not repeated: it can hold a password.
  const given = url ? ` is "${url.origin}", which` : "";
  throw new UsageError(
    `${source}${given} ${wrong ?? "cannot be used"}. ` +
      `It must be an origin such as https://proxy.example.com, or http://127.0.0.1:4577 for an emulator.`,
  );
}

function whatIsWrong(url: URL): string | undefined {
  if (url.username || url.password) return "holds credentials";
  if (url.pathname !== "/" || url.search || url.hash) return "has more than a host and a port";
  if (url.protocol === "http:" && !isLoopback(url.hostname)) return "is plain http to a host that is not loopback";
  return undefined;
}

/** The addresses that never leave the machine. Other names are not looked up: a name can point anywhere. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

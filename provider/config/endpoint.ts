import { UsageError } from "../model/errors";
import type { CloudName } from "../model/membership";
import { type Settings } from "./settings";
import { lookup } from "../model/lookup";

const forAllClouds = "SECGROUP_ENDPOINT";
const configKey = "secgroup:endpoint";

/**
 * Where a cloud is asked: `SECGROUP_<CLOUD>_ENDPOINT`, else `SECGROUP_ENDPOINT`, else the configuration
 * `secgroup:endpoint`, else the cloud's own. An override is a bare origin, `https`, or `http` to loopback only: requests
 * are signed but not secret, and answers decide what is joined. Throws a `UsageError` for anything else.
 */
export function endpointOf(cloud: CloudName, settings: Settings, own: string): URL {
  const forCloud = `SECGROUP_${cloud.toUpperCase()}_ENDPOINT`;
  for (const source of [forCloud, forAllClouds]) {
    const value = lookup(settings.env, source);
    if (value) return parse(source, value);
  }
  const configured = settings.config(configKey);
  return configured ? parse(configKey, configured) : new URL(own);
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

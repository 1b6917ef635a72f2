import { UsageError } from "../model/errors";
import { isLoopback } from "./endpoint";
import { firstSet, type Settings } from "./settings";

/** In the order in which they are looked at; a lowercase name wins, as for curl. */
const proxyVariables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] as const;
const exceptionVariables = ["no_proxy", "NO_PROXY"] as const;

/**
 * The proxy that an endpoint is asked through, from the usual environment variables; undefined if there is none, or
 * `no_proxy` names the endpoint. Never one for loopback or plain `http`, which goes to loopback only. Throws a
 * `UsageError`, without the value, for one that is not an `http` or `https` URL.
 */
export function proxyOf(endpoint: URL, env: Settings["env"]): URL | undefined {
  if (endpoint.protocol !== "https:" || isLoopback(endpoint.hostname)) return undefined;
  const variable = proxyVariables.find((name) => env[name]);
  if (variable === undefined || isExcepted(endpoint, firstSet(env, exceptionVariables) ?? "")) return undefined;
  return parse(variable, env[variable] ?? "");
}

function parse(variable: string, value: string): URL {
  const text = value.trim();
  // `host:port` alone is an http proxy, as for curl.
  const url = text.includes("://") ? text : `http://${text}`;
  const proxy = URL.canParse(url) ? new URL(url) : undefined;
  const isProxy = proxy?.hostname && (proxy.protocol === "http:" || proxy.protocol === "https:");
  if (isProxy && hasReadableKey(proxy)) return proxy;
  // What cannot be used is not repeated: it can hold a password.
  throw new UsageError(
    `${variable} is not a proxy that can be used. It must be an http or https URL such as ` +
      `http://proxy.example.com:3128; percent-encode its password; or name the endpoint's host in no_proxy.`,
  );
}

/** A `%` in a password has to be written `%25`. */
function hasReadableKey({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}${password}`);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether `no_proxy` names an endpoint: `*` for all, or names divided by commas or spaces. A name stands for itself and
 * what is below it, with a leading dot or `*.` or without; with a port, for that port only.
 */
function isExcepted({ hostname, port }: URL, exceptions: string): boolean {
  const host = withoutBrackets(hostname);
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((exception) => {
      if (exception === "*") return true;
      const [, name = "", itsPort] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(exception) ?? [];
      if (itsPort !== undefined && itsPort !== (port || "443")) return false;
      const suffix = withoutBrackets(name).replace(/^\*?\.|\.$/g, "");
      return suffix !== "" && (host === suffix || host.endsWith(`.${suffix}`));
    });
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

import { firstSet, type Settings } from "../../config/settings";
import { UsageError } from "../../model/errors";

/** The products of the API that we ask; each has hosts of its own. */
export type Product = "cvm" | "vpc";

/** The root domain of the API; the international site documents `intl.tencentcloudapi.com` as well. */
const rootDomain = "tencentcloudapi.com";
/** Where the cloud's provider takes another root domain from, in this order. */
const domainConfig = "tencentcloud:domain";
const domainVariable = "TENCENTCLOUD_DOMAIN";

/**
 * The endpoint of a product: under the root domain that the cloud's provider is set to, or else the nearest public one,
 * which serves all regions but the financial ones (`…-fsi`), which have their own ("Request Structure" of the API's
 * documentation). Always https. Throws a `UsageError` for a root domain that is not the plain name of a host.
 */
export function publicEndpoint(product: Product, region: string, settings: Settings): string {
  const domain = domainOf(settings);
  if (domain !== undefined) return `https://${product}.${domain}`;
  const host = region.endsWith("-fsi") ? `${product}.${region}` : product;
  return `https://${host}.${rootDomain}`;
}

/** A part of a host's name (RFC 1123 §2.1). */
const hostLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

function domainOf({ config, env }: Settings): string | undefined {
  const configured = config(domainConfig);
  const domain = configured || firstSet(env, [domainVariable]);
  if (!domain) return undefined;
  if (domain.split(".").every((label) => hostLabel.test(label)) && /\.[a-z][^.]*$/i.test(domain)) return domain;
  throw new UsageError(
    `${configured ? `the configuration ${domainConfig}` : domainVariable} is not the name of a host. It must be a root ` +
      `domain such as intl.${rootDomain}, without a scheme, a port or a path.`,
  );
}

/**
 * An overriding endpoint as a product's: one address can serve both (an emulator, a gateway), but a host of the cloud's
 * own, such as `cvm.intl.tencentcloudapi.com`, serves one.
 */
export function endpointFor(product: Product, endpoint: URL): URL {
  const own = new URL(endpoint);
  if (/^(cvm|vpc)\..*tencentcloudapi\.com$/.test(own.hostname)) {
    own.hostname = own.hostname.replace(/^[a-z]+/, product);
  }
  return own;
}

import { rootDomainOf } from "../../config/endpoint";
import type { Settings } from "../../config/settings";

/** The products of the API that we ask; each has hosts of its own. */
export type Product = "cvm" | "vpc";

/** The root domain of the API, where no setting gives another one. */
const rootDomain = "tencentcloudapi.com";

/**
 * The endpoint of a product: under the root domain that the cloud's provider is set to, or else the nearest public one,
 * which serves all regions but the financial ones (`…-fsi`), which have their own ("Request Structure" of the API's
 * documentation). Always https. Throws a `UsageError` for a root domain that is not the plain name of a host.
 */
export function publicEndpoint(product: Product, region: string, settings: Settings): string {
  const root = rootDomainOf("tencentcloud", settings);
  if (root !== undefined) return `https://${product}.${root.domain}`;
  const host = region.endsWith("-fsi") ? `${product}.${region}` : product;
  return `https://${host}.${rootDomain}`;
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

/** The products of the API that we ask; each has hosts of its own. */
export type Product = "cvm" | "vpc";

/**
 * The public endpoint of a product: the nearest one, which serves all regions but the financial ones (`…-fsi`), which
 * have their own ("Request Structure" of the API's documentation).
 */
export function publicEndpoint(product: Product, region: string): string {
  const host = region.endsWith("-fsi") ? `${product}.${region}` : product;
  return `https://${host}.tencentcloudapi.com`;
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

/** Whether a failed call shows that its region does not exist. */
import { type CloudError } from "../model/errors";
import type { CloudName } from "../model/membership";
import { isKnownRegion, similarRegion } from "../model/regions";
import type { Account } from "./session";

/** The codes by which each cloud refuses the region of a request. Baidu AI Cloud's requests name none. */
const regionCodes: Readonly<Record<CloudName, readonly string[]>> = {
  alicloud: ["InvalidRegionId.NotFound", "InvalidRegionId.MalFormed"],
  tencentcloud: ["UnsupportedRegion"],
  baiducloud: [],
};

/** What the name service answers for a host that does not exist. */
const unknownHost = "ENOTFOUND";

export function isAboutRegion({ cloud, code }: CloudError): boolean {
  return regionCodes[cloud].includes(code);
}

/**
 * Why the account's region cannot be used, where the error makes that certain: the cloud says so, or the region's own
 * host does not exist and the region is none that we know. An unknown host of a known region is a network without a name
 * service.
 *
 * @param hasOwnHost whether the host that was asked is named after the region
 */
export function regionMissing({ cloud, region }: Account, error: CloudError, hasOwnHost: boolean): string | undefined {
  const hostMissing = hasOwnHost && error.code === unknownHost && !isKnownRegion(cloud, region);
  if (!isAboutRegion(error) && !hostMissing) return undefined;
  const similar = similarRegion(cloud, region);
  const hint = similar === undefined || similar === region ? "Check its spelling." : `Did you mean ${similar}?`;
  return `the region ${region} does not exist on ${cloud}. ${hint} ${error.message}`;
}

import { type CloudName, cloudNames, type Membership, targetOf } from "./membership";

/**
 * The resource ID of a membership: `<cloud>/<region>/<securityGroupId>/<targetId>`. It holds everything needed to find
 * the membership again, so a bare ID can be read; users' stacks depend on this form, so it never changes.
 */
export function formatId(membership: Membership): string {
  const { cloud, region, securityGroupId, target } = membership;
  return [cloud, region, securityGroupId, target.id].join("/");
}

/** The membership that an ID names. Throws one clear error for anything that {@link formatId} could not have made. */
export function parseId(id: string): Membership {
  const parts = id.split("/");
  const [cloud, region, securityGroupId, targetId] = parts;
  if (parts.length !== 4 || !isCloudName(cloud) || !region || !securityGroupId || !targetId) {
    throw new Error(
      `"${id}" is not the ID of a membership: it must read <cloud>/<region>/<securityGroupId>/<targetId>, ` +
        `such as alicloud/cn-hangzhou/sg-1/i-1, where <cloud> is one of ${cloudNames.join(", ")}.`,
    );
  }
  return { cloud, region, securityGroupId, target: targetOf(targetId) };
}

function isCloudName(value: string | undefined): value is CloudName {
  return cloudNames.some((name) => name === value);
}

import { apply, namedGroups, QUOTA_CODES, writableInterfaces } from "./interface-edges";
import { operation } from "./operation";
import { checkQuotas } from "./quotas";

/**
 * Adds up to 100 secondary interfaces to up to 100 groups, behind the groups they have. A group that an interface is in
 * already keeps its place; the documents leave open what the cloud does.
 */
export const associateNetworkInterfaceSecurityGroups = operation({
  product: "vpc",
  writes: true,
  parameters: ({ texts }) => ({ NetworkInterfaceIds: texts, SecurityGroupIds: texts }),
  perform: ({ region }, { NetworkInterfaceIds, SecurityGroupIds }) => {
    const targets = writableInterfaces(region, NetworkInterfaceIds);
    const ids = namedGroups(region, SecurityGroupIds).map(({ id }) => id);
    const changes = targets.map((target) => ({
      target,
      groups: [...new Set([...region.groupsOf(target, "rules"), ...ids])],
    }));
    checkQuotas(region, changes, QUOTA_CODES);
    apply(region, changes);
    return {};
  },
});

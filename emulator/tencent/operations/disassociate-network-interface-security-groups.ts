import { apply, namedGroups, writableInterfaces } from "./interface-edges";
import { operation } from "./operation";

/**
 * Removes up to 100 secondary interfaces from up to 100 groups. The last group may go too, and a group that an interface
 * is not in is no error.
 */
export const disassociateNetworkInterfaceSecurityGroups = operation({
  product: "vpc",
  writes: true,
  parameters: ({ texts }) => ({ NetworkInterfaceIds: texts, SecurityGroupIds: texts }),
  perform: ({ region }, { NetworkInterfaceIds, SecurityGroupIds }) => {
    const targets = writableInterfaces(region, NetworkInterfaceIds);
    const leaving = new Set(namedGroups(region, SecurityGroupIds).map(({ id }) => id));
    apply(
      region,
      targets.map((target) => ({
        target,
        groups: region.groupsOf(target, "rules").filter((id) => !leaving.has(id)),
      })),
    );
    return {};
  },
});

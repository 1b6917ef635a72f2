import type { NetworkInterface, Region, View } from "../../store";
import { groupsByType } from "./groups-by-type";
import { CREATED, subnetOf, zoneOf } from "./network-fields";

/** An interface as get and list show it. */
export function interfaceFields(region: Region, target: NetworkInterface, view: View): object {
  const { id, status, vpcId, instanceId } = target;
  const { ordinary, enterprise } = groupsByType(region, target, view);
  return {
    eniId: id,
    name: id,
    description: "",
    zoneName: zoneOf(region.name),
    // Empty for an interface that is attached to nothing.
    instanceId: instanceId ?? "",
    vpcId,
    subnetId: subnetOf(vpcId),
    status,
    privateIpSet: [],
    ipv6PrivateIpSet: [],
    securityGroupIds: ordinary,
    enterpriseSecurityGroupIds: enterprise,
    createdTime: CREATED,
  };
}

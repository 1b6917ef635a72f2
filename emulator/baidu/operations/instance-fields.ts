import type { Instance, Region, View } from "../../store";
import { groupsByType } from "./groups-by-type";
import { CREATED, subnetOf, zoneOf } from "./network-fields";

/** An instance as get and list show it. `nicInfo` is its primary interface, where the groups are. */
export function instanceFields(region: Region, instance: Instance, view: View): object {
  const { id, status, vpcId, primaryInterfaceId } = instance;
  const { ordinary, enterprise } = groupsByType(region, instance, view);
  const expired = status === "Expired" || status === "Recycled";
  return {
    id,
    name: id,
    hostname: id,
    desc: "",
    instanceType: "N5",
    spec: "bcc.g5.c2m8",
    status,
    paymentTiming: "Postpaid",
    createTime: CREATED,
    // Only prepaid instances have one; here it tells when an expired instance did.
    expireTime: expired ? CREATED : "",
    zoneName: zoneOf(region.name),
    vpcId,
    subnetId: subnetOf(vpcId),
    autoRenew: false,
    tags: [],
    nicInfo: {
      eniId: primaryInterfaceId,
      type: "primary",
      name: "eth0",
      description: "",
      status: "inuse",
      az: zoneOf(region.name),
      vpcId,
      subnetId: subnetOf(vpcId),
      createdTime: CREATED,
      ips: [],
      ipv6s: [],
      securityGroups: ordinary,
      enterpriseSecurityGroups: enterprise,
    },
  };
}

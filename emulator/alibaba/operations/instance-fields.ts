import type { Instance } from "../../store";

/** Every instance was created then: worlds know no history. */
export const CREATED = "2024-01-01T00:00Z";

/** The fields that DescribeInstances and DescribeInstanceAttribute have in common, groups in binding order. */
export function instanceFields(instance: Instance, groups: readonly string[]): object {
  const { id, region, status, vpcId, locked } = instance;
  return {
    InstanceId: id,
    InstanceName: id,
    HostName: id,
    Description: "",
    Status: status,
    RegionId: region,
    ZoneId: `${region}-a`,
    InstanceType: "ecs.g7.large",
    InstanceChargeType: "PostPaid",
    InstanceNetworkType: vpcId === "" ? "classic" : "vpc",
    CreationTime: CREATED,
    SecurityGroupIds: { SecurityGroupId: groups },
    VpcAttributes: {
      VpcId: vpcId,
      VSwitchId: switchOf(vpcId),
      PrivateIpAddress: { IpAddress: [] },
      NatIpAddress: "",
    },
    OperationLocks: { LockReason: locked ? [{ LockReason: "security" }] : [] },
  };
}

/** Each VPC has one VSwitch. */
export function switchOf(vpcId: string): string {
  return vpcId === "" ? "" : `vsw-${vpcId.replace(/^vpc-/, "")}`;
}

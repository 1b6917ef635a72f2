import * as z from "zod";
import { listed, listOf } from "../listed";

/** The parts of ECS's answers that we rely on, by the names of the API's documentation. */

export const written = z.object({ RequestId: z.string() });

const groupIds = z.object({ SecurityGroupId: listOf(z.string()) });

const instance = z.object({
  InstanceId: z.string(),
  Status: z.string(),
  SecurityGroupIds: groupIds,
  VpcAttributes: z.object({ VpcId: z.string().optional() }).optional(),
  OperationLocks: z
    .object({ LockReason: listOf(z.object({ LockReason: z.string().optional() })).optional() })
    .optional(),
});
export type Instance = z.infer<typeof instance>;

/** DescribeInstanceAttribute has an instance's fields at its top level. */
export const instanceAttribute = listed(
  instance,
  (answer) => [answer],
  ({ InstanceId }) => InstanceId,
);

/** Empty or left out on the last page. */
const nextToken = z.string().optional();

export const instances = listed(
  z.object({ Instances: z.object({ Instance: listOf(instance) }), NextToken: nextToken }),
  ({ Instances }) => Instances.Instance,
  ({ InstanceId }) => InstanceId,
);

const networkInterface = z.object({
  NetworkInterfaceId: z.string(),
  /** `Primary` or `Secondary`. */
  Type: z.string(),
  Status: z.string(),
  /** Empty, or left out, where it is attached to none. */
  InstanceId: z.string().optional(),
  VpcId: z.string().optional(),
  SecurityGroupIds: groupIds,
  /** Owned by a cloud service. */
  ServiceManaged: z.boolean().optional(),
});
export type NetworkInterface = z.infer<typeof networkInterface>;

export const networkInterfaces = listed(
  z.object({
    NetworkInterfaceSets: z.object({ NetworkInterfaceSet: listOf(networkInterface) }),
    NextToken: nextToken,
  }),
  ({ NetworkInterfaceSets }) => NetworkInterfaceSets.NetworkInterfaceSet,
  ({ NetworkInterfaceId }) => NetworkInterfaceId,
);

const group = z.object({
  SecurityGroupId: z.string(),
  /** Empty in the classic network. */
  VpcId: z.string().optional(),
  /** `normal` (basic) or `enterprise` (advanced). */
  SecurityGroupType: z.string().optional(),
  ServiceManaged: z.boolean().optional(),
  /** Only where it was asked for with IsQueryEcsCount. */
  AvailableInstanceAmount: z.number().optional(),
});
export type Group = z.infer<typeof group>;

export const groups = listed(
  z.object({ SecurityGroups: z.object({ SecurityGroup: listOf(group) }) }),
  ({ SecurityGroups }) => SecurityGroups.SecurityGroup,
  ({ SecurityGroupId }) => SecurityGroupId,
);

/** DescribeSecurityGroupAttribute does not tell the type. */
export const groupAttribute = listed(
  group.pick({ SecurityGroupId: true, VpcId: true }),
  (answer) => [answer],
  ({ SecurityGroupId }) => SecurityGroupId,
);

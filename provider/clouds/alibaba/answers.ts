import * as z from "zod";

/** The parts of ECS's answers that we rely on, by the names of the API's documentation. */

export const written = z.object({ RequestId: z.string() });

const groupIds = z.object({ SecurityGroupId: z.array(z.string()) });

const instance = z.object({
  InstanceId: z.string(),
  Status: z.string(),
  SecurityGroupIds: groupIds,
  VpcAttributes: z.object({ VpcId: z.string().optional() }).optional(),
  OperationLocks: z
    .object({ LockReason: z.array(z.object({ LockReason: z.string().optional() })).optional() })
    .optional(),
});
export type Instance = z.infer<typeof instance>;

/** DescribeInstanceAttribute has an instance's fields at its top level. */
export const instanceAttribute = instance;

/** Empty or left out on the last page. */
const nextToken = z.string().optional();

export const instances = z.object({ Instances: z.object({ Instance: z.array(instance) }), NextToken: nextToken });

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

export const networkInterfaces = z.object({
  NetworkInterfaceSets: z.object({ NetworkInterfaceSet: z.array(networkInterface) }),
  NextToken: nextToken,
});

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

export const groups = z.object({ SecurityGroups: z.object({ SecurityGroup: z.array(group) }) });

/** DescribeSecurityGroupAttribute does not tell the type. */
export const groupAttribute = group.pick({ SecurityGroupId: true, VpcId: true });

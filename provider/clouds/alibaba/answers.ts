import { z } from "zod";

/** The parts of ECS's answers that we rely on, by the names of the API's documentation. */

export const written = z.object({ RequestId: z.string() });

const locks = z.object({ LockReason: z.array(z.object({ LockReason: z.string().optional() })).optional() }).optional();

const instance = z.object({
  InstanceId: z.string(),
  Status: z.string(),
  SecurityGroupIds: z.object({ SecurityGroupId: z.array(z.string()) }),
  VpcAttributes: z.object({ VpcId: z.string().optional() }).optional(),
  OperationLocks: locks,
});
export type Instance = z.infer<typeof instance>;

/** DescribeInstanceAttribute has an instance's fields at its top level. */
export const instanceAttribute = instance;

export const instances = z.object({ Instances: z.object({ Instance: z.array(instance) }) });

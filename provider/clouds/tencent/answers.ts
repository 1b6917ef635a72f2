import * as z from "zod";

/** The parts of the answers of CVM and VPC that we rely on, by the names of the API's documentation. */

export const written = z.object({ RequestId: z.string() });

const instance = z.object({
  InstanceId: z.string(),
  InstanceState: z.string(),
  /** In the order of binding, which is the priority of their rules. */
  SecurityGroupIds: z.array(z.string()),
  /** `NORMAL`, `EXPIRED` or `PROTECTIVELY_ISOLATED`. */
  RestrictState: z.string().nullish(),
  /** `SUCCESS`, `OPERATING` or `FAILED`; null where there was no operation. */
  LatestOperationState: z.string().nullish(),
  LatestOperation: z.string().nullish(),
  LatestOperationErrorMsg: z.string().nullish(),
  VirtualPrivateCloud: z.object({ VpcId: z.string().nullish() }).nullish(),
});
export type Instance = z.infer<typeof instance>;

export const instances = z.object({ InstanceSet: z.array(instance) });

const networkInterface = z.object({
  NetworkInterfaceId: z.string(),
  /** In the order of binding. An interface can have none, which is an empty list or null. */
  GroupSet: z.array(z.string()).nullable(),
  Primary: z.boolean(),
  State: z.string(),
  /** As `State`, and `INUSE`. Newer, so not everywhere. */
  NetworkInterfaceState: z.string().nullish(),
  VpcId: z.string().nullish(),
  /** Null where it is attached to none. */
  Attachment: z.object({ InstanceId: z.string().nullish() }).nullish(),
});
export type NetworkInterface = z.infer<typeof networkInterface>;

export const networkInterfaces = z.object({ NetworkInterfaceSet: z.array(networkInterface) });

/** Groups belong to a project and a region, and to no VPC. */
export const groups = z.object({ SecurityGroupSet: z.array(z.object({ SecurityGroupId: z.string() })) });

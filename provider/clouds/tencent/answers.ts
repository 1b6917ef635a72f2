import * as z from "zod";
import { listed, listOf } from "../listed";

/** The parts of the answers of CVM and VPC that we rely on, by the names of the API's documentation. */

export const written = z.object({ RequestId: z.string() });

const instance = z.object({
  InstanceId: z.string(),
  InstanceState: z.string(),
  /** In the order of binding, which is the priority of their rules. */
  SecurityGroupIds: listOf(z.string()),
  /** `NORMAL`, `EXPIRED` or `PROTECTIVELY_ISOLATED`. */
  RestrictState: z.string().nullish(),
  /** `SUCCESS`, `OPERATING` or `FAILED`; null where there was no operation. */
  LatestOperationState: z.string().nullish(),
  LatestOperation: z.string().nullish(),
  LatestOperationErrorMsg: z.string().nullish(),
  VirtualPrivateCloud: z.object({ VpcId: z.string().nullish() }).nullish(),
});
export type Instance = z.infer<typeof instance>;

/** How many there are in all. */
const total = z.number().nullish();

export const instances = listed(
  z.object({ InstanceSet: listOf(instance), TotalCount: total }),
  ({ InstanceSet }) => InstanceSet,
  ({ InstanceId }) => InstanceId,
);

const networkInterface = z.object({
  NetworkInterfaceId: z.string(),
  /** In the order of binding. An interface can have none, which is an empty list or null. */
  GroupSet: listOf(z.string()).nullable(),
  Primary: z.boolean(),
  State: z.string(),
  /** As `State`, and `INUSE`. Newer, so not everywhere. */
  NetworkInterfaceState: z.string().nullish(),
  VpcId: z.string().nullish(),
  /** Null where it is attached to none. */
  Attachment: z.object({ InstanceId: z.string().nullish() }).nullish(),
});
export type NetworkInterface = z.infer<typeof networkInterface>;

export const networkInterfaces = listed(
  z.object({ NetworkInterfaceSet: listOf(networkInterface), TotalCount: total }),
  ({ NetworkInterfaceSet }) => NetworkInterfaceSet,
  ({ NetworkInterfaceId }) => NetworkInterfaceId,
);

/** Groups belong to a project and a region, and to no VPC. */
export const groups = listed(
  z.object({ SecurityGroupSet: listOf(z.object({ SecurityGroupId: z.string() })) }),
  ({ SecurityGroupSet }) => SecurityGroupSet,
  ({ SecurityGroupId }) => SecurityGroupId,
);

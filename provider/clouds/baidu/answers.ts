import * as z from "zod";
import { listed, listOf } from "../listed";

/** The parts of BCC's answers that we rely on, by the names of the API's documentation. */

/** A page; `nextMarker` leads to the next one. */
const page = z.object({ isTruncated: z.boolean().optional(), nextMarker: z.string().nullish() });
export type Page = z.infer<typeof page>;

/** The answer to a write of one target: no fields, or the request's ID at the most. */
export const nothing = z.strictObject({ requestId: z.string().optional() });

/** The answer to a write by a batch operation. */
export const accepted = z.object({ requestId: z.string() });

/** A target in no group of a type can lack the list; one that lacks both tells nothing of its groups. */
const groupIds = listOf(z.string()).nullish();
const grouped = (...lists: readonly unknown[]): boolean => lists.some(Array.isArray);

const nicInfo = z
  .object({ securityGroups: groupIds, enterpriseSecurityGroups: groupIds })
  .refine((nic) => grouped(nic.securityGroups, nic.enterpriseSecurityGroups), "has no list of security groups");

const instance = z.object({
  id: z.string(),
  status: z.string(),
  vpcId: z.string().nullish(),
  nicInfo,
});
export type Instance = z.infer<typeof instance>;

export const instanceDetail = listed(
  z.object({ instance }),
  (answer) => [answer.instance],
  ({ id }) => id,
);

/** Whether a list tells the groups is documented nowhere: an entry without them is asked for by itself. */
export const instanceList = listed(
  page.extend({ instances: listOf(instance.extend({ nicInfo: nicInfo.optional().catch(undefined) })) }),
  ({ instances }) => instances,
  ({ id }) => id,
);
export type InstanceList = z.infer<typeof instanceList.all>;

const eni = z
  .object({
    eniId: z.string(),
    status: z.string(),
    vpcId: z.string().nullish(),
    securityGroupIds: groupIds,
    enterpriseSecurityGroupIds: groupIds,
  })
  .refine((eni) => grouped(eni.securityGroupIds, eni.enterpriseSecurityGroupIds), "has no list of security groups");
export type NetworkInterface = z.infer<typeof eni>;

export const networkInterface = listed(
  eni,
  (answer) => [answer],
  ({ eniId }) => eniId,
);
export const networkInterfaceList = listed(
  page.extend({ enis: listOf(eni) }),
  ({ enis }) => enis,
  ({ eniId }) => eniId,
);

const group = z.object({ id: z.string(), vpcId: z.string().nullish() });
export type Group = z.infer<typeof group>;

export const groupList = listed(
  page.extend({ securityGroups: listOf(group) }),
  ({ securityGroups }) => securityGroups,
  ({ id }) => id,
);
export const enterpriseGroupList = listed(
  page.extend({ enterpriseSecurityGroups: listOf(group) }),
  ({ enterpriseSecurityGroups }) => enterpriseSecurityGroups,
  ({ id }) => id,
);
/** Whether the detail stands by itself or below a name is documented nowhere. */
export const groupDetail = listed(
  z.union([group, z.object({ securityGroup: group }).transform((answer) => answer.securityGroup)]),
  (answer) => [answer],
  ({ id }) => id,
);

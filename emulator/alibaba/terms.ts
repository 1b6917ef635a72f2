import type { Terms } from "../terms";

export const ACTIONS = [
  "JoinSecurityGroup",
  "LeaveSecurityGroup",
  "ModifyInstanceAttribute",
  "ModifyNetworkInterfaceAttribute",
  "DescribeInstances",
  "DescribeInstanceAttribute",
  "DescribeNetworkInterfaces",
  "DescribeSecurityGroups",
  "DescribeSecurityGroupAttribute",
] as const;
export type Action = (typeof ACTIONS)[number];

/** ECS 2014-05-26. Limits are those of the JoinSecurityGroup page; no request rate is documented. */
export const terms: Terms = {
  cloud: "alicloud",
  actions: ACTIONS,
  instanceStatuses: ["Running", "Pending", "Starting", "Stopping", "Stopped"],
  interfaceStatuses: {
    all: ["Available", "Attaching", "InUse", "Detaching", "Deleting"],
    attached: "InUse",
    detached: "Available",
  },
  groupTypes: ["normal", "enterprise"],
  typeOfGroup: () => "normal",
  groupHasVpc: () => true,
  classicNetwork: true,
  groupLimit: 5,
  capacity: { normal: 2000, enterprise: 65_536 },
  rateLimits: {},
};

import type { Terms } from "../terms";

export const ACTIONS = [
  "AssociateSecurityGroups",
  "DisassociateSecurityGroups",
  "ModifyInstancesAttribute",
  "DescribeInstances",
  "AssociateNetworkInterfaceSecurityGroups",
  "DisassociateNetworkInterfaceSecurityGroups",
  "ModifyNetworkInterfaceAttribute",
  "DescribeNetworkInterfaces",
  "DescribeSecurityGroups",
  "DescribeSecurityGroupLimits",
] as const;
export type Action = (typeof ACTIONS)[number];

/** What a group holds where the world does not say; DescribeSecurityGroupLimits answers it too. */
export const GROUP_CAPACITY = 2000;

/** CVM and VPC 2017-03-12. Groups have no VPC; binding order is rule priority. */
export const terms: Terms = {
  cloud: "tencentcloud",
  actions: ACTIONS,
  instanceStatuses: [
    "RUNNING",
    "PENDING",
    "LAUNCH_FAILED",
    "STOPPED",
    "STARTING",
    "STOPPING",
    "REBOOTING",
    "SHUTDOWN",
    "TERMINATING",
    "TERMINATED",
    "ISOLATING",
    "FREEZING",
    "REINSTALL_FAILED",
    "ENTER_RESCUE_MODE",
    "RESCUE_MODE",
    "EXIT_RESCUE_MODE",
    "ENTER_SERVICE_LIVE_MIGRATE",
    "SERVICE_LIVE_MIGRATE",
    "EXIT_SERVICE_LIVE_MIGRATE",
  ],
  interfaceStatuses: {
    all: ["INUSE", "PENDING", "AVAILABLE", "ATTACHING", "DETACHING", "DELETING"],
    attached: "INUSE",
    detached: "AVAILABLE",
  },
  groupTypes: ["normal"],
  typeOfGroup: () => "normal",
  groupHasVpc: () => false,
  classicNetwork: false,
  groupLimit: 5,
  capacity: { normal: GROUP_CAPACITY },
  rateLimits: {
    AssociateSecurityGroups: 10,
    DisassociateSecurityGroups: 10,
    DescribeInstances: 40,
    AssociateNetworkInterfaceSecurityGroups: 20,
    DisassociateNetworkInterfaceSecurityGroups: 20,
    DescribeSecurityGroupLimits: 20,
  },
};

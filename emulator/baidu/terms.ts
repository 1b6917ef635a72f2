import type { Terms } from "../terms";

/**
 * The names of the request log, of faults and of rate limits; the cloud itself names no operations. `listInstances` is
 * also the list by ids, which is the same list asked for by POST.
 */
export const ACTIONS = [
  "bind",
  "unbind",
  "bindSecurityGroups",
  "unbindSecurityGroups",
  "replaceSecurityGroups",
  "getInstance",
  "listInstances",
  "getSecurityGroup",
  "listSecurityGroups",
  "listEnterpriseSecurityGroups",
  "getInterface",
  "getInterfaceStatus",
  "listInterfaces",
  "setInterfaceGroups",
  "setInterfaceEnterpriseGroups",
] as const;
export type Action = (typeof ACTIONS)[number];

/** BCC and ENI. Enterprise groups (`esg-…`) belong to no VPC; neither a group capacity nor a request rate is documented. */
export const terms: Terms = {
  cloud: "baiducloud",
  actions: ACTIONS,
  instanceStatuses: [
    "Running",
    "Starting",
    "Stopping",
    "Stopped",
    "Deleted",
    "Scaling",
    "Expired",
    "Error",
    "SnapshotProcessing",
    "ImageProcessing",
    "ChangeVpc",
    "Recycled",
  ],
  interfaceStatuses: {
    all: ["inuse", "available", "attaching", "detaching"],
    attached: "inuse",
    detached: "available",
  },
  groupTypes: ["normal", "enterprise"],
  typeOfGroup: (id) => (id.startsWith("esg-") ? "enterprise" : "normal"),
  groupHasVpc: (type) => type === "normal",
  classicNetwork: false,
  groupLimit: 10,
  capacity: {},
  rateLimits: {},
};

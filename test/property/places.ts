import type { CloudId, WorldInput } from "../../emulator";

/** One cloud and one type of groups, in the emulator's words, with an instance and network interfaces to put into them. */
export interface Place {
  readonly name: string;
  readonly cloud: CloudId;
  readonly region: string;
  readonly env: Readonly<Record<string, string>>;
  /** The group that every target is in for good. */
  readonly home: string;
  readonly groups: readonly string[];
  readonly targets: readonly [string, string, string];
  readonly actions: { readonly reads: readonly string[]; readonly writes: readonly string[] };
  /** Reads that a fault may make stale. */
  readonly stale: readonly string[];
  readonly refusals: {
    readonly throttled: Refusal;
    readonly busy: Refusal;
    readonly internal: Refusal;
    readonly unauthorized: Refusal;
  };
}

export interface Refusal {
  readonly code: string;
  readonly status?: number;
}

export const alibaba: Place = {
  name: "Alibaba",
  cloud: "alicloud",
  region: "cn-hangzhou",
  env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "dummy-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-secret" },
  home: "sg-home",
  groups: ["sg-a", "sg-b", "sg-c", "sg-d"],
  targets: ["i-1", "eni-2", "i-3"],
  actions: {
    reads: ["DescribeInstances", "DescribeNetworkInterfaces"],
    writes: ["JoinSecurityGroup", "LeaveSecurityGroup"],
  },
  stale: ["DescribeInstances", "DescribeNetworkInterfaces"],
  refusals: {
    throttled: { code: "Throttling.User" },
    busy: { code: "InvalidOperation.Conflict" },
    internal: { code: "InternalError", status: 500 },
    unauthorized: { code: "Forbidden.RAM", status: 403 },
  },
};

export const tencent: Place = {
  name: "Tencent",
  cloud: "tencentcloud",
  region: "ap-guangzhou",
  env: { TENCENTCLOUD_SECRET_ID: "dummy-id", TENCENTCLOUD_SECRET_KEY: "dummy-secret" },
  home: "sg-home",
  groups: ["sg-a", "sg-b", "sg-c", "sg-d"],
  targets: ["ins-1", "eni-2", "ins-3"],
  actions: {
    reads: ["DescribeInstances", "DescribeNetworkInterfaces"],
    writes: [
      "AssociateSecurityGroups",
      "DisassociateSecurityGroups",
      "AssociateNetworkInterfaceSecurityGroups",
      "DisassociateNetworkInterfaceSecurityGroups",
    ],
  },
  stale: ["DescribeInstances", "DescribeNetworkInterfaces"],
  refusals: {
    throttled: { code: "RequestLimitExceeded" },
    busy: { code: "MutexOperation.TaskRunning" },
    internal: { code: "InternalError" },
    unauthorized: { code: "UnauthorizedOperation" },
  },
};

const baidu = {
  cloud: "baiducloud",
  region: "bj",
  env: { BCE_ACCESS_KEY_ID: "dummy-id", BCE_SECRET_ACCESS_KEY: "dummy-secret" },
  targets: ["i-1", "eni-2", "i-3"],
  // An interface's set is read before it is written as a whole: a stale one loses what it does not show, and the API has
  // no condition to hold against that.
  stale: ["listInstances"],
  refusals: {
    throttled: { code: "OperationDenied", status: 429 },
    busy: { code: "OperationDenied", status: 403 },
    internal: { code: "InternalError", status: 500 },
    unauthorized: { code: "AccessDenied", status: 403 },
  },
} as const;

export const baiduOrdinary: Place = {
  ...baidu,
  name: "Baidu, ordinary groups",
  home: "g-home",
  groups: ["g-a", "g-b", "g-c", "g-d"],
  actions: { reads: ["listInstances", "getInterface"], writes: ["bind", "unbind", "setInterfaceGroups"] },
};

export const baiduEnterprise: Place = {
  ...baidu,
  name: "Baidu, enterprise groups",
  home: "esg-home",
  groups: ["esg-a", "esg-b", "esg-c", "esg-d"],
  actions: {
    reads: ["listInstances", "getInstance", "getInterface"],
    writes: ["bindSecurityGroups", "unbindSecurityGroups", "setInterfaceEnterpriseGroups"],
  },
};

/** A target's place in a group, both by their number in the place. */
export interface Edge {
  readonly target: number;
  readonly group: number;
}

export interface Beginning {
  /** Memberships of others. */
  readonly foreign: readonly Edge[];
  /** Groups that each target may be in, the home group included. */
  readonly groupLimit: number;
  readonly visibilityDelayMs: number;
}

/** The world at the beginning: every target in the home group and in those that others put it into. */
export function worldOf(place: Place, { foreign, groupLimit, visibilityDelayMs }: Beginning): WorldInput {
  const targets = place.targets.map((id, number) => ({
    id,
    groupLimit,
    groups: [place.home, ...foreign.flatMap(({ target, group }) => (target === number ? groupId(place, group) : []))],
  }));
  const securityGroups = [place.home, ...place.groups].map((id) => ({ id }));
  return {
    [place.cloud]: {
      credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
      visibilityDelayMs,
      regions: {
        [place.region]: {
          securityGroups,
          instances: targets.filter(({ id }) => !id.startsWith("eni-")),
          networkInterfaces: targets.filter(({ id }) => id.startsWith("eni-")),
        },
      },
    },
  };
}

export function targetId(place: Place, target: number): string {
  return place.targets[target] ?? "";
}

export function groupId(place: Place, group: number): string {
  return place.groups[group] ?? "";
}

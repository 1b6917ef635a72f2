import type { CloudId } from "../../../emulator";

/** One cloud and one kind of target: every scenario is played for each of them at once. */
export interface Kind {
  /** Also the name of its resource in a scenario's program. */
  readonly name: string;
  readonly cloud: CloudId;
  readonly region: string;
  readonly property: "instanceId" | "networkInterfaceId";
  readonly target: string;
  /** Another target like it. */
  readonly spare: string;
  readonly groups: Groups;
  /** How many groups a target may be in. */
  readonly limit: number;
  readonly actions: { readonly reads: readonly string[]; readonly join: string; readonly leave: string };
  /** The API has no edges here: a write names the target's whole set. */
  readonly wholeSet: boolean;
  /** The cloud refuses to take a target's last group away. */
  readonly keepsLastGroup: boolean;
  /** A state that passes by itself, and the one after it. */
  readonly states: { readonly passing: string; readonly ready: string };
  readonly codes: {
    readonly unauthorized: string;
    readonly busy: string;
    readonly throttled: { readonly code: string; readonly status?: number };
  };
}

export interface Groups {
  /** The one that the target is in before the program. */
  readonly home: string;
  /** The one that programs declare. */
  readonly web: string;
  readonly other: string;
  /** Has no room left. */
  readonly full: string;
  /** Of another VPC; undefined where groups have none. */
  readonly far: string | undefined;
  /** Of a type that does not mix with the others; undefined where there is but one. */
  readonly odd: string | undefined;
}

const alibaba = {
  cloud: "alicloud",
  region: "cn-hangzhou",
  groups: {
    home: "sg-home",
    web: "sg-web",
    other: "sg-other",
    full: "sg-full",
    far: "sg-far",
    odd: "sg-advanced",
  },
  limit: 5,
  wholeSet: false,
  keepsLastGroup: true,
  codes: { unauthorized: "Forbidden.RAM", busy: "OperationConflict", throttled: { code: "Throttling.User" } },
} as const;

const tencent = {
  cloud: "tencentcloud",
  region: "ap-guangzhou",
  groups: { home: "sg-home", web: "sg-web", other: "sg-other", full: "sg-full", far: undefined, odd: undefined },
  limit: 5,
  wholeSet: false,
  codes: {
    unauthorized: "UnauthorizedOperation.PermissionDenied",
    busy: "MutexOperation.TaskRunning",
    throttled: { code: "RequestLimitExceeded" },
  },
} as const;

const baidu = {
  cloud: "baiducloud",
  region: "bj",
  limit: 10,
  keepsLastGroup: true,
  codes: {
    unauthorized: "AccessDenied",
    busy: "OperationDenied",
    throttled: { code: "OperationDenied", status: 429 },
  },
} as const;

const ordinary = {
  home: "g-home",
  web: "g-web",
  other: "g-other",
  full: "g-full",
  far: "g-far",
  odd: "esg-home",
};
const enterprise = {
  home: "esg-home",
  web: "esg-web",
  other: "esg-other",
  full: "esg-full",
  far: undefined,
  odd: "g-home",
};

const baiduInstance = {
  ...baidu,
  property: "instanceId",
  wholeSet: false,
  states: { passing: "Starting", ready: "Running" },
} as const;
const baiduInterface = {
  ...baidu,
  property: "networkInterfaceId",
  wholeSet: true,
  states: { passing: "attaching", ready: "available" },
} as const;
const baiduInstanceReads = ["listInstances", "getInstance"];
const baiduInterfaceReads = ["getInterface"];

export const kinds: readonly Kind[] = [
  {
    ...alibaba,
    name: "alicloud-instance",
    property: "instanceId",
    target: "i-1",
    spare: "i-2",
    actions: {
      reads: ["DescribeInstances", "DescribeInstanceAttribute"],
      join: "JoinSecurityGroup",
      leave: "LeaveSecurityGroup",
    },
    states: { passing: "Starting", ready: "Running" },
  },
  {
    ...alibaba,
    name: "alicloud-interface",
    property: "networkInterfaceId",
    target: "eni-1",
    spare: "eni-2",
    actions: { reads: ["DescribeNetworkInterfaces"], join: "JoinSecurityGroup", leave: "LeaveSecurityGroup" },
    states: { passing: "Attaching", ready: "Available" },
  },
  {
    ...tencent,
    name: "tencentcloud-instance",
    property: "instanceId",
    target: "ins-1",
    spare: "ins-2",
    keepsLastGroup: true,
    actions: { reads: ["DescribeInstances"], join: "AssociateSecurityGroups", leave: "DisassociateSecurityGroups" },
    states: { passing: "STARTING", ready: "RUNNING" },
  },
  {
    ...tencent,
    name: "tencentcloud-interface",
    property: "networkInterfaceId",
    target: "eni-1",
    spare: "eni-2",
    keepsLastGroup: false,
    actions: {
      reads: ["DescribeNetworkInterfaces"],
      join: "AssociateNetworkInterfaceSecurityGroups",
      leave: "DisassociateNetworkInterfaceSecurityGroups",
    },
    states: { passing: "ATTACHING", ready: "AVAILABLE" },
  },
  {
    ...baiduInstance,
    name: "baiducloud-instance",
    target: "i-1",
    spare: "i-2",
    groups: ordinary,
    actions: { reads: baiduInstanceReads, join: "bind", leave: "unbind" },
  },
  {
    ...baiduInterface,
    name: "baiducloud-interface",
    target: "eni-1",
    spare: "eni-2",
    groups: ordinary,
    actions: { reads: baiduInterfaceReads, join: "setInterfaceGroups", leave: "setInterfaceGroups" },
  },
  {
    ...baiduInstance,
    name: "baiducloud-instance-enterprise",
    target: "i-3",
    spare: "i-4",
    groups: enterprise,
    actions: { reads: baiduInstanceReads, join: "bindSecurityGroups", leave: "unbindSecurityGroups" },
  },
  {
    ...baiduInterface,
    name: "baiducloud-interface-enterprise",
    target: "eni-3",
    spare: "eni-4",
    groups: enterprise,
    actions: {
      reads: baiduInterfaceReads,
      join: "setInterfaceEnterpriseGroups",
      leave: "setInterfaceEnterpriseGroups",
    },
  },
];

/** "instance i-1", as messages say it. */
export function targetText({ property, target }: Kind): string {
  return `${property === "instanceId" ? "instance" : "network interface"} ${target}`;
}

/** As many groups as a target may be in, its home first. */
export function allGroups({ groups: { home }, limit }: Kind): readonly string[] {
  return [home, ...Array.from({ length: limit - 1 }, (_, index) => `${home}-${index + 2}`)];
}

export function membershipId({ cloud, region, groups, target }: Kind): string {
  return [cloud, region, groups.web, target].join("/");
}

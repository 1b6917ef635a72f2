import type { WorldInput } from "../../../emulator";
import type { SigningOptions } from "./signer";
import { groups, names, world } from "./world";

/** A request that breaks one rule of a world. */
export interface Case {
  readonly what: string;
  /** Default: `common`. */
  readonly in?: WorldInput;
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly options?: SigningOptions;
  readonly code: string;
}

const STATES_OF_MODIFY = {
  PENDING: "InstanceStatePending",
  STARTING: "InstanceStateStarting",
  STOPPING: "InstanceStateStopping",
  REBOOTING: "InstanceStateRebooting",
  SHUTDOWN: "InstanceStateShutdown",
  TERMINATING: "InstanceStateTerminating",
  TERMINATED: "InstanceStateTerminated",
  ISOLATING: "InstanceStateIsolating",
  FREEZING: "InstanceStateFreezing",
  REINSTALL_FAILED: "InstanceReinstallFailed",
  ENTER_RESCUE_MODE: "InstanceStateEnterRescueMode",
  RESCUE_MODE: "InstanceStateRescueMode",
  EXIT_RESCUE_MODE: "InstanceStateExitRescueMode",
  ENTER_SERVICE_LIVE_MIGRATE: "InstanceStateEnterServiceLiveMigrate",
  SERVICE_LIVE_MIGRATE: "InstanceStateServiceLiveMigrate",
  EXIT_SERVICE_LIVE_MIGRATE: "InstanceStateExitServiceLiveMigrate",
} as const;

/** The id of the instance of `common` that is in this state. */
export const inState = (status: string): string => `ins-${status.toLowerCase().replaceAll("_", "-")}`;

/** One world in which most of the rules can be broken by the request alone. */
export const common = world({
  groups: [
    ...groups("sg-a", "sg-b", "sg-c", "sg-d", "sg-e", "sg-f"),
    { id: "sg-full", capacity: 1 },
    { id: "sg-nearly-full", capacity: 1 },
  ],
  instances: [
    { id: "ins-1", groups: ["sg-a", "sg-b"], primaryInterfaceId: "eni-primary" },
    { id: "ins-2", groups: ["sg-a", "sg-b"] },
    { id: "ins-last", groups: ["sg-a"] },
    { id: "ins-none-at-all", groups: [] },
    { id: "ins-limit", groups: ["sg-a", "sg-b", "sg-c", "sg-d", "sg-e"] },
    { id: "ins-first", groups: ["sg-full"] },
    { id: "ins-locked", groups: ["sg-a", "sg-b"], locked: true },
    ...["STOPPED", "LAUNCH_FAILED", ...Object.keys(STATES_OF_MODIFY)].map((status) => ({
      id: inState(status),
      status,
      groups: ["sg-a", "sg-b"],
    })),
  ],
  interfaces: [
    { id: "eni-1", groups: ["sg-a", "sg-b"], instanceId: "ins-1" },
    { id: "eni-2", groups: ["sg-a"] },
    { id: "eni-limit", groups: ["sg-a", "sg-b"], groupLimit: 2 },
    { id: "eni-managed", groups: ["sg-a", "sg-b"], managed: true },
    { id: "eni-locked", groups: ["sg-a", "sg-b"], locked: true },
    ...["PENDING", "ATTACHING", "DETACHING", "DELETING"].map((status) => ({
      id: `eni-${status.toLowerCase()}`,
      status,
      groups: ["sg-a", "sg-b"],
    })),
  ],
});

export const associate = (instances: readonly string[], ...securityGroups: readonly string[]) => ({
  action: "AssociateSecurityGroups",
  parameters: { InstanceIds: instances, SecurityGroupIds: securityGroups },
});
export const disassociate = (instances: readonly string[], ...securityGroups: readonly string[]) => ({
  action: "DisassociateSecurityGroups",
  parameters: { InstanceIds: instances, SecurityGroupIds: securityGroups },
});
export const modify = (instances: readonly string[], ...securityGroups: readonly string[]) => ({
  action: "ModifyInstancesAttribute",
  parameters: { InstanceIds: instances, SecurityGroups: securityGroups },
});
export const associateInterfaces = (interfaces: readonly string[], ...securityGroups: readonly string[]) => ({
  action: "AssociateNetworkInterfaceSecurityGroups",
  parameters: { NetworkInterfaceIds: interfaces, SecurityGroupIds: securityGroups },
});
export const disassociateInterfaces = (interfaces: readonly string[], ...securityGroups: readonly string[]) => ({
  action: "DisassociateNetworkInterfaceSecurityGroups",
  parameters: { NetworkInterfaceIds: interfaces, SecurityGroupIds: securityGroups },
});
export const modifyInterface = (NetworkInterfaceId: string, ...securityGroups: readonly string[]) => ({
  action: "ModifyNetworkInterfaceAttribute",
  parameters: { NetworkInterfaceId, SecurityGroupIds: securityGroups },
});
const read = (action: string, parameters: Readonly<Record<string, unknown>> = {}) => ({ action, parameters });
const filter = (Name: string, ...Values: readonly string[]) => ({ Filters: [{ Name, Values }] });

const both = [
  ["no instance", [], ["sg-c"], "MissingParameter"],
  ["no group", ["ins-1"], [], "MissingParameter"],
  ["two groups", ["ins-1"], ["sg-c", "sg-d"], "InvalidParameterValue.LimitExceeded"],
  ["101 instances", names("ins", 101), ["sg-c"], "InvalidParameterValue.LimitExceeded"],
  ["an instance id with a wrong rest", ["ins-?"], ["sg-c"], "InvalidInstanceId.Malformed"],
  ["what is no instance id", ["eni-1"], ["sg-c"], "InvalidParameterValue.InstanceIdMalformed"],
  ["an unknown instance", ["ins-unknown"], ["sg-c"], "InvalidInstanceId.NotFound"],
  ["an unknown instance among others", ["ins-1", "ins-unknown", "ins-2"], ["sg-b"], "InvalidInstanceId.NotFound"],
  ["a malformed group", ["ins-1"], ["group a"], "InvalidSgId.Malformed"],
  ["an unknown group", ["ins-1"], ["sg-unknown"], "InvalidSecurityGroupId.NotFound"],
] as const;

const instanceCases: Case[] = [
  ...both.flatMap(([what, instances, securityGroups, code]) => [
    { what: `associate: ${what}`, ...associate(instances, ...securityGroups), code },
    { what: `disassociate: ${what}`, ...disassociate(instances, ...securityGroups), code },
  ]),
  {
    what: "associate: a sixth group",
    ...associate(["ins-1", "ins-limit"], "sg-f"),
    code: "LimitExceeded.AssociateUSGLimitExceeded",
  },
  {
    what: "associate: a full group",
    ...associate(["ins-1"], "sg-full"),
    code: "LimitExceeded.CvmsVifsPerSecGroupLimitExceeded",
  },
  {
    what: "associate: more instances than a group has room for",
    ...associate(["ins-1", "ins-2"], "sg-nearly-full"),
    code: "LimitExceeded.CvmsVifsPerSecGroupLimitExceeded",
  },
  {
    what: "associate: an instance that is being created",
    ...associate(["ins-1", "ins-pending"], "sg-c"),
    code: "UnsupportedOperation.InstanceStatePending",
  },
  {
    what: "associate: an instance that is being isolated",
    ...associate(["ins-isolating"], "sg-c"),
    code: "UnsupportedOperation.InstanceStateIsolating",
  },
  {
    what: "associate: an instance that is isolated for security",
    ...associate(["ins-locked"], "sg-c"),
    code: "UnsupportedOperation.InstanceStateIsolating",
  },
  ...["ins-pending", "ins-isolating", "ins-locked"].map((id) => ({
    what: `disassociate: ${id}`,
    ...disassociate([id], "sg-a"),
    code: "UnsupportedOperation",
  })),
  {
    what: "disassociate: the last group",
    ...disassociate(["ins-1", "ins-last"], "sg-a"),
    code: "FailedOperation.SecurityGroupActionFailed",
  },
  ...Object.entries(STATES_OF_MODIFY).map(([status, suffix]) => ({
    what: `modify: ${status}`,
    ...modify([inState(status)], "sg-c"),
    code: `UnsupportedOperation.${suffix}`,
  })),
  { what: "modify: locked", ...modify(["ins-locked"], "sg-c"), code: "UnsupportedOperation.InstanceStateIsolating" },
  { what: "modify: no group left", ...modify(["ins-1"]), code: "FailedOperation.SecurityGroupActionFailed" },
  { what: "modify: a group twice", ...modify(["ins-1"], "sg-c", "sg-c"), code: "InvalidParameterValue" },
  { what: "modify: an unknown group", ...modify(["ins-1"], "sg-unknown"), code: "InvalidSecurityGroupId.NotFound" },
  { what: "modify: an unknown instance", ...modify(["ins-unknown"], "sg-a"), code: "InvalidInstanceId.NotFound" },
  { what: "modify: a malformed instance", ...modify(["ins-?"], "sg-a"), code: "InvalidInstanceId.Malformed" },
  { what: "modify: no id at all", ...modify(["web"], "sg-a"), code: "InvalidParameterValue.InstanceIdMalformed" },
  { what: "modify: 101 ids", ...modify(names("ins", 101), "sg-a"), code: "InvalidParameterValue.LimitExceeded" },
  {
    what: "modify: six groups",
    ...modify(["ins-1"], "sg-a", "sg-b", "sg-c", "sg-d", "sg-e", "sg-f"),
    code: "LimitExceeded.AssociateUSGLimitExceeded",
  },
  {
    what: "modify: a full group",
    ...modify(["ins-1"], "sg-full"),
    code: "LimitExceeded.CvmsVifsPerSecGroupLimitExceeded",
  },
  {
    what: "modify: nothing",
    ...read("ModifyInstancesAttribute", { InstanceIds: ["ins-1"] }),
    code: "MissingParameter",
  },
  {
    what: "modify: two kinds of attributes",
    ...read("ModifyInstancesAttribute", { InstanceIds: ["ins-1"], SecurityGroups: ["sg-c"], InstanceName: "x" }),
    code: "InvalidParameterValue",
  },
  {
    what: "instances: ids and filters",
    ...read("DescribeInstances", { InstanceIds: ["ins-1"], ...filter("vpc-id", "vpc-1") }),
    code: "InvalidParameter",
  },
  {
    what: "instances: 101 ids",
    ...read("DescribeInstances", { InstanceIds: names("ins", 101) }),
    code: "InvalidParameterValue.LimitExceeded",
  },
  {
    what: "instances: a malformed id among others",
    ...read("DescribeInstances", { InstanceIds: ["ins-1", "ins-?"] }),
    code: "InvalidInstanceId.Malformed",
  },
  {
    what: "instances: no id at all",
    ...read("DescribeInstances", { InstanceIds: ["web"] }),
    code: "InvalidParameterValue.InstanceIdMalformed",
  },
  { what: "instances: an unknown filter", ...read("DescribeInstances", filter("color", "red")), code: "InvalidFilter" },
  {
    what: "instances: a filter named like a property of every object",
    ...read("DescribeInstances", filter("toString", "x")),
    code: "InvalidFilter",
  },
  {
    what: "instances: six values",
    ...read("DescribeInstances", filter("instance-state", ...names("S", 6))),
    code: "InvalidFilterValue.LimitExceeded",
  },
  {
    what: "instances: eleven filters",
    ...read("DescribeInstances", { Filters: names("f", 11).map((Name) => ({ Name, Values: ["x"] })) }),
    code: "InvalidParameterValue.LimitExceeded",
  },
  {
    what: "instances: of an unknown group",
    ...read("DescribeInstances", filter("security-group-id", "sg-unknown")),
    code: "InvalidSecurityGroupId.NotFound",
  },
  {
    what: "instances: of a malformed group",
    ...read("DescribeInstances", filter("security-group-id", "sg")),
    code: "InvalidSgId.Malformed",
  },
  {
    what: "instances: with a malformed id in a filter",
    ...read("DescribeInstances", filter("instance-id", "ins-?")),
    code: "InvalidInstanceId.Malformed",
  },
  {
    what: "instances: in a zone of another region",
    ...read("DescribeInstances", filter("zone", "ap-shanghai-1")),
    code: "InvalidZone.MismatchRegion",
  },
  ...[{ Limit: 0 }, { Limit: 101 }, { Offset: -1 }].map((place) => ({
    what: `instances: ${JSON.stringify(place)}`,
    ...read("DescribeInstances", place),
    code: "InvalidParameterValue",
  })),
];

const unwritable = ["eni-primary", "eni-managed", "eni-locked", "eni-pending", "eni-attaching", "eni-detaching"];

const interfaceCases: Case[] = [
  ...[associateInterfaces, disassociateInterfaces].flatMap((write) => [
    { what: "no interface", ...write([], "sg-c"), code: "MissingParameter" },
    { what: "no group", ...write(["eni-1"]), code: "MissingParameter" },
    { what: "101 interfaces", ...write(names("eni", 101), "sg-c"), code: "InvalidParameterValue.LimitExceeded" },
    { what: "101 groups", ...write(["eni-1"], ...names("sg", 101)), code: "InvalidParameterValue.LimitExceeded" },
    { what: "a malformed interface", ...write(["ins-1"], "sg-b"), code: "InvalidParameterValue.Malformed" },
    { what: "a malformed group", ...write(["eni-1"], "b"), code: "InvalidParameterValue.Malformed" },
    { what: "an unknown interface among others", ...write(["eni-1", "eni-unknown"], "sg-b"), code: "ResourceNotFound" },
    { what: "an unknown group among others", ...write(["eni-1"], "sg-b", "sg-unknown"), code: "ResourceNotFound" },
    ...[...unwritable, "eni-deleting"].map((id) => ({
      what: id,
      ...write(["eni-1", id], "sg-b"),
      code: "UnsupportedOperation",
    })),
  ]),
  { what: "a third of two groups", ...associateInterfaces(["eni-1", "eni-limit"], "sg-c"), code: "LimitExceeded" },
  { what: "a full group", ...associateInterfaces(["eni-1"], "sg-full"), code: "LimitExceeded" },
  { what: "too many for a group", ...associateInterfaces(["eni-1", "eni-2"], "sg-nearly-full"), code: "LimitExceeded" },
  { what: "set: a third of two", ...modifyInterface("eni-limit", "sg-a", "sg-b", "sg-c"), code: "LimitExceeded" },
  { what: "set: a full group", ...modifyInterface("eni-1", "sg-full"), code: "LimitExceeded" },
  { what: "set: an unknown interface", ...modifyInterface("eni-unknown", "sg-a"), code: "ResourceNotFound" },
  { what: "set: an unknown group", ...modifyInterface("eni-1", "sg-unknown"), code: "ResourceNotFound" },
  { what: "set: malformed", ...modifyInterface("1", "sg-a"), code: "InvalidParameterValue.Malformed" },
  ...unwritable.map((id) => ({ what: `set: ${id}`, ...modifyInterface(id, "sg-b"), code: "UnsupportedOperation" })),
  {
    what: "set: a name of 61 bytes",
    ...read("ModifyNetworkInterfaceAttribute", { NetworkInterfaceId: "eni-1", NetworkInterfaceName: "雲".repeat(21) }),
    code: "InvalidParameterValue.TooLong",
  },
  {
    what: "set: a description of 61 characters",
    ...read("ModifyNetworkInterfaceAttribute", {
      NetworkInterfaceId: "eni-1",
      NetworkInterfaceDescription: "雲".repeat(61),
    }),
    code: "InvalidParameterValue.TooLong",
  },
  {
    what: "interfaces: an unknown id among others",
    ...read("DescribeNetworkInterfaces", { NetworkInterfaceIds: ["eni-1", "eni-unknown"] }),
    code: "ResourceNotFound",
  },
  {
    what: "interfaces: a malformed id",
    ...read("DescribeNetworkInterfaces", { NetworkInterfaceIds: ["ins-1"] }),
    code: "InvalidParameterValue.Malformed",
  },
  {
    what: "interfaces: 101 ids",
    ...read("DescribeNetworkInterfaces", { NetworkInterfaceIds: names("eni", 101) }),
    code: "InvalidParameterValue.LimitExceeded",
  },
  {
    what: "interfaces: a body that is not UTF-8",
    ...read("DescribeNetworkInterfaces"),
    options: { body: Buffer.from([0x7b, 0xff, 0x7d]) },
    code: "InvalidParameterValue.NotUtf8EncodingError",
  },
  {
    what: "interfaces: ids and filters",
    ...read("DescribeNetworkInterfaces", { NetworkInterfaceIds: ["eni-1"], ...filter("vpc-id", "vpc-1") }),
    code: "InvalidParameter.Coexist",
  },
  {
    what: "groups: ids and filters",
    ...read("DescribeSecurityGroups", { SecurityGroupIds: ["sg-a"], ...filter("project-id", "0") }),
    code: "InvalidParameter.Coexist",
  },
  ...["DescribeNetworkInterfaces", "DescribeSecurityGroups"].flatMap((action) => [
    { what: "an unknown filter", ...read(action, filter("color", "red")), code: "InvalidParameter.FilterInvalidKey" },
    { what: "a filter in words", ...read(action, { Filters: ["x"] }), code: "InvalidParameter.FilterNotDict" },
    {
      what: "values that are no list",
      ...read(action, { Filters: [{ Name: "vpc-id", Values: "vpc-1" }] }),
      code: "InvalidParameter.FilterValuesNotList",
    },
  ]),
  ...[{ Limit: 0 }, { Limit: 101 }, { Offset: -1 }].map((place) => ({
    what: `interfaces: ${JSON.stringify(place)}`,
    ...read("DescribeNetworkInterfaces", place),
    code: "InvalidParameterValue.Range",
  })),
  ...[{ Limit: "0" }, { Limit: "101" }, { Offset: "-1" }].map((place) => ({
    what: `groups: ${JSON.stringify(place)}`,
    ...read("DescribeSecurityGroups", place),
    code: "InvalidParameterValue.Range",
  })),
  {
    what: "groups: a word",
    ...read("DescribeSecurityGroups", { Limit: "x" }),
    code: "InvalidParameterValue.Malformed",
  },
  { what: "groups: a number", ...read("DescribeSecurityGroups", { Limit: 20 }), code: "InvalidParameter" },
  {
    what: "groups: an unknown id",
    ...read("DescribeSecurityGroups", { SecurityGroupIds: ["sg-a", "sg-unknown"] }),
    code: "ResourceNotFound",
  },
  {
    what: "groups: a malformed id",
    ...read("DescribeSecurityGroups", { SecurityGroupIds: ["a"] }),
    code: "InvalidParameterValue.Malformed",
  },
  {
    what: "groups: 101 ids",
    ...read("DescribeSecurityGroups", { SecurityGroupIds: names("sg", 101) }),
    code: "InvalidParameterValue.LimitExceeded",
  },
];

const list = read("DescribeInstances");

const requestCases: Case[] = [
  { what: "an unknown operation", ...read("TerminateInstances"), code: "InvalidAction" },
  { what: "no operation", ...read(""), code: "MissingParameter" },
  { what: "no version", ...list, options: { version: null }, code: "MissingParameter" },
  { what: "another version", ...list, options: { version: "2018-01-01" }, code: "NoSuchVersion" },
  { what: "no region", ...list, options: { region: null }, code: "MissingParameter" },
  { what: "an unknown region", ...list, options: { region: "ap-nowhere" }, code: "UnsupportedRegion" },
  { what: "PUT", ...list, options: { method: "PUT" }, code: "UnsupportedProtocol" },
  { what: "a body that is no JSON", ...list, options: { body: "{" }, code: "InvalidParameter" },
  { what: "a body that is no object", ...list, options: { body: "[]" }, code: "InvalidParameter" },
  { what: "a body that is not UTF-8", ...list, options: { body: Buffer.from([0xff]) }, code: "InvalidParameter" },
  { what: "an unknown parameter", ...read("DescribeInstances", { Ids: [] }), code: "UnknownParameter" },
  {
    what: "an unknown part of a parameter",
    ...read("DescribeInstances", { Filters: [{ Name: "zone", Values: [], Value: "x" }] }),
    code: "UnknownParameter",
  },
  { what: "a text for a list", ...read("DescribeInstances", { InstanceIds: "ins-1" }), code: "InvalidParameter" },
  { what: "a text for a number", ...read("DescribeInstances", { Limit: "1" }), code: "InvalidParameter" },
  {
    what: "a missing parameter",
    ...read("AssociateSecurityGroups", { InstanceIds: ["ins-1"] }),
    code: "MissingParameter",
  },
  {
    what: "a missing part of a parameter",
    ...read("DescribeInstances", { Filters: [{ Values: ["x"] }] }),
    code: "MissingParameter",
  },
  {
    what: "a query over 32 KB",
    ...read("DescribeInstances", filter("instance-name", "x".repeat(33_000))),
    options: { method: "GET" },
    code: "RequestSizeLimitExceeded",
  },
  ...(
    [
      ["a wrong secret", { secret: "other" }, "AuthFailure.SignatureFailure"],
      ["an unknown id", { secretId: "nobody" }, "AuthFailure.SecretIdNotFound"],
      ["a wrong token", { token: "other" }, "AuthFailure.TokenFailure"],
      ["a clock of long ago", { time: 0 }, "AuthFailure.SignatureExpire"],
      ["an incomplete signature", { signedHeaders: ["host"] }, "AuthFailure.InvalidAuthorization"],
    ] as const
  ).map(([what, options, code]) => ({ what, ...list, options, code })),
];

export const cases: readonly Case[] = [
  ...instanceCases,
  ...interfaceCases.map((each) => ({ ...each, what: `${each.action}: ${each.what}` })),
  ...requestCases,
];

import { startEmulator, type Emulator, type WorldInput } from "../../../emulator";
import { sdkCaller, type Caller } from "./sdk";
import { groups, REGION, world } from "./world";

let emulator: Emulator;
let call: Caller;

beforeAll(async () => {
  emulator = await startEmulator({ world: world() });
  call = sdkCaller(emulator.url);
});
afterAll(() => emulator.close());

function groupsOf(id: string): readonly string[] | undefined {
  const region = emulator.world.alicloud.regions[REGION];
  return [...(region?.instances ?? []), ...(region?.networkInterfaces ?? [])].find((each) => each.id === id)?.groups;
}

interface Case {
  readonly what: string;
  readonly in?: WorldInput;
  readonly action: string;
  readonly query: Record<string, unknown>;
  readonly code: string;
  readonly status: number;
}

/** One world in which most of the rules can be broken by the request alone. */
const common = world({
  groups: [
    ...groups("sg-a", "sg-b", "sg-c", "sg-d", "sg-e", "sg-f"),
    { id: "sg-full", capacity: 1 },
    { id: "sg-advanced", type: "enterprise" },
    { id: "sg-advanced-full", type: "enterprise", capacity: 1 },
    { id: "sg-elsewhere", vpcId: "vpc-2" },
    { id: "sg-classic", vpcId: "" },
  ],
  instances: [
    { id: "i-1", groups: ["sg-a", "sg-b"] },
    { id: "i-last", groups: ["sg-a"] },
    { id: "i-limit", groups: ["sg-a", "sg-b", "sg-c", "sg-d", "sg-e"] },
    { id: "i-locked", groups: ["sg-a", "sg-b"], locked: true },
    { id: "i-pending", groups: ["sg-a", "sg-b"], status: "Pending" },
    { id: "i-starting", groups: ["sg-a", "sg-b"], status: "Starting" },
    { id: "i-stopping", groups: ["sg-a", "sg-b"], status: "Stopping" },
    { id: "i-stopped", groups: ["sg-a", "sg-b"], status: "Stopped" },
    { id: "i-advanced", groups: ["sg-advanced"] },
    { id: "i-alone", groups: ["sg-advanced-full"] },
    { id: "i-first", groups: ["sg-full"] },
    { id: "i-classic", vpcId: "", groups: ["sg-classic"] },
  ],
  interfaces: [
    { id: "eni-primary", kind: "primary", instanceId: "i-1" },
    { id: "eni-1", groups: ["sg-a", "sg-b"], instanceId: "i-1" },
    { id: "eni-last", groups: ["sg-a"] },
    { id: "eni-limit", groups: ["sg-a", "sg-b"], groupLimit: 2 },
    { id: "eni-managed", groups: ["sg-a", "sg-b"], managed: true },
    { id: "eni-locked", groups: ["sg-a", "sg-b"], locked: true },
    { id: "eni-attaching", groups: ["sg-a", "sg-b"], status: "Attaching" },
    { id: "eni-deleting", groups: ["sg-a", "sg-b"], status: "Deleting" },
    { id: "eni-of-pending", groups: ["sg-a", "sg-b"], instanceId: "i-pending" },
    { id: "eni-of-starting", groups: ["sg-a", "sg-b"], instanceId: "i-starting" },
  ],
});

const join = (query: Record<string, unknown>) => ({ action: "JoinSecurityGroup", query });
const leave = (query: Record<string, unknown>) => ({ action: "LeaveSecurityGroup", query });
const setInstance = (InstanceId: string, ...SecurityGroupIds: string[]) => ({
  action: "ModifyInstanceAttribute",
  query: { InstanceId, SecurityGroupIds },
});
const setInterface = (NetworkInterfaceId: string, ...SecurityGroupId: string[]) => ({
  action: "ModifyNetworkInterfaceAttribute",
  query: { RegionId: REGION, NetworkInterfaceId, SecurityGroupId },
});
const instance = (InstanceId: string, SecurityGroupId = "sg-c") => ({ InstanceId, SecurityGroupId });
const eni = (NetworkInterfaceId: string, SecurityGroupId = "sg-c") => ({
  RegionId: REGION,
  NetworkInterfaceId,
  SecurityGroupId,
});
const read = (action: string, query: Record<string, unknown> = {}) => ({
  action,
  query: { RegionId: REGION, ...query },
});

const shared = [
  ["no group", { InstanceId: "i-1" }, "MissingParameter", 400],
  ["no target", { SecurityGroupId: "sg-a" }, "MissingParameter", 400],
  ["both targets", { ...eni("eni-1"), InstanceId: "i-1" }, "InvalidParam.EniIdAndInstanceId.Conflict", 403],
  [
    "no region of an interface",
    { NetworkInterfaceId: "eni-1", SecurityGroupId: "sg-c" },
    "MissingParameter.RegionId",
    400,
  ],
  ["an unknown region", { ...instance("i-1"), RegionId: "cn-nowhere" }, "InvalidRegionId.NotFound", 404],
  ["a malformed instance", instance("web1"), "InvalidInstanceId.Malformed", 400],
  ["a malformed interface", eni("i-1"), "InvalidParam.Malformed", 403],
  ["a malformed group", instance("i-1", "group a"), "InvalidParam.Malformed", 403],
  ["an unknown instance", instance("i-none"), "InvalidInstanceId.NotFound", 404],
  ["an unknown interface", eni("eni-none"), "InvalidEniId.NotFound", 404],
  ["an unknown group", instance("i-1", "sg-none"), "InvalidSecurityGroupId.NotFound", 404],
  ["a locked instance", instance("i-locked", "sg-b"), "InstanceLockedForSecurity", 403],
  ["a locked interface", eni("eni-locked", "sg-b"), "InstanceLockedForSecurity", 403],
  ["a starting instance", instance("i-starting", "sg-b"), "IncorrectInstanceStatus", 403],
  ["a stopping instance", instance("i-stopping", "sg-b"), "IncorrectInstanceStatus", 403],
  ["a primary interface", eni("eni-primary", "sg-b"), "InvalidOperation.InvalidEniType", 403],
  ["a managed interface", eni("eni-managed", "sg-b"), "InvalidOperation.EniServiceManaged", 403],
  ["an attaching interface", eni("eni-attaching", "sg-b"), "InvalidOperation.InvalidEniState", 400],
  ["a deleting interface", eni("eni-deleting", "sg-b"), "InvalidOperation.InvalidEniState", 400],
] as const;

const cases: Case[] = [
  ...shared.flatMap(([what, query, code, status]) => [
    { what: `join: ${what}`, ...join(query), code, status },
    { what: `leave: ${what}`, ...leave(query), code, status },
  ]),
  {
    what: "join: a member already",
    ...join(instance("i-1", "sg-a")),
    code: "InvalidInstanceId.AlreadyExists",
    status: 403,
  },
  {
    what: "join: an interface that is a member already",
    ...join(eni("eni-1", "sg-a")),
    code: "InvalidInstanceId.AlreadyExists",
    status: 403,
  },
  {
    what: "join: a pending instance",
    ...join(instance("i-pending")),
    code: "Forbidden.InstanceIsBeingCreated",
    status: 403,
  },
  {
    what: "join: an interface of a pending instance",
    ...join(eni("eni-of-pending")),
    code: "InvalidStatus.EniOrInstanceIsBeingCreated",
    status: 400,
  },
  {
    what: "join: another VPC",
    ...join(instance("i-1", "sg-elsewhere")),
    code: "InvalidInstanceId.Mismatch",
    status: 400,
  },
  {
    what: "join: the classic network from a VPC",
    ...join(instance("i-1", "sg-classic")),
    code: "InvalidInstanceId.Mismatch",
    status: 400,
  },
  {
    what: "join: a VPC from the classic network",
    ...join(instance("i-classic", "sg-a")),
    code: "InvalidInstanceId.Mismatch",
    status: 400,
  },
  {
    what: "join: an interface into another VPC",
    ...join(eni("eni-1", "sg-elsewhere")),
    code: "InvalidOperation.VpcMismatch",
    status: 403,
  },
  {
    what: "join: another type",
    ...join(instance("i-1", "sg-advanced")),
    code: "InvalidOperation.MultiGroupType",
    status: 400,
  },
  {
    what: "join: another type than the advanced one",
    ...join(instance("i-advanced", "sg-a")),
    code: "InvalidOperation.MultiGroupType",
    status: 400,
  },
  {
    what: "join: a sixth group",
    ...join(instance("i-limit", "sg-f")),
    code: "InstanceSecurityGroupLimitExceeded",
    status: 400,
  },
  {
    what: "join: an interface over its limit",
    ...join(eni("eni-limit")),
    code: "InstanceSecurityGroupLimitExceeded",
    status: 403,
  },
  {
    what: "join: a full group",
    ...join(instance("i-1", "sg-full")),
    code: "SecurityGroupInstanceLimitExceeded",
    status: 403,
  },
  {
    what: "join: a full advanced group",
    ...join(instance("i-advanced", "sg-advanced-full")),
    code: "InvalidOperation.NetworkInterfaceCountExceeded",
    status: 403,
  },
  {
    what: "leave: a pending instance",
    ...leave(instance("i-pending", "sg-a")),
    code: "IncorrectInstanceStatus",
    status: 403,
  },
  {
    what: "leave: no member",
    ...leave(instance("i-1", "sg-c")),
    code: "InvalidSecurityGroupAssociation.NotFound",
    status: 400,
  },
  {
    what: "leave: the last group",
    ...leave(instance("i-last", "sg-a")),
    code: "InstanceLastSecurityGroup",
    status: 403,
  },
  {
    what: "leave: an interface's last group",
    ...leave(eni("eni-last", "sg-a")),
    code: "InvalidOperation.AtLeastInOneGroup",
    status: 403,
  },
  { what: "set: no instance", action: "ModifyInstanceAttribute", query: {}, code: "MissingParameter", status: 400 },
  { what: "set: a malformed instance", ...setInstance("web1", "sg-a"), code: "InvalidParameter", status: 400 },
  {
    what: "set: an unknown instance",
    ...setInstance("i-none", "sg-a"),
    code: "InvalidInstanceId.NotFound",
    status: 404,
  },
  {
    what: "set: an unknown group",
    ...setInstance("i-1", "sg-none"),
    code: "InvalidSecurityGroupId.NotFound",
    status: 404,
  },
  {
    what: "set: a group twice",
    ...setInstance("i-1", "sg-a", "sg-a"),
    code: "InvalidParameter.SecurityGroupIdRepeated",
    status: 404,
  },
  {
    what: "set: too many groups",
    ...setInstance("i-1", "sg-a", "sg-b", "sg-c", "sg-d", "sg-e", "sg-f"),
    code: "JoinedGroupLimitExceed",
    status: 400,
  },
  {
    what: "set: a full group",
    ...setInstance("i-1", "sg-full"),
    code: "SecurityGroupInstanceLimitExceed",
    status: 403,
  },
  {
    what: "set: a full advanced group",
    ...setInstance("i-1", "sg-advanced-full"),
    code: "InvalidOperation.EniCountExceeded",
    status: 400,
  },
  {
    what: "set: mixed types",
    ...setInstance("i-1", "sg-a", "sg-advanced"),
    code: "EnterpriseGroupLimited.MutliGroupType",
    status: 403,
  },
  {
    what: "set: another VPC",
    ...setInstance("i-1", "sg-elsewhere"),
    code: "InvalidSecurityGroupVpc.NotBelongToOneVpc",
    status: 404,
  },
  {
    what: "set: a classic group",
    ...setInstance("i-1", "sg-classic"),
    code: "InvalidSecurityGroupType.NotSupportClassic",
    status: 404,
  },
  {
    what: "set: a classic instance",
    ...setInstance("i-classic", "sg-classic"),
    code: "InvalidNetworkType.NotSupported",
    status: 400,
  },
  {
    what: "set: a locked instance",
    ...setInstance("i-locked", "sg-a"),
    code: "InstanceLockedForSecurity",
    status: 403,
  },
  {
    what: "set: a starting instance",
    ...setInstance("i-starting", "sg-a"),
    code: "IncorrectInstanceStatus",
    status: 403,
  },
  {
    what: "set interface: no region",
    action: "ModifyNetworkInterfaceAttribute",
    query: { NetworkInterfaceId: "eni-1" },
    code: "MissingParameter",
    status: 400,
  },
  {
    what: "set interface: no interface",
    action: "ModifyNetworkInterfaceAttribute",
    query: { RegionId: REGION },
    code: "MissingParameter",
    status: 400,
  },
  { what: "set interface: malformed", ...setInterface("i-1", "sg-a"), code: "InvalidParams.EniId", status: 400 },
  { what: "set interface: unknown", ...setInterface("eni-none", "sg-a"), code: "InvalidEniId.NotFound", status: 404 },
  {
    what: "set interface: primary",
    ...setInterface("eni-primary", "sg-a"),
    code: "InvalidOperation.PrimaryEniOnlySupportModifyNameAndDesc",
    status: 404,
  },
  {
    what: "set interface: managed",
    ...setInterface("eni-managed", "sg-a"),
    code: "InvalidOperation.EniServiceManaged",
    status: 403,
  },
  {
    what: "set interface: locked",
    ...setInterface("eni-locked", "sg-a"),
    code: "InstanceLockedForSecurity",
    status: 403,
  },
  {
    what: "set interface: attaching",
    ...setInterface("eni-attaching", "sg-a"),
    code: "InvalidOperation.InvalidEniState",
    status: 400,
  },
  {
    what: "set interface: its instance starts",
    ...setInterface("eni-of-starting", "sg-a"),
    code: "InvalidOperation.InvalidEcsState",
    status: 400,
  },
  {
    what: "set interface: an unknown group",
    ...setInterface("eni-1", "sg-none"),
    code: "InvalidSecurityGroupId.NotFound",
    status: 404,
  },
  {
    what: "set interface: a group twice",
    ...setInterface("eni-1", "sg-a", "sg-a"),
    code: "InvalidParameter.SecurityGroupIdRepeated",
    status: 404,
  },
  {
    what: "set interface: another VPC",
    ...setInterface("eni-1", "sg-elsewhere"),
    code: "InvalidOperation.VpcMismatch",
    status: 403,
  },
  {
    what: "set interface: a classic group",
    ...setInterface("eni-1", "sg-classic"),
    code: "InvalidSecurityGroupId.NotVpc",
    status: 403,
  },
  {
    what: "set interface: mixed types",
    ...setInterface("eni-1", "sg-a", "sg-advanced"),
    code: "InvalidOperation.MultiGroupType",
    status: 403,
  },
  {
    what: "set interface: over its limit",
    ...setInterface("eni-limit", "sg-a", "sg-b", "sg-c"),
    code: "JoinedGroupLimitExceed",
    status: 400,
  },
  {
    what: "set interface: a full group",
    ...setInterface("eni-1", "sg-full"),
    code: "SecurityGroupInstanceLimitExceed",
    status: 403,
  },
  {
    what: "set interface: a full advanced group",
    ...setInterface("eni-1", "sg-advanced-full"),
    code: "InvalidOperation.EniCountExceeded",
    status: 403,
  },
  {
    what: "instances: no region",
    action: "DescribeInstances",
    query: {},
    code: "MissingParameter.RegionId",
    status: 400,
  },
  {
    what: "instances: ids that are no JSON",
    ...read("DescribeInstances", { InstanceIds: "i-1" }),
    code: "Abs.InvalidInstanceIds.MalFormed",
    status: 403,
  },
  {
    what: "instances: 101 ids",
    ...read("DescribeInstances", { InstanceIds: JSON.stringify(Array.from({ length: 101 }, (_, n) => `i-${n}`)) }),
    code: "InvalidParameter.TooManyInstanceIds",
    status: 403,
  },
  {
    what: "instances: pages above 100",
    ...read("DescribeInstances", { MaxResults: 101 }),
    code: "InvalidParameter",
    status: 400,
  },
  {
    what: "instances: a dry run",
    ...read("DescribeInstances", { DryRun: true }),
    code: "DryRunOperation",
    status: 400,
  },
  {
    what: "instances: a token of nobody",
    ...read("DescribeInstances", { NextToken: "x" }),
    code: "InvalidParameter",
    status: 400,
  },
  {
    what: "instance: unknown",
    action: "DescribeInstanceAttribute",
    query: { InstanceId: "i-none" },
    code: "InvalidInstanceId.NotFound",
    status: 404,
  },
  {
    what: "interfaces: no region",
    action: "DescribeNetworkInterfaces",
    query: {},
    code: "MissingParameter",
    status: 400,
  },
  {
    what: "interfaces: a malformed region",
    action: "DescribeNetworkInterfaces",
    query: { RegionId: "?" },
    code: "InvalidRegionId.MalFormed",
    status: 400,
  },
  {
    what: "interfaces: page 0",
    ...read("DescribeNetworkInterfaces", { PageNumber: 0 }),
    code: "InvalidOperation.InvalidEniPageNumber",
    status: 403,
  },
  {
    what: "interfaces: 101 ids",
    ...read("DescribeNetworkInterfaces", { NetworkInterfaceId: Array.from({ length: 101 }, (_, n) => `eni-${n}`) }),
    code: "InvalidParameter",
    status: 400,
  },
  {
    what: "interfaces: of an unknown group",
    ...read("DescribeNetworkInterfaces", { SecurityGroupId: "sg-none" }),
    code: "InvalidSecurityGroupId.NotFound",
    status: 404,
  },
  {
    what: "interfaces: of an unknown instance",
    ...read("DescribeNetworkInterfaces", { InstanceId: "i-none" }),
    code: "InvalidEcsId.NotFound",
    status: 404,
  },
  {
    what: "interfaces: of an unknown switch",
    ...read("DescribeNetworkInterfaces", { VSwitchId: "vsw-none" }),
    code: "InvalidVSwitchId.NotFound",
    status: 404,
  },
  {
    what: "groups: no region",
    action: "DescribeSecurityGroups",
    query: {},
    code: "MissingParameter.RegionId",
    status: 400,
  },
  {
    what: "groups: an unknown type",
    ...read("DescribeSecurityGroups", { SecurityGroupType: "big" }),
    code: "InvalidParameter.SecurityGroupType",
    status: 400,
  },
  {
    what: "groups: a malformed id",
    ...read("DescribeSecurityGroups", { SecurityGroupId: "a" }),
    code: "InvalidSecurityGroupId.Malformed",
    status: 400,
  },
  {
    what: "groups: a malformed name",
    ...read("DescribeSecurityGroups", { SecurityGroupName: "http://a" }),
    code: "InvalidSecurityGroupName.Malformed",
    status: 400,
  },
  {
    what: "groups: a token of nobody",
    ...read("DescribeSecurityGroups", { NextToken: "x" }),
    code: "InValidParameter.NextToken",
    status: 400,
  },
  {
    what: "groups: both kinds of paging",
    ...read("DescribeSecurityGroups", { NextToken: "x", PageNumber: 1 }),
    code: "NotSupported.PageNumberAndPageSize",
    status: 400,
  },
  {
    what: "group: no region",
    action: "DescribeSecurityGroupAttribute",
    query: { SecurityGroupId: "sg-a" },
    code: "MissingParameter.RegionId",
    status: 400,
  },
  {
    what: "group: unknown region",
    action: "DescribeSecurityGroupAttribute",
    query: { RegionId: "cn-nowhere", SecurityGroupId: "sg-a" },
    code: "InvalidRegionId.NotFound",
    status: 404,
  },
  {
    what: "group: malformed",
    ...read("DescribeSecurityGroupAttribute", { SecurityGroupId: "a" }),
    code: "InvalidSecurityGroupId.Malformed",
    status: 400,
  },
  {
    what: "group: unknown",
    ...read("DescribeSecurityGroupAttribute", { SecurityGroupId: "sg-none" }),
    code: "InvalidSecurityGroupId.NotFound",
    status: 404,
  },
  {
    what: "group: an unknown attribute",
    ...read("DescribeSecurityGroupAttribute", { SecurityGroupId: "sg-a", Attribute: "x" }),
    code: "InvalidParameter.AttributeNotSupported",
    status: 400,
  },
];

describe("a broken rule is refused with its code and changes nothing", () => {
  test.each(cases)("$what", async ({ action, query, code, status, in: given }) => {
    emulator.replaceWorld(given ?? common);
    const before = emulator.world;
    expect(await call(action, query)).toMatchObject({ ok: false, code, status });
    expect(emulator.world).toEqual(before);
  });
});

describe("what the rules allow", () => {
  beforeEach(() => emulator.replaceWorld(common));

  test.each(["i-1", "i-stopped"])("%s joins behind its groups and leaves again", async (id) => {
    expect(await call("JoinSecurityGroup", instance(id))).toMatchObject({ ok: true });
    expect(groupsOf(id)).toEqual(["sg-a", "sg-b", "sg-c"]);
    expect(await call("LeaveSecurityGroup", instance(id, "sg-a"))).toMatchObject({ ok: true });
    expect(groupsOf(id)).toEqual(["sg-b", "sg-c"]);
  });

  test("a secondary interface joins and leaves, its instance stays as it is", async () => {
    expect(await call("JoinSecurityGroup", eni("eni-1"))).toMatchObject({ ok: true });
    expect(await call("LeaveSecurityGroup", eni("eni-1", "sg-b"))).toMatchObject({ ok: true });
    expect(groupsOf("eni-1")).toEqual(["sg-a", "sg-c"]);
    expect(groupsOf("i-1")).toEqual(["sg-a", "sg-b"]);
  });

  test("a primary interface shows its instance's groups", async () => {
    await call("JoinSecurityGroup", instance("i-1"));
    expect(groupsOf("eni-primary")).toEqual(["sg-a", "sg-b", "sg-c"]);
  });

  test("the whole set is replaced in the given order, also by another type", async () => {
    expect(await call("ModifyInstanceAttribute", setInstance("i-1", "sg-c", "sg-a").query)).toMatchObject({ ok: true });
    expect(groupsOf("i-1")).toEqual(["sg-c", "sg-a"]);
    expect(await call("ModifyInstanceAttribute", setInstance("i-1", "sg-advanced").query)).toMatchObject({ ok: true });
    expect(groupsOf("i-1")).toEqual(["sg-advanced"]);
    expect(await call("ModifyNetworkInterfaceAttribute", setInterface("eni-1", "sg-f").query)).toMatchObject({
      ok: true,
    });
    expect(groupsOf("eni-1")).toEqual(["sg-f"]);
  });

  test("a modification that names no groups changes none", async () => {
    expect(await call("ModifyInstanceAttribute", { InstanceId: "i-1", InstanceName: "x" })).toMatchObject({ ok: true });
    expect(groupsOf("i-1")).toEqual(["sg-a", "sg-b"]);
  });

  test("a full group takes a member again that is in it already, and another once one has left", async () => {
    expect(await call("ModifyInstanceAttribute", setInstance("i-first", "sg-full", "sg-a").query)).toMatchObject({
      ok: true,
    });
    expect(await call("LeaveSecurityGroup", instance("i-first", "sg-full"))).toMatchObject({ ok: true });
    expect(await call("JoinSecurityGroup", instance("i-1", "sg-full"))).toMatchObject({ ok: true });
  });

  test("RegionId is optional for an instance", async () => {
    expect(await call("JoinSecurityGroup", { ...instance("i-1"), RegionId: REGION })).toMatchObject({ ok: true });
    expect(await call("LeaveSecurityGroup", instance("i-1"))).toMatchObject({ ok: true });
  });
});

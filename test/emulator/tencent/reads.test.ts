import { startClocked, type Clocked } from "./clocked";
import { groups, names, world } from "./world";

let cloud: Clocked;

beforeAll(async () => {
  cloud = await startClocked(world());
});
afterAll(() => cloud.close());

type Fields = Record<string, unknown>;

async function body(action: string, parameters: Fields = {}, method = "POST"): Promise<Fields> {
  const answer = await cloud.call(action, parameters, { method });
  expect(answer.code).toBeUndefined();
  return answer.body;
}

interface Listed {
  readonly ids: readonly unknown[];
  readonly total: unknown;
}

async function listed(action: string, set: string, id: string, parameters: Fields, method?: string): Promise<Listed> {
  const answer = await body(action, parameters, method);
  return { ids: (answer[set] as Fields[]).map((each) => each[id]), total: answer["TotalCount"] };
}

const instances = (parameters: Fields = {}, method?: string) =>
  listed("DescribeInstances", "InstanceSet", "InstanceId", parameters, method);
const interfaces = (parameters: Fields = {}, method?: string) =>
  listed("DescribeNetworkInterfaces", "NetworkInterfaceSet", "NetworkInterfaceId", parameters, method);
const securityGroups = (parameters: Fields = {}, method?: string) =>
  listed("DescribeSecurityGroups", "SecurityGroupSet", "SecurityGroupId", parameters, method);

const filters = (...pairs: readonly (readonly [name: string, ...values: string[]])[]): Fields => ({
  Filters: pairs.map(([Name, ...Values]) => ({ Name, Values })),
});

const few = world({
  groups: groups("sg-a", "sg-b", "sg-c"),
  instances: [
    { id: "ins-1", vpcId: "vpc-1", groups: ["sg-b", "sg-a"], primaryInterfaceId: "eni-primary" },
    { id: "ins-2", vpcId: "vpc-2", groups: ["sg-a"], status: "STOPPED" },
    { id: "ins-3", vpcId: "vpc-2", groups: ["sg-c"], status: "ISOLATING" },
    { id: "ins-4", vpcId: "vpc-2", groups: ["sg-c"], locked: true },
  ],
  interfaces: [
    { id: "eni-1", instanceId: "ins-1", groups: ["sg-c", "sg-a"] },
    { id: "eni-2", vpcId: "vpc-3", groups: [], managed: true },
    { id: "eni-3", vpcId: "vpc-3", groups: ["sg-b"], status: "ATTACHING", instanceId: undefined },
  ],
});

describe("records", () => {
  beforeAll(() => cloud.reset(few));

  test("an instance has what an adapter goes by, groups in binding order", async () => {
    const { InstanceSet: set } = await body("DescribeInstances");
    expect(set).toMatchObject([
      {
        InstanceId: "ins-1",
        InstanceState: "RUNNING",
        RestrictState: "NORMAL",
        IsolatedSource: "NOTISOLATED",
        SecurityGroupIds: ["sg-b", "sg-a"],
        VirtualPrivateCloud: { VpcId: "vpc-1", SubnetId: "subnet-1" },
        Placement: { Zone: "ap-guangzhou-1", ProjectId: 0 },
        LatestOperation: null,
        LatestOperationState: null,
        PublicIpAddresses: null,
        RenewFlag: null,
      },
      { InstanceId: "ins-2", InstanceState: "STOPPED" },
      { InstanceId: "ins-3", InstanceState: "ISOLATING", IsolatedSource: "MANMADE" },
      { InstanceId: "ins-4", RestrictState: "PROTECTIVELY_ISOLATED" },
    ]);
  });

  test("an interface has what an adapter goes by, groups in binding order", async () => {
    const { NetworkInterfaceSet: set } = await body("DescribeNetworkInterfaces", {
      NetworkInterfaceIds: ["eni-primary", "eni-1", "eni-2", "eni-3"],
    });
    expect(set).toMatchObject([
      {
        NetworkInterfaceId: "eni-1",
        GroupSet: ["sg-c", "sg-a"],
        Primary: false,
        EniType: 0,
        State: "AVAILABLE",
        NetworkInterfaceState: "INUSE",
        Attachment: { InstanceId: "ins-1", DeviceIndex: 1 },
        VpcId: "vpc-1",
        Business: "cvm",
      },
      {
        NetworkInterfaceId: "eni-2",
        GroupSet: [],
        Attachment: null,
        NetworkInterfaceState: "AVAILABLE",
        Business: "eks",
      },
      { NetworkInterfaceId: "eni-3", State: "ATTACHING", NetworkInterfaceState: "ATTACHING" },
      {
        NetworkInterfaceId: "eni-primary",
        GroupSet: ["sg-b", "sg-a"],
        Primary: true,
        EniType: 1,
        Attachment: { InstanceId: "ins-1", DeviceIndex: 0 },
      },
    ]);
  });

  test("a group has a project and no VPC", async () => {
    const { SecurityGroupSet: set } = await body("DescribeSecurityGroups", { SecurityGroupIds: ["sg-a"] });
    expect(set).toMatchObject([
      { SecurityGroupId: "sg-a", SecurityGroupName: "sg-a", ProjectId: "0", IsDefault: false },
    ]);
    expect(Object.keys((set as object[])[0] ?? {})).not.toContain("VpcId");
  });

  test("the limits are those that are enforced where a world says nothing", async () => {
    expect(await body("DescribeSecurityGroupLimits")).toMatchObject({
      SecurityGroupLimitSet: { InstanceSecurityGroupLimit: 5, SecurityGroupInstanceLimit: 2000 },
    });
  });
});

describe.each(["GET", "POST"])("by %s", (method) => {
  beforeAll(() => cloud.reset(few));

  test("ids find what exists, each once, in world order; an instance that does not exist is absent", async () => {
    expect(await instances({ InstanceIds: ["ins-2", "ins-unknown", "ins-1", "ins-2"] }, method)).toEqual({
      ids: ["ins-1", "ins-2"],
      total: 2,
    });
    expect(await interfaces({ NetworkInterfaceIds: ["eni-2", "eni-1"] }, method)).toMatchObject({
      ids: ["eni-1", "eni-2"],
    });
    expect(await securityGroups({ SecurityGroupIds: ["sg-b"] }, method)).toMatchObject({ ids: ["sg-b"] });
  });

  test.each([
    [filters(["security-group-id", "sg-a"]), ["ins-1", "ins-2"]],
    [filters(["security-group-id", "sg-b", "sg-c"]), ["ins-1", "ins-3", "ins-4"]],
    [filters(["security-group-id", "sg-a"], ["vpc-id", "vpc-2"]), ["ins-2"]],
    [filters(["instance-id", "ins-3", "ins-unknown"]), ["ins-3"]],
    [filters(["instance-state", "STOPPED", "ISOLATING"]), ["ins-2", "ins-3"]],
    [filters(["zone", "ap-guangzhou-1"], ["instance-name", "ins-1"]), ["ins-1"]],
    [filters(["subnet-id", "subnet-1"], ["instance-charge-type", "POSTPAID_BY_HOUR"], ["project-id", "0"]), ["ins-1"]],
    [filters(["uuid", "none"]), []],
  ])("instances by %j", async (parameters, ids) => {
    expect(await instances(parameters, method)).toEqual({ ids, total: ids.length });
  });

  test.each([
    [filters(["groups.security-group-id", "sg-a"]), ["eni-1", "eni-primary", "eni-2-primary"]],
    [filters(["groups.security-group-id", "sg-a"], ["is-primary", "FALSE"]), ["eni-1"]],
    [filters(["attachment.instance-id", "ins-1"]), ["eni-1", "eni-primary"]],
    [filters(["attachment.instance-id", "ins-1"], ["eni-type", "1"]), ["eni-primary"]],
    [filters(["network-interface-id", "eni-3", "eni-unknown"]), ["eni-3"]],
    [filters(["vpc-id", "vpc-3"], ["network-interface-name", "eni-2"], ["subnet-id", "subnet-3"]), ["eni-2"]],
  ])("interfaces by %j", async (parameters, ids) => {
    expect(await interfaces(parameters, method)).toEqual({ ids, total: ids.length });
  });

  test.each([
    [filters(["security-group-id", "sg-c", "sg-unknown"]), ["sg-c"]],
    [filters(["security-group-name", "sg-a", "sg-b"], ["project-id", "0"]), ["sg-a", "sg-b"]],
    [filters(["project-id", "7"]), []],
  ])("groups by %j", async (parameters, ids) => {
    expect(await securityGroups(parameters, method)).toEqual({ ids, total: ids.length });
  });
});

describe("pages", () => {
  const ids = (prefix: string): string[] => names(prefix, 120);
  beforeAll(() =>
    cloud.reset(
      world({
        groups: groups(...ids("sg")),
        instances: ids("ins").map((id) => ({ id })),
        interfaces: ids("eni").map((id) => ({ id })),
      }),
    ),
  );

  test.each(["GET", "POST"])("by %s have 20 items where nothing is said, 100 at the most", async (method) => {
    expect(await instances({}, method)).toEqual({ ids: ids("ins").slice(0, 20), total: 120 });
    expect(await instances({ Offset: 20, Limit: 100 }, method)).toEqual({ ids: ids("ins").slice(20), total: 120 });
    expect(await interfaces({ Offset: 110, Limit: 5 }, method)).toEqual({
      ids: ids("eni").slice(110, 115),
      total: 240,
    });
    expect(await securityGroups({}, method)).toEqual({ ids: ids("sg").slice(0, 20), total: 120 });
    expect(await securityGroups({ Offset: "100", Limit: "100" }, method)).toEqual({
      ids: ids("sg").slice(100),
      total: 120,
    });
  });

  test("beyond the end are empty", async () => {
    expect(await instances({ Offset: 500 })).toEqual({ ids: [], total: 120 });
  });
});

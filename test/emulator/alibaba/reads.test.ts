import { startEmulator, type Emulator } from "../../../emulator";
import { startClocked, type Clocked } from "./clocked";
import { sdkCaller, type Caller } from "./sdk";
import { send, signV1 } from "./signer";
import { groups, REGION, world } from "./world";

const names = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${prefix}-${n}`);

let emulator: Emulator;
let call: Caller;

beforeAll(async () => {
  emulator = await startEmulator({ world: world() });
  call = sdkCaller(emulator.url);
});
afterAll(() => emulator.close());

async function body(action: string, query: Record<string, unknown>): Promise<Record<string, unknown>> {
  const outcome = await call(action, { RegionId: REGION, ...query });
  if (!outcome.ok) throw new Error(`${outcome.code}: ${outcome.message}`);
  return outcome.body;
}

interface Ids {
  readonly ids: readonly string[];
  readonly next: string;
}

async function instances(query: Record<string, unknown> = {}): Promise<Ids> {
  const answer = (await body("DescribeInstances", query)) as {
    Instances: { Instance: { InstanceId: string }[] };
    NextToken: string;
  };
  return { ids: answer.Instances.Instance.map(({ InstanceId }) => InstanceId), next: answer.NextToken };
}

async function interfaces(query: Record<string, unknown> = {}): Promise<Ids> {
  const answer = (await body("DescribeNetworkInterfaces", query)) as {
    NetworkInterfaceSets: { NetworkInterfaceSet: { NetworkInterfaceId: string }[] };
    NextToken: string;
  };
  const found = answer.NetworkInterfaceSets.NetworkInterfaceSet;
  return { ids: found.map(({ NetworkInterfaceId }) => NetworkInterfaceId), next: answer.NextToken };
}

async function securityGroups(query: Record<string, unknown> = {}): Promise<Ids> {
  const answer = (await body("DescribeSecurityGroups", query)) as {
    SecurityGroups: { SecurityGroup: { SecurityGroupId: string }[] };
    NextToken: string;
  };
  return {
    ids: answer.SecurityGroups.SecurityGroup.map(({ SecurityGroupId }) => SecurityGroupId),
    next: answer.NextToken,
  };
}

describe("records", () => {
  beforeAll(() =>
    emulator.replaceWorld(
      world({
        groups: groups("sg-a", "sg-b"),
        instances: [
          { id: "i-1", vpcId: "vpc-default", groups: ["sg-b", "sg-a"], locked: true, primaryInterfaceId: "eni-main" },
          { id: "i-old", vpcId: "" },
        ],
        interfaces: [{ id: "eni-2", instanceId: "i-1", groups: ["sg-a"], managed: true }, { id: "eni-3" }],
      }),
    ),
  );

  const instance = {
    InstanceId: "i-1",
    Status: "Running",
    RegionId: REGION,
    InstanceNetworkType: "vpc",
    SecurityGroupIds: { SecurityGroupId: ["sg-b", "sg-a"] },
    VpcAttributes: { VpcId: "vpc-default" },
    OperationLocks: { LockReason: [{ LockReason: "security" }] },
  };

  test("an instance has its groups in binding order, its locks, its VPC and its interfaces", async () => {
    expect(await body("DescribeInstances", { InstanceIds: '["i-1"]' })).toMatchObject({
      TotalCount: 1,
      Instances: {
        Instance: [
          {
            ...instance,
            NetworkInterfaces: {
              NetworkInterface: [
                { NetworkInterfaceId: "eni-main", Type: "Primary" },
                { NetworkInterfaceId: "eni-2", Type: "Secondary" },
              ],
            },
          },
        ],
      },
    });
  });

  test("the attributes of an instance are at top level", async () => {
    expect(await body("DescribeInstanceAttribute", { InstanceId: "i-1" })).toMatchObject(instance);
  });

  test("an instance without a VPC is in the classic network", async () => {
    const answer = await body("DescribeInstanceAttribute", { InstanceId: "i-old" });
    expect(answer).toMatchObject({ InstanceNetworkType: "classic", VpcAttributes: { VpcId: "" } });
  });

  test("an interface tells its type, its owner and its groups; a primary one has its instance's", async () => {
    expect(
      await body("DescribeNetworkInterfaces", { NetworkInterfaceId: ["eni-main", "eni-2", "eni-3"] }),
    ).toMatchObject({
      NetworkInterfaceSets: {
        NetworkInterfaceSet: [
          {
            NetworkInterfaceId: "eni-2",
            Type: "Secondary",
            Status: "InUse",
            InstanceId: "i-1",
            ServiceManaged: true,
            SecurityGroupIds: { SecurityGroupId: ["sg-a"] },
          },
          {
            NetworkInterfaceId: "eni-3",
            Type: "Secondary",
            Status: "Available",
            InstanceId: "",
            VpcId: "vpc-default",
            SecurityGroupIds: { SecurityGroupId: [] },
          },
          {
            NetworkInterfaceId: "eni-main",
            Type: "Primary",
            Status: "InUse",
            InstanceId: "i-1",
            ServiceManaged: false,
            SecurityGroupIds: { SecurityGroupId: ["sg-b", "sg-a"] },
          },
        ],
      },
    });
  });

  test("a group tells its type in the list only, and its numbers (of instances) only when asked", async () => {
    const [plain, counted] = await Promise.all([
      body("DescribeSecurityGroups", { SecurityGroupIds: '["sg-a"]' }),
      body("DescribeSecurityGroups", { SecurityGroupId: "sg-a", IsQueryEcsCount: true }),
    ]);
    const group = { SecurityGroupId: "sg-a", VpcId: "vpc-default", SecurityGroupType: "normal", ServiceManaged: false };
    expect(plain).toMatchObject({ RegionId: REGION, TotalCount: 1, SecurityGroups: { SecurityGroup: [group] } });
    expect(JSON.stringify(plain)).not.toContain("EcsCount");
    expect(counted).toMatchObject({
      SecurityGroups: { SecurityGroup: [{ EcsCount: 1, AvailableInstanceAmount: 1998 }] },
    });
    const attribute = await body("DescribeSecurityGroupAttribute", { SecurityGroupId: "sg-a" });
    expect(attribute).toMatchObject({
      VpcId: "vpc-default",
      InnerAccessPolicy: "Accept",
      Permissions: { Permission: [] },
    });
    expect(attribute).not.toHaveProperty("SecurityGroupType");
  });
});

describe("filters", () => {
  beforeAll(() =>
    emulator.replaceWorld(
      world({
        groups: [...groups("sg-a", "sg-b"), { id: "sg-other", vpcId: "vpc-2", type: "enterprise" }],
        instances: [
          { id: "i-1", groups: ["sg-a", "sg-b"] },
          { id: "i-2", groups: ["sg-a"], status: "Stopped" },
          { id: "i-3", groups: ["sg-other"] },
        ],
        interfaces: [
          { id: "eni-main", kind: "primary", instanceId: "i-1" },
          { id: "eni-1", instanceId: "i-1", groups: ["sg-a"] },
          { id: "eni-2", groups: ["sg-b"], status: "Detaching" },
        ],
      }),
    ),
  );

  test.each([
    [{ SecurityGroupId: "sg-a" }, ["i-1", "i-2"]],
    [{ SecurityGroupId: "sg-none" }, []],
    [{ SecurityGroupId: "sg-a", InstanceIds: '["i-2","i-3"]' }, ["i-2"]],
    [{ VpcId: "vpc-2" }, ["i-3"]],
    [{ Status: "Stopped" }, ["i-2"]],
    [{ InstanceIds: '["i-3","i-none","i-1","i-1"]' }, ["i-1", "i-3"]],
    [{ InstanceIds: "[]" }, []],
    [{}, ["i-1", "i-2", "i-3"]],
  ])("instances by %j", async (query, ids) => {
    expect((await instances(query)).ids).toEqual(ids);
  });

  test.each([
    [{ SecurityGroupId: "sg-a" }, ["eni-1"]],
    [{ InstanceId: "i-1" }, ["eni-main", "eni-1"]],
    [{ Type: "Secondary" }, ["eni-1", "eni-2"]],
    [{ Status: "Detaching" }, ["eni-2"]],
    [{ NetworkInterfaceId: ["eni-2", "eni-none"] }, ["eni-2"]],
    [{ NetworkInterfaceId: ["eni-main"], SecurityGroupId: "sg-a" }, []],
  ])("interfaces by %j", async (query, ids) => {
    expect((await interfaces(query)).ids).toEqual(ids);
  });

  test.each([
    [{ SecurityGroupIds: '["sg-other","sg-none"]' }, ["sg-other"]],
    [{ SecurityGroupType: "enterprise" }, ["sg-other"]],
    [{ VpcId: "vpc-default" }, ["sg-a", "sg-b"]],
    [{ SecurityGroupId: "sg-none" }, []],
  ])("groups by %j", async (query, ids) => {
    expect((await securityGroups(query)).ids).toEqual(ids);
  });
});

describe("pages", () => {
  const ids = { instance: names("i", 25), eni: names("eni", 25), group: names("sg", 25) };

  beforeEach(() =>
    emulator.replaceWorld(
      world({
        groups: groups(...ids.group),
        instances: ids.instance.map((id) => ({ id, groups: ["sg-0", "sg-1"] })),
        interfaces: ids.eni.map((id) => ({ id, groups: ["sg-0"] })),
      }),
    ),
  );

  test.each([
    ["instances", instances, ids.instance],
    [
      "interfaces in a group",
      (query: Record<string, unknown>) => interfaces({ SecurityGroupId: "sg-0", ...query }),
      ids.eni,
    ],
    ["groups", securityGroups, ids.group],
  ] as const)("of %s by token hold everything once", async (_what, list, all) => {
    const found: string[] = [];
    let query: Record<string, unknown> = { MaxResults: 10 };
    for (const size of [10, 10, 5]) {
      const page = await list(query);
      expect(page.ids).toHaveLength(size);
      found.push(...page.ids);
      query = { MaxResults: 10, NextToken: page.next };
    }
    expect(query["NextToken"]).toBe("");
    expect(found).toEqual(all);
  });

  test.each([
    ["instances", instances, ids.instance],
    [
      "interfaces in a group",
      (query: Record<string, unknown>) => interfaces({ SecurityGroupId: "sg-0", ...query }),
      ids.eni,
    ],
    ["groups", securityGroups, ids.group],
  ] as const)("of %s follow a request that says nothing of pages", async (_what, list, all) => {
    const found: string[] = [];
    let next: string | undefined;
    do {
      const page = await list(next === undefined ? {} : { NextToken: next });
      found.push(...page.ids);
      next = page.next;
    } while (next !== "");
    expect(found).toEqual(all);
  });

  test("by token keep their place when a member leaves between two pages", async () => {
    const first = await instances({ SecurityGroupId: "sg-0", MaxResults: 10 });
    await call("LeaveSecurityGroup", { InstanceId: "i-0", SecurityGroupId: "sg-0" });
    const second = await instances({ SecurityGroupId: "sg-0", MaxResults: 10, NextToken: first.next });
    expect(second.ids).toEqual(ids.instance.slice(10, 20));
  });

  test("by number count all, pages by token do not", async () => {
    expect(await body("DescribeInstances", { PageNumber: 3, PageSize: 10 })).toMatchObject({
      TotalCount: 25,
      PageNumber: 3,
    });
    expect((await instances({ PageNumber: 3, PageSize: 10 })).ids).toEqual(ids.instance.slice(20));
    expect((await instances({ PageNumber: 1 })).next).toBe("");
    expect(await body("DescribeInstances", {})).toMatchObject({ TotalCount: 25, PageNumber: 1, PageSize: 10 });
    expect(await body("DescribeSecurityGroups", { MaxResults: 10 })).not.toHaveProperty("TotalCount");
  });

  test("are never smaller than ten by token, and ten where nothing is said", async () => {
    expect((await instances({ MaxResults: 1 })).ids).toHaveLength(10);
    expect((await instances()).ids).toHaveLength(10);
  });

  test("of one query do not go on with the token of another", async () => {
    const { next } = await instances({ MaxResults: 10 });
    const outcome = await call("DescribeInstances", {
      RegionId: REGION,
      MaxResults: 10,
      NextToken: next,
      Status: "Stopped",
    });
    expect(outcome).toMatchObject({ ok: false, code: "InvalidParameter" });
  });
});

describe("XML", () => {
  beforeEach(() =>
    emulator.replaceWorld(
      world({ groups: groups("sg-a", "sg-b"), instances: [{ id: "i-1", groups: ["sg-a", "sg-b"] }] }),
    ),
  );

  test.each(["XML", undefined] as const)(
    "is the answer to V1 with Format %s, arrays as repeated elements",
    async (format) => {
      const request = signV1(
        emulator.url,
        "DescribeInstances",
        { RegionId: REGION },
        format === undefined ? {} : { format },
      );
      const { type, text } = await send(request);
      expect(type).toBe("text/xml;charset=utf-8");
      expect(text).toContain("<DescribeInstancesResponse><RequestId>");
      expect(text).toContain(
        "<SecurityGroupIds><SecurityGroupId>sg-a</SecurityGroupId><SecurityGroupId>sg-b</SecurityGroupId></SecurityGroupIds>",
      );
    },
  );

  test("of a write holds the request id and nothing else", async () => {
    const { text } = await send(
      signV1(emulator.url, "LeaveSecurityGroup", { InstanceId: "i-1", SecurityGroupId: "sg-b" }, { format: "XML" }),
    );
    expect(text).toMatch(
      /<LeaveSecurityGroupResponse><RequestId>[0-9A-F-]{36}<\/RequestId><\/LeaveSecurityGroupResponse>$/,
    );
  });

  test("carries errors with the root Error", async () => {
    const { status, text } = await send(
      signV1(emulator.url, "JoinSecurityGroup", { InstanceId: "<&>", SecurityGroupId: "sg-a" }, { format: "XML" }),
    );
    expect(status).toBe(400);
    expect(text).toContain("<Error><RequestId>");
    expect(text).toContain("<Code>InvalidInstanceId.Malformed</Code>");
  });
});

test("an error in JSON has the five documented fields", async () => {
  const { body: error } = await send(
    signV1(emulator.url, "DescribeInstanceAttribute", { InstanceId: "i-x" }, { format: "JSON" }),
  );
  expect(Object.keys(error)).toEqual(["RequestId", "HostId", "Code", "Message", "Recommend"]);
  expect(error["HostId"]).toBe(new URL(emulator.url).host);
});

describe("delayed visibility", () => {
  const lagging = world({
    groups: groups("sg-a", "sg-b"),
    instances: [{ id: "i-1", groups: ["sg-a"] }],
    visibilityDelayMs: 400,
  });
  const join = { InstanceId: "i-1", SecurityGroupId: "sg-b" };
  let clocked: Clocked;

  beforeAll(async () => {
    clocked = await startClocked(lagging);
  });
  beforeEach(() => clocked.reset(lagging));
  afterAll(() => clocked.close());

  const shown = async (): Promise<unknown> =>
    (
      (await clocked.call("DescribeInstanceAttribute", { InstanceId: "i-1" })).body["SecurityGroupIds"] as {
        SecurityGroupId: unknown;
      }
    ).SecurityGroupId;
  const total = async (groupId: string): Promise<unknown> =>
    (await clocked.call("DescribeInstances", { RegionId: REGION, SecurityGroupId: groupId })).body["TotalCount"];
  const counted = async (groupId: string): Promise<unknown> =>
    (
      (
        await clocked.call("DescribeSecurityGroups", {
          RegionId: REGION,
          SecurityGroupId: groupId,
          IsQueryEcsCount: "true",
        })
      ).body["SecurityGroups"] as { SecurityGroup: [{ EcsCount: unknown }] }
    ).SecurityGroup[0].EcsCount;

  test("reads lag behind, rules do not", async () => {
    expect(await clocked.call("JoinSecurityGroup", join)).toMatchObject({ status: 200 });
    clocked.pass(399);
    expect(await shown()).toEqual(["sg-a"]);
    expect([await total("sg-b"), await counted("sg-b")]).toEqual([0, 0]);
    const again = await clocked.call("JoinSecurityGroup", join);
    expect(again.body["Code"]).toBe("InvalidInstanceId.AlreadyExists");
    clocked.pass(1);
    expect(await shown()).toEqual(["sg-a", "sg-b"]);
    expect([await total("sg-b"), await counted("sg-b")]).toEqual([1, 1]);
  });
});

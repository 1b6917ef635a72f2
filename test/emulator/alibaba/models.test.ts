import Ecs, * as models from "@alicloud/ecs20140526";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import { type Emulator, startEmulator } from "../../../emulator";
import { groups, REGION, world } from "./world";

/** The official typed client parses every answer into its models: a misnamed field would be lost, and undefined here. */
let emulator: Emulator;
let ecs: Ecs;

const initial = world({
  groups: [...groups("sg-a", "sg-b", "sg-c"), { id: "sg-advanced", type: "enterprise" }],
  instances: [{ id: "i-1", groups: ["sg-b", "sg-a"], locked: true, primaryInterfaceId: "eni-1" }, { id: "i-2" }],
  interfaces: [{ id: "eni-2", instanceId: "i-1", groups: ["sg-c"] }],
});

beforeAll(async () => {
  emulator = await startEmulator({ world: initial });
  ecs = new Ecs(
    new $OpenApiUtil.Config({
      endpoint: emulator.url.replace("http://", ""),
      protocol: "http",
      regionId: REGION,
      accessKeyId: "key",
      accessKeySecret: "secret",
    }),
  );
});
beforeEach(() => emulator.replaceWorld(initial));
afterAll(() => emulator.close());

test("DescribeInstances", async () => {
  const { body } = await ecs.describeInstances(
    new models.DescribeInstancesRequest({ regionId: REGION, instanceIds: '["i-1"]', maxResults: 10 }),
  );
  const instance = body?.instances?.instance?.[0];
  expect(instance).toMatchObject({
    instanceId: "i-1",
    status: "Running",
    regionId: REGION,
    instanceNetworkType: "vpc",
    securityGroupIds: { securityGroupId: ["sg-b", "sg-a"] },
    operationLocks: { lockReason: [{ lockReason: "security" }] },
    networkInterfaces: {
      networkInterface: expect.arrayContaining([expect.objectContaining({ networkInterfaceId: "eni-1" })]) as unknown,
    },
  });
  expect(instance?.vpcAttributes?.vpcId).toMatch(/^vpc-/);
  expect(body?.requestId).toMatch(/\S/);
});

test("DescribeInstanceAttribute", async () => {
  const { body } = await ecs.describeInstanceAttribute(
    new models.DescribeInstanceAttributeRequest({ instanceId: "i-1" }),
  );
  expect(body).toMatchObject({
    instanceId: "i-1",
    status: "Running",
    securityGroupIds: { securityGroupId: ["sg-b", "sg-a"] },
    operationLocks: { lockReason: [{ lockReason: "security" }] },
  });
  expect(body?.vpcAttributes?.vpcId).toMatch(/^vpc-/);
});

test("DescribeNetworkInterfaces", async () => {
  const { body } = await ecs.describeNetworkInterfaces(
    new models.DescribeNetworkInterfacesRequest({ regionId: REGION, networkInterfaceId: ["eni-2"] }),
  );
  const found = body?.networkInterfaceSets?.networkInterfaceSet?.[0];
  expect(found).toMatchObject({
    networkInterfaceId: "eni-2",
    type: "Secondary",
    status: "InUse",
    instanceId: "i-1",
    serviceManaged: false,
    securityGroupIds: { securityGroupId: ["sg-c"] },
  });
  expect(found?.vpcId).toMatch(/^vpc-/);
});

test("DescribeSecurityGroups, a page at a time", async () => {
  const seen: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const { body } = await ecs.describeSecurityGroups(
      new models.DescribeSecurityGroupsRequest({ regionId: REGION, maxResults: 2, ...(nextToken && { nextToken }) }),
    );
    seen.push(
      ...(body?.securityGroups?.securityGroup ?? []).map(
        (group) => `${group.securityGroupId} ${group.securityGroupType}`,
      ),
    );
    expect(body?.securityGroups?.securityGroup?.[0]?.vpcId).toMatch(/^vpc-/);
    nextToken = body?.nextToken || undefined;
  } while (nextToken !== undefined);
  expect(seen).toEqual(["sg-a normal", "sg-b normal", "sg-c normal", "sg-advanced enterprise"]);
});

test("DescribeSecurityGroupAttribute", async () => {
  const { body } = await ecs.describeSecurityGroupAttribute(
    new models.DescribeSecurityGroupAttributeRequest({ regionId: REGION, securityGroupId: "sg-a" }),
  );
  expect(body).toMatchObject({ securityGroupId: "sg-a", regionId: REGION });
  expect(body?.vpcId).toMatch(/^vpc-/);
});

test("the writes answer with a request's ID", async () => {
  const join = await ecs.joinSecurityGroup(
    new models.JoinSecurityGroupRequest({ regionId: REGION, instanceId: "i-2", securityGroupId: "sg-a" }),
  );
  const joinInterface = await ecs.joinSecurityGroup(
    new models.JoinSecurityGroupRequest({ regionId: REGION, networkInterfaceId: "eni-2", securityGroupId: "sg-b" }),
  );
  const set = await ecs.modifyInstanceAttribute(
    new models.ModifyInstanceAttributeRequest({ instanceId: "i-2", securityGroupIds: ["sg-b", "sg-c"] }),
  );
  const setInterface = await ecs.modifyNetworkInterfaceAttribute(
    new models.ModifyNetworkInterfaceAttributeRequest({
      regionId: REGION,
      networkInterfaceId: "eni-2",
      securityGroupId: ["sg-a"],
    }),
  );
  for (const { body } of [join, joinInterface, set, setInterface]) expect(body?.requestId).toMatch(/\S/);
  const left = await ecs.leaveSecurityGroup(
    new models.LeaveSecurityGroupRequest({ regionId: REGION, instanceId: "i-2", securityGroupId: "sg-c" }),
  );
  expect(left.body?.requestId).toMatch(/\S/);
  expect(emulator.world.alicloud.regions[REGION]?.instances.find(({ id }) => id === "i-2")?.groups).toEqual(["sg-b"]);
});

import { associate, disassociate, modify } from "./cases";
import { startClocked, type Clocked } from "./clocked";
import { groups, REGION, world } from "./world";

const DELAY = 3000;
const slow = world({
  groups: groups("sg-a", "sg-b", "sg-c"),
  instances: [
    { id: "ins-1", groups: ["sg-a"] },
    { id: "ins-2", groups: ["sg-a"] },
  ],
  interfaces: [{ id: "eni-1", groups: ["sg-a"] }],
  visibilityDelayMs: DELAY,
});

let cloud: Clocked;

beforeAll(async () => {
  cloud = await startClocked(slow);
});
afterAll(() => cloud.close());
beforeEach(() => cloud.reset(slow));

const NONE = {
  LatestOperation: null,
  LatestOperationState: null,
  LatestOperationRequestId: null,
  LatestOperationErrorMsg: null,
};

async function shown(id: string): Promise<Record<string, unknown> | undefined> {
  const { body } = await cloud.call("DescribeInstances", { InstanceIds: [id] });
  return (body["InstanceSet"] as Record<string, unknown>[])[0];
}

async function start({ action, parameters }: ReturnType<typeof associate | typeof modify>) {
  return cloud.call(action, parameters);
}

test("an instance that nobody touched has no latest operation", async () => {
  expect(await shown("ins-1")).toMatchObject({ ...NONE, SecurityGroupIds: ["sg-a"] });
});

test.each([
  ["AssociateSecurityGroups", associate(["ins-1"], "sg-b"), ["sg-a", "sg-b"]],
  ["ModifyInstancesAttribute", modify(["ins-1"], "sg-c", "sg-b"), ["sg-c", "sg-b"]],
])("%s is OPERATING until its effect shows, then SUCCESS", async (action, write, after) => {
  const { body } = await start(write);
  const operation = {
    LatestOperation: action,
    LatestOperationRequestId: body["RequestId"],
    LatestOperationErrorMsg: null,
  };
  cloud.pass(DELAY - 1);
  expect(await shown("ins-1")).toMatchObject({
    ...operation,
    LatestOperationState: "OPERATING",
    SecurityGroupIds: ["sg-a"],
  });
  expect(await shown("ins-2")).toMatchObject(NONE);
  cloud.pass(1);
  expect(await shown("ins-1")).toMatchObject({
    ...operation,
    LatestOperationState: "SUCCESS",
    SecurityGroupIds: after,
  });
});

test("without a delay an operation has succeeded at once", async () => {
  cloud.reset(world({ groups: groups("sg-a", "sg-b"), instances: [{ id: "ins-1", groups: ["sg-a"] }] }));
  await start(associate(["ins-1"], "sg-b"));
  expect(await shown("ins-1")).toMatchObject({ LatestOperationState: "SUCCESS", SecurityGroupIds: ["sg-a", "sg-b"] });
  expect(await start(disassociate(["ins-1"], "sg-b"))).toMatchObject({ code: undefined });
});

describe("while an operation is in progress", () => {
  beforeEach(async () => {
    expect(await start(associate(["ins-1"], "sg-b"))).toMatchObject({ code: undefined });
  });

  test.each([
    ["the same once more", associate(["ins-1"], "sg-b"), "MutexOperation.TaskRunning"],
    ["another group", associate(["ins-1"], "sg-c"), "OperationDenied.InstanceOperationInProgress"],
    ["the opposite", disassociate(["ins-1"], "sg-b"), "OperationDenied.InstanceOperationInProgress"],
    ["the whole set", modify(["ins-1"], "sg-c"), "OperationDenied.InstanceOperationInProgress"],
    [
      "a batch with another instance",
      associate(["ins-2", "ins-1"], "sg-c"),
      "OperationDenied.InstanceOperationInProgress",
    ],
  ])("%s is refused, and nothing is written", async (_what, write, code) => {
    expect(await start(write)).toMatchObject({ status: 200, code });
    expect(cloud.groupsOf("ins-1")).toEqual(["sg-a", "sg-b"]);
    expect(cloud.groupsOf("ins-2")).toEqual(["sg-a"]);
    cloud.pass(DELAY);
    expect(await start(write)).toMatchObject({ code: undefined });
  });

  test("another instance is not concerned", async () => {
    expect(await start(associate(["ins-2"], "sg-b"))).toMatchObject({ code: undefined });
  });

  test("the filter by group goes by what shows", async () => {
    const inGroup = async (): Promise<unknown> => {
      const filter = { Filters: [{ Name: "security-group-id", Values: ["sg-b"] }] };
      return (await cloud.call("DescribeInstances", filter)).body["TotalCount"];
    };
    expect(await inGroup()).toBe(0);
    cloud.pass(DELAY);
    expect(await inGroup()).toBe(1);
  });

  test("a world that is put in its place knows of no operation", async () => {
    cloud.reset(slow);
    expect(await shown("ins-1")).toMatchObject(NONE);
    expect(await start(associate(["ins-1"], "sg-c"))).toMatchObject({ code: undefined });
  });
});

test("the same set once more is an identical job, also in a batch", async () => {
  await start(modify(["ins-1", "ins-2"], "sg-b"));
  expect(await start(modify(["ins-2"], "sg-b"))).toMatchObject({ code: "MutexOperation.TaskRunning" });
  expect(await start(modify(["ins-2"], "sg-c"))).toMatchObject({
    code: "OperationDenied.InstanceOperationInProgress",
  });
});

test("a write that changes nothing is an operation too", async () => {
  await start(associate(["ins-1"], "sg-a"));
  expect(await shown("ins-1")).toMatchObject({ LatestOperationState: "OPERATING", SecurityGroupIds: ["sg-a"] });
});

test("an interface's writes lag in reads, and block nothing", async () => {
  const groupsShown = async (): Promise<unknown> => {
    const { body } = await cloud.call("DescribeNetworkInterfaces", { NetworkInterfaceIds: ["eni-1"] });
    return (body["NetworkInterfaceSet"] as { GroupSet: unknown }[])[0]?.GroupSet;
  };
  const write = { NetworkInterfaceIds: ["eni-1"], SecurityGroupIds: ["sg-b"] };
  for (let time = 0; time < 2; time += 1) {
    expect(await cloud.call("AssociateNetworkInterfaceSecurityGroups", write)).toMatchObject({ code: undefined });
  }
  expect(await groupsShown()).toEqual(["sg-a"]);
  cloud.pass(DELAY);
  expect(await groupsShown()).toEqual(["sg-a", "sg-b"]);
});

test("drift made behind everybody's back shows at once", async () => {
  cloud.machine.setGroups({ cloud: "tencentcloud", region: REGION, targetId: "ins-1", groups: ["sg-c"] });
  expect(await shown("ins-1")).toMatchObject({ ...NONE, SecurityGroupIds: ["sg-c"] });
});

test("a stale read shows groups and operation as before the latest write", async () => {
  const first = await start(associate(["ins-1"], "sg-b"));
  cloud.pass(DELAY);
  await start(associate(["ins-1"], "sg-c"));
  cloud.pass(DELAY);
  cloud.setFaults({ kind: "staleRead", times: 1 });
  expect(await shown("ins-1")).toMatchObject({
    SecurityGroupIds: ["sg-a", "sg-b"],
    LatestOperationState: "SUCCESS",
    LatestOperationRequestId: first.body["RequestId"],
  });
  expect(await shown("ins-1")).toMatchObject({ SecurityGroupIds: ["sg-a", "sg-b", "sg-c"] });
});

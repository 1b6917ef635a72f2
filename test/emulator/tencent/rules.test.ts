import { associate, cases, common, disassociate, inState, modify } from "./cases";
import { associateInterfaces, disassociateInterfaces, modifyInterface } from "./cases";
import { startClocked, type Clocked } from "./clocked";
import { names, world } from "./world";

let cloud: Clocked;

beforeAll(async () => {
  cloud = await startClocked(common);
});
afterAll(() => cloud.close());

describe("a broken rule is refused with its code and changes nothing", () => {
  test.each(cases)("$what", async ({ action, parameters, options, code, in: given }) => {
    cloud.reset(given ?? common);
    const before = cloud.machine.world;
    const answer = await cloud.call(action, parameters, options);
    expect(answer).toMatchObject({ status: 200, type: "application/json", code });
    expect(answer.body["RequestId"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(cloud.machine.world).toEqual(before);
  });
});

describe("what the rules allow", () => {
  beforeEach(() => cloud.reset(common));

  const done = async ({ action, parameters }: ReturnType<typeof associate | typeof modify>): Promise<void> => {
    const { body, code } = await cloud.call(action, parameters);
    expect(code).toBeUndefined();
    expect(Object.keys(body)).toEqual(["RequestId"]);
  };
  const doneInterfaces = async (write: { action: string; parameters: Record<string, unknown> }): Promise<void> => {
    expect(await cloud.call(write.action, write.parameters)).toMatchObject({ code: undefined });
  };

  test.each(["ins-1", inState("STOPPED"), inState("LAUNCH_FAILED"), inState("STOPPING"), inState("RESCUE_MODE")])(
    "%s joins behind its groups and leaves again",
    async (id) => {
      await done(associate([id], "sg-c"));
      expect(cloud.groupsOf(id)).toEqual(["sg-a", "sg-b", "sg-c"]);
      await done(disassociate([id], "sg-a"));
      expect(cloud.groupsOf(id)).toEqual(["sg-b", "sg-c"]);
    },
  );

  test("who is in a group already keeps its place there", async () => {
    await done(associate(["ins-1", "ins-last"], "sg-a"));
    expect(cloud.groupsOf("ins-1")).toEqual(["sg-a", "sg-b"]);
    await done(associate(["ins-limit"], "sg-a"));
    await done(associate(["ins-first"], "sg-full"));
  });

  test("who is not in a group may leave it, even with only one group of its own", async () => {
    await done(disassociate(["ins-1", "ins-last", "ins-none-at-all"], "sg-c"));
    expect(cloud.groupsOf("ins-last")).toEqual(["sg-a"]);
  });

  test("a hundred instances join in one call, and one given twice counts once", async () => {
    const ids = names("ins", 100);
    cloud.reset(
      world({ groups: [{ id: "sg-a" }, { id: "sg-b", capacity: 100 }], instances: ids.map((id) => ({ id })) }),
    );
    await done(associate(ids, "sg-b"));
    expect(ids.map((id) => cloud.groupsOf(id))).toEqual(ids.map(() => ["sg-b"]));
    await done(associate(["ins-1", "ins-1"], "sg-a"));
    expect(cloud.groupsOf("ins-1")).toEqual(["sg-b", "sg-a"]);
  });

  test("a group that is full takes another once one has left", async () => {
    await done(modify(["ins-first"], "sg-a", "sg-full"));
    await done(disassociate(["ins-first"], "sg-full"));
    await done(associate(["ins-1"], "sg-full"));
  });

  test("the whole set is replaced in the given order", async () => {
    await done(modify(["ins-1", "ins-2"], "sg-c", "sg-a"));
    expect(cloud.groupsOf("ins-1")).toEqual(["sg-c", "sg-a"]);
    expect(cloud.groupsOf("ins-2")).toEqual(["sg-c", "sg-a"]);
  });

  test("a target over its limit may stay so, in another order and by leaving, and takes no more", async () => {
    const over = ["sg-a", "sg-b", "sg-c"];
    cloud.reset(
      world({
        groups: [...over, "sg-d"].map((id) => ({ id })),
        instances: [{ id: "ins-1", groups: over, groupLimit: 1 }],
      }),
    );
    await done(modify(["ins-1"], "sg-c", "sg-b", "sg-a"));
    await done(disassociate(["ins-1"], "sg-b"));
    expect(cloud.groupsOf("ins-1")).toEqual(["sg-c", "sg-a"]);
    expect(await cloud.call("AssociateSecurityGroups", associate(["ins-1"], "sg-d").parameters)).toMatchObject({
      code: "LimitExceeded.AssociateUSGLimitExceeded",
    });
  });

  test("an attribute that is no group changes nothing", async () => {
    expect(await cloud.call("ModifyInstancesAttribute", { InstanceIds: ["ins-1"], InstanceName: "x" })).toMatchObject({
      code: undefined,
    });
    const parameters = { NetworkInterfaceId: "eni-primary", NetworkInterfaceName: "x", TrunkingFlag: null };
    expect(await cloud.call("ModifyNetworkInterfaceAttribute", parameters)).toMatchObject({ code: undefined });
    expect(cloud.groupsOf("ins-1")).toEqual(["sg-a", "sg-b"]);
  });

  test("interfaces join and leave many groups at once, their instance stays as it is", async () => {
    await doneInterfaces(associateInterfaces(["eni-1", "eni-2"], "sg-d", "sg-b", "sg-c"));
    expect(cloud.groupsOf("eni-1")).toEqual(["sg-a", "sg-b", "sg-d", "sg-c"]);
    expect(cloud.groupsOf("eni-2")).toEqual(["sg-a", "sg-d", "sg-b", "sg-c"]);
    await doneInterfaces(disassociateInterfaces(["eni-1", "eni-2"], "sg-a", "sg-d", "sg-f"));
    expect(cloud.groupsOf("eni-1")).toEqual(["sg-b", "sg-c"]);
    expect(cloud.groupsOf("eni-2")).toEqual(["sg-b", "sg-c"]);
    expect(cloud.groupsOf("ins-1")).toEqual(["sg-a", "sg-b"]);
  });

  test("an interface may leave its last group", async () => {
    await doneInterfaces(disassociateInterfaces(["eni-2"], "sg-a"));
    expect(cloud.groupsOf("eni-2")).toEqual([]);
    await doneInterfaces(modifyInterface("eni-1"));
    expect(cloud.groupsOf("eni-1")).toEqual([]);
  });

  test("an interface's whole set is replaced in the given order", async () => {
    await doneInterfaces(modifyInterface("eni-1", "sg-c", "sg-a", "sg-c"));
    expect(cloud.groupsOf("eni-1")).toEqual(["sg-c", "sg-a"]);
  });

  test.each(["GET", "POST"])("a %s says the same", async (method) => {
    const { action, parameters } = associate(["ins-1", "ins-2"], "sg-c");
    expect(await cloud.call(action, parameters, { method })).toMatchObject({ code: undefined });
    expect([cloud.groupsOf("ins-1"), cloud.groupsOf("ins-2")]).toEqual([
      ["sg-a", "sg-b", "sg-c"],
      ["sg-a", "sg-b", "sg-c"],
    ]);
    const other = { InstanceIds: ["ins-1"], DisableApiTermination: true };
    expect(await cloud.call("ModifyInstancesAttribute", other, { method })).toMatchObject({ code: undefined });
  });
});

test("a region's groups and instances are its own", async () => {
  cloud.reset(common);
  const { action, parameters } = associate(["ins-1"], "sg-c");
  expect(await cloud.call(action, parameters, { region: "ap-empty" })).toMatchObject({
    code: "InvalidSecurityGroupId.NotFound",
  });
});

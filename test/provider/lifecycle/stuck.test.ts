/** Targets whose state refuses a change: one that passes is waited for, one that does not ends at once, and both are named. */
import type { CloudId, CloudInput, Fault } from "../../../emulator";
import { create } from "../../../provider/lifecycle/create";
import { remove } from "../../../provider/lifecycle/delete";
import { type Emulated, emulated } from "./emulated";

type Region = NonNullable<CloudInput["regions"]>[string];
type Instance = NonNullable<Region["instances"]>[number];
type NetworkInterface = NonNullable<Region["networkInterfaces"]>[number];

let cloud: Emulated;
afterEach(() => cloud.close());

interface Case {
  readonly cloud: CloudId;
  /** The prefix of the groups that the target is in, `-a` and `-b`. */
  readonly group: string;
  readonly target: string;
  readonly state: Partial<Omit<Instance & NetworkInterface, "id">>;
  /** How the cloud refuses, where the emulator does not by itself. */
  readonly refusal?: Omit<Fault, "cloud" | "kind">;
  /** What the error says of the target. */
  readonly says: string;
}

async function start({ cloud: name, group, target, state, refusal }: Omit<Case, "says">): Promise<void> {
  const it = { id: target, groups: [`${group}-a`, `${group}-b`], ...state };
  cloud = await emulated(name, {
    securityGroups: ["a", "b", "c"].map((each) => ({ id: `${group}-${each}` })),
    ...(target.startsWith("eni-")
      ? { networkInterfaces: [it], instances: [{ id: hostOf(name) }] }
      : { instances: [it] }),
  });
  if (refusal) cloud.setFaults({ kind: "error", ...refusal });
}

function hostOf(name: CloudId): string {
  return name === "tencentcloud" ? "ins-host" : "i-host";
}

const writes = /^(Join|Leave|Associate|Disassociate|bind|unbind|setInterface)/;

const stuck: readonly Case[] = [
  {
    cloud: "alicloud",
    group: "sg",
    target: "eni-1",
    state: { status: "Deleting" },
    says: "Network interface eni-1 is Deleting, which does not pass by itself. Run it again once it is gone",
  },
  {
    cloud: "alicloud",
    group: "sg",
    target: "i-1",
    state: { locked: true },
    refusal: { action: "LeaveSecurityGroup", code: "IncorrectInstanceStatus" },
    says: "Instance i-1 is locked (security). Have the lock lifted",
  },
  {
    cloud: "tencentcloud",
    group: "sg",
    target: "ins-1",
    state: { status: "ISOLATING" },
    says: "Instance ins-1 is ISOLATING, which does not pass by itself. Bring it back and run it again",
  },
  {
    cloud: "tencentcloud",
    group: "sg",
    target: "ins-1",
    state: { status: "TERMINATED" },
    refusal: { action: "DisassociateSecurityGroups", code: "UnsupportedOperation.InstanceStateTerminated" },
    says: "Instance ins-1 is TERMINATED, which does not pass by itself. Bring it back and run it again",
  },
  {
    cloud: "tencentcloud",
    group: "sg",
    target: "eni-1",
    state: { status: "DELETING" },
    says: "Network interface eni-1 is DELETING, which does not pass by itself. Run it again once it is gone",
  },
  ...["Expired", "Recycled"].map((status) => ({
    cloud: "baiducloud" as const,
    group: "g",
    target: "i-1",
    state: { status },
    refusal: { action: "unbind", code: "OperationDenied" },
    says: `Instance i-1 is ${status}, which does not pass by itself. Bring it back and run it again`,
  })),
  {
    cloud: "baiducloud",
    group: "esg",
    target: "i-1",
    state: { status: "Recycled" },
    refusal: { action: "unbindSecurityGroups", code: "OperationDenied" },
    says: "Instance i-1 is Recycled, which does not pass by itself. Bring it back and run it again",
  },
  {
    cloud: "baiducloud",
    group: "g",
    target: "i-1",
    state: { status: "Error" },
    says: "Instance i-1 is Error, which does not pass by itself. Bring it back and run it again",
  },
];

test.each(stuck)("$cloud: leaving $target that is $state ends at once and names the state", async (one) => {
  await start(one);
  const leaving = remove(cloud.inputs(`${one.group}-b`, one.target), cloud.session);
  await expect(leaving).rejects.toThrow(one.says);
  expect(cloud.elapsedMs()).toBeLessThan(5_000); // of the test's own clock
  expect(cloud.actions().filter((action) => writes.test(action))).toHaveLength(1);
  expect(cloud.groupsOf(one.target)).toEqual([`${one.group}-a`, `${one.group}-b`]);
});

const passing: readonly Omit<Case, "says">[] = [
  {
    cloud: "alicloud",
    group: "sg",
    target: "i-1",
    state: { status: "Stopping" },
  },
  {
    cloud: "alicloud",
    group: "sg",
    target: "eni-1",
    state: { status: "Detaching", instanceId: "i-host" },
  },
  {
    cloud: "tencentcloud",
    group: "sg",
    target: "ins-1",
    state: { status: "PENDING" },
  },
  {
    cloud: "tencentcloud",
    group: "sg",
    target: "eni-1",
    state: { status: "DETACHING", instanceId: "ins-host" },
  },
  {
    cloud: "baiducloud",
    group: "g",
    target: "i-1",
    state: { status: "ChangeVpc" },
  },
  {
    cloud: "baiducloud",
    group: "esg",
    target: "i-1",
    state: { status: "Scaling" },
  },
  {
    cloud: "baiducloud",
    group: "g",
    target: "eni-1",
    state: { status: "detaching", instanceId: "i-host" },
  },
];

describe.each(passing)("$cloud: $target that is $state", (one) => {
  const isInterface = one.target.startsWith("eni-");
  const what = `${isInterface ? "network interface" : "instance"} ${one.target}`;
  const wayOut = isInterface ? "attach or detach the network interface again" : "start or stop the instance";

  test.each(["leave", "join"] as const)(
    "is waited for in a %s, and the error names its state and way out",
    async (step) => {
      await start(one);
      const inputs = cloud.inputs(`${one.group}-${step === "join" ? "c" : "b"}`, one.target, { timeoutSeconds: 30 });
      const error: unknown = await (step === "join" ? create : remove)(inputs, cloud.session).catch((e: unknown) => e);
      const message = error instanceof Error ? error.message : "";
      expect(message).toContain(`was still ${one.state.status} after 30 s (timeoutSeconds).`);
      expect(message).toContain(`cannot ${step === "join" ? "join" : "take"} ${what}`);
      expect(message).toContain(wayOut);
      if (isInterface) expect(message).not.toMatch(/\b(an|the) instance\b/i);
      expect(cloud.elapsedMs()).toBeGreaterThanOrEqual(30_000);
      expect(cloud.groupsOf(one.target)).toEqual([`${one.group}-a`, `${one.group}-b`]);
    },
  );
});

test.each([
  {
    cloud: "baiducloud" as const,
    group: "g",
    target: "i-1",
    state: {},
    code: "SecurityGroup.ExpiredInstanceForbiddenBind",
    actions: { join: "bind", leave: "unbind" },
  },
  {
    cloud: "tencentcloud" as const,
    group: "sg",
    target: "ins-1",
    state: {},
    code: "UnsupportedOperation.InstanceStateTerminating",
    actions: { join: "AssociateSecurityGroups", leave: "DisassociateSecurityGroups" },
  },
])("$cloud: $code does not pass by itself, whatever the target looks like", async ({ code, actions, ...one }) => {
  await start(one);
  for (const step of ["join", "leave"] as const) {
    cloud.setFaults({ kind: "error", code, action: actions[step] });
    const inputs = cloud.inputs(`${one.group}-${step === "join" ? "c" : "b"}`, one.target);
    await expect((step === "join" ? create : remove)(inputs, cloud.session)).rejects.toThrow(code);
  }
  expect(cloud.elapsedMs()).toBeLessThan(5_000); // of the test's own clock
});

test("a target that goes while it is waited for is left", async () => {
  await start({ cloud: "alicloud", group: "sg", target: "i-1", state: {} });
  cloud.setFaults({ kind: "error", action: "LeaveSecurityGroup", code: "IncorrectInstanceStatus", targetId: "i-gone" });
  await expect(remove(cloud.inputs("sg-b", "i-gone"), cloud.session)).resolves.toBe(false);
});

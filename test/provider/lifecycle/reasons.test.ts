/** Everything that stands against a membership is told at once, in the preview and when it is joined. */
import { create } from "../../../provider/lifecycle/create";
import { preflight } from "../../../provider/lifecycle/preflight";
import type { Inputs } from "../../../provider/model/inputs";
import { type Emulated, emulated } from "./emulated";

let cloud: Emulated;
afterEach(() => cloud.close());

async function inPreview(inputs: Inputs): Promise<string> {
  const declared = [{ urn: "urn", inputs, kept: false }];
  const session = { ...cloud.session, hasRegionalHost: () => true };
  const { violations, notices } = await preflight(declared, () => Promise.resolve(new Map()), session);
  expect(notices).toEqual([]);
  return violations.get("urn") ?? "";
}

async function inUp(inputs: Inputs): Promise<string> {
  const error: unknown = await create(inputs, cloud.session).catch((thrown: unknown) => thrown);
  return error instanceof Error ? error.message : "";
}

const steps = [
  ["in a preview", inPreview],
  ["in an up", inUp],
] as const;

const worlds = [
  { name: "alicloud", group: "sg", instance: "i", deleting: "Deleting" },
  { name: "tencentcloud", group: "sg", instance: "ins", deleting: "DELETING" },
  { name: "baiducloud", group: "g", instance: "i", deleting: undefined },
] as const;

describe.each(worlds)("$name", ({ name, group, instance, deleting }) => {
  beforeEach(async () => {
    const groups = [`${group}-a`];
    cloud = await emulated(name, {
      securityGroups: [{ id: `${group}-a` }],
      instances: [
        { id: `${instance}-locked`, groups, ...(name === "baiducloud" ? { status: "Expired" } : { locked: true }) },
      ],
      networkInterfaces: deleting === undefined ? [] : [{ id: "eni-deleting", groups, status: deleting }],
    });
  });

  test.each(steps)("a target that is gone and a group that is gone are both told %s", async (_step, ask) => {
    const message = await ask(cloud.inputs(`${group}-gone`, `${instance}-gone`));
    expect(message).toContain(`instance ${instance}-gone does not exist. Check the ID`);
    expect(message).toContain(` Also, security group ${group}-gone does not exist. Check the ID`);
  });

  test.each(steps)("a target that is locked or stuck and a group that is gone are both told %s", async (_step, ask) => {
    const message = await ask(cloud.inputs(`${group}-gone`, `${instance}-locked`));
    expect(message).toMatch(new RegExp(`instance ${instance}-locked is (locked \\(|Expired, which does not pass)`));
    expect(message).toContain(` Also, security group ${group}-gone does not exist. Check the ID`);
  });

  if (deleting !== undefined) {
    test.each(steps)("an interface that goes and a group that is gone are both told %s", async (_step, ask) => {
      const message = await ask(cloud.inputs(`${group}-gone`, "eni-deleting"));
      expect(message).toContain(`network interface eni-deleting is ${deleting}, which does not pass by itself.`);
      expect(message).toContain(` Also, security group ${group}-gone does not exist. Check the ID`);
    });
  }

  test.each(steps)("one reason is told once, and with one advice, %s", async (_step, ask) => {
    const message = await ask(cloud.inputs(`${group}-a`, `${instance}-gone`));
    expect(message).not.toContain("Also");
    expect(message.match(/Check|remove the membership/g)).toEqual(["Check", "remove the membership"]);
  });
});

test.each(steps)("a lock, another VPC and another type are all told %s", async (_step, ask) => {
  cloud = await emulated("alicloud", {
    securityGroups: [
      { id: "sg-a", vpcId: "vpc-1" },
      { id: "sg-b", vpcId: "vpc-2", type: "enterprise" },
    ],
    instances: [{ id: "i-1", vpcId: "vpc-1", groups: ["sg-a"], locked: true }],
  });
  const message = await ask(cloud.inputs("sg-b", "i-1"));
  expect(message).toMatch(
    /: instance i-1 is locked \(security\)\. .* Also, the security group is in vpc-2, and instance i-1 is in vpc-1\. .* Also, the security group sg-b is of the type "advanced", .*\.$/,
  );
  expect(message.match(/Also,/g)).toHaveLength(2);
});

test.each(steps)("a primary interface is told once %s", async (_step, ask) => {
  cloud = await emulated("tencentcloud", {
    securityGroups: [{ id: "sg-a" }, { id: "sg-b" }],
    instances: [{ id: "ins-1", groups: ["sg-a"] }],
    networkInterfaces: [{ id: "eni-1", kind: "primary", instanceId: "ins-1" }],
  });
  const message = await ask(cloud.inputs("sg-b", "eni-1"));
  expect(message.match(/primary interface/g)).toHaveLength(1);
});

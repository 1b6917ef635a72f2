import { Example } from "./example";

jest.setTimeout(300_000);

const region = "cn-hangzhou";
let example: Example;

beforeAll(async () => {
  example = await Example.open("alicloud", {
    projects: ["infrastructure", "memberships"],
    world: {
      alicloud: {
        credentials: [{ id: "emulator-access-key-id", secret: "emulator-access-key-secret" }],
        regions: { [region]: {} },
      },
    },
    standIn: { cloud: "alicloud", region },
  });
  for (const project of ["infrastructure", "memberships"]) {
    await example.run(project, "config", "set", "alicloud:region", region);
  }
});
afterAll(() => example.close());

/** The groups of every instance and secondary interface. */
function groups(): Record<string, readonly string[]> {
  const { instances = [], networkInterfaces = [] } = example.emulator.world.alicloud.regions[region] ?? {};
  return Object.fromEntries([...instances, ...networkInterfaces].map((each) => [each.id, each.groups]));
}
const [base, both] = [["sg-base"], ["sg-base", "sg-monitoring"]];

test.each(["infrastructure", "memberships"])("%s type-checks against the packed package", (project) => {
  example.typeCheck(project);
});

test("two teams' stacks preview, go up, drift and heal beside each other", async () => {
  expect(await example.preview("infrastructure")).toContain("+ 10 to create");
  expect(groups()).toEqual({});
  // Nothing has an ID yet that a cloud could be asked about.
  expect(example.emulator.requests().total).toBe(0);

  await example.up("infrastructure");
  expect(groups()).toEqual({ "i-web-1": base, "i-web-2": base, "eni-web-1-data": both });

  expect(await example.preview("memberships")).toContain("+ 3 to create");
  await example.up("memberships");
  expect(groups()).toEqual({ "i-web-1": both, "i-web-2": both, "eni-web-1-data": both });

  // The refreshed list has the other team's group; its changes are ignored.
  expect(await example.up("infrastructure", "--refresh")).toContain("10 unchanged");
  expect(groups()).toEqual({ "i-web-1": both, "i-web-2": both, "eni-web-1-data": both });

  example.emulator.setGroups({ cloud: "alicloud", region, targetId: "i-web-1", groups: base });
  const drifted = await example.preview("memberships");
  expect(drifted).toContain(
    "instance i-web-1 in security group sg-monitoring (alicloud cn-hangzhou) was removed outside Pulumi; it will be joined again.",
  );
  expect(drifted).toContain("~ 1 to update");
  await example.up("memberships");
  expect(groups()).toMatchObject({ "i-web-1": both, "i-web-2": both });
});

test("changes of the inline lists have to be ignored: by hand, or by ignoreInlineSecurityGroups()", async () => {
  const program = "infrastructure/index.ts";
  example.edit(program, '{ ignoreChanges: ["securityGroups"], dependsOn: monitoring }', "{ dependsOn: monitoring }");
  example.edit(program, '{ ignoreChanges: ["securityGroupIds"], dependsOn: monitoring }', "{ dependsOn: monitoring }");
  const unguarded = await example.preview("infrastructure");
  expect(unguarded).toMatch(/alicloud:ecs:Instance +web-1 +update.*\[diff: ~securityGroups\]/);
  expect(unguarded).toContain("~ 3 to update");

  const imported = 'import { SecurityGroupMembership } from "pulumi-secgroup";';
  example.edit(
    program,
    imported,
    'import { ignoreInlineSecurityGroups, SecurityGroupMembership } from "pulumi-secgroup";\nignoreInlineSecurityGroups();',
  );
  await example.run("infrastructure", "preview", "--expect-no-changes", "--suppress-progress");
});

test("each stack's destroy takes out what it put in, and the group goes after its members", async () => {
  await example.destroy("memberships");
  expect(groups()).toEqual({ "i-web-1": base, "i-web-2": base, "eni-web-1-data": both });

  example.emulator.clearRequests();
  await example.destroy("infrastructure");
  expect(example.emulator.world.alicloud.regions[region]).toMatchObject({
    securityGroups: [],
    instances: [],
    networkInterfaces: [],
  });
  // `deletedWith`: nothing was left before it was deleted.
  expect(example.emulator.requests().byAction).not.toHaveProperty("alicloud:LeaveSecurityGroup");
});

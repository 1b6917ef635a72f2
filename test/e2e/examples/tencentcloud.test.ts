import { Example } from "./example";

jest.setTimeout(300_000);

const region = "ap-guangzhou";
const settings = ["availabilityZone=ap-guangzhou-6", "instanceType=S5.MEDIUM4", "imageId=img-1"];
let example: Example;

beforeAll(async () => {
  example = await Example.open("tencentcloud", {
    projects: ["infrastructure", "memberships"],
    world: {
      tencentcloud: {
        credentials: [{ id: "emulator-access-key-id", secret: "emulator-access-key-secret" }],
        regions: { [region]: {} },
      },
    },
    standIn: { cloud: "tencentcloud", region },
    generated: { project: "infrastructure", name: "@pulumi/tencentcloud" },
  });
  for (const project of ["infrastructure", "memberships"]) {
    const own = project === "infrastructure" ? settings : [];
    const all = [`tencentcloud:region=${region}`, ...own].flatMap((each) => ["--plaintext", each]);
    await example.run(project, "config", "set-all", ...all);
  }
});
afterAll(() => example.close());

/** The groups of every instance and secondary interface. */
function groups(): Record<string, readonly string[]> {
  const { instances = [], networkInterfaces = [] } = example.emulator.world.tencentcloud.regions[region] ?? {};
  return Object.fromEntries([...instances, ...networkInterfaces].map((each) => [each.id, each.groups]));
}
const [base, both] = [["sg-base"], ["sg-base", "sg-monitoring"]];

test.each(["infrastructure", "memberships"])("%s type-checks against the packed package", (project) => {
  example.typeCheck(project);
});

test("two teams' stacks preview, go up, drift and heal beside each other", async () => {
  expect(await example.preview("infrastructure")).toContain("+ 10 to create");
  expect(groups()).toEqual({});

  await example.up("infrastructure");
  expect(groups()).toEqual({ "ins-web-1": base, "ins-web-2": base, "eni-web-1-data": both });

  expect(await example.preview("memberships")).toContain("+ 3 to create");
  await example.up("memberships");
  expect(groups()).toEqual({ "ins-web-1": both, "ins-web-2": both, "eni-web-1-data": both });

  // The refreshed list has the other team's group; its changes are ignored.
  expect(await example.up("infrastructure", "--refresh")).toContain("10 unchanged");
  expect(groups()).toEqual({ "ins-web-1": both, "ins-web-2": both, "eni-web-1-data": both });

  example.emulator.setGroups({ cloud: "tencentcloud", region, targetId: "ins-web-1", groups: base });
  const drifted = await example.preview("memberships");
  expect(drifted).toContain(
    "instance ins-web-1 in security group sg-monitoring (tencentcloud ap-guangzhou) was removed outside Pulumi",
  );
  expect(drifted).toContain("~ 1 to update");
  await example.up("memberships");
  expect(groups()).toEqual({ "ins-web-1": both, "ins-web-2": both, "eni-web-1-data": both });
});

test("each stack's destroy takes out what it put in, and the group goes after its members", async () => {
  await example.destroy("memberships");
  expect(groups()).toEqual({ "ins-web-1": base, "ins-web-2": base, "eni-web-1-data": both });

  await example.destroy("infrastructure");
  expect(example.emulator.world.tencentcloud.regions[region]).toMatchObject({
    securityGroups: [],
    instances: [],
    networkInterfaces: [],
  });
});

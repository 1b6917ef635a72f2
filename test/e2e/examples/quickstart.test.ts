import { groupsIn } from "../stack";
import { Example } from "./example";

jest.setTimeout(300_000);

let example: Example;
beforeAll(async () => {
  example = await Example.open("quickstart", { projects: ["."] });
});
afterAll(() => example.close());

const before = { "i-web1": ["sg-base"], "i-web2": ["sg-base"] };
const declared = { "i-web1": ["sg-base", "sg-monitoring", "sg-web"], "i-web2": ["sg-base", "sg-web"] };
const groups = () =>
  Object.fromEntries(Object.entries(groupsIn(example.emulator)).map(([id, names]) => [id, [...names].sort()]));

test("it type-checks against the packed package", () => {
  example.typeCheck();
});

test("it previews, goes up, drifts, heals and is destroyed as its README says", async () => {
  expect(await example.preview()).toContain("+ 4 to create");
  expect(groups()).toEqual(before);

  await example.up();
  expect(groups()).toEqual(declared);

  example.emulator.setGroups({ cloud: "alicloud", region: "cn-hangzhou", targetId: "i-web1", groups: ["sg-base"] });
  const drifted = await example.preview();
  expect(drifted).toContain(
    "instance i-web1 in security group sg-web (alicloud cn-hangzhou) was removed outside Pulumi",
  );
  expect(drifted).toContain("~ 2 to update");

  await example.up();
  expect(groups()).toEqual(declared);

  // Other IDs come from the configuration.
  await example.run(".", "config", "set", "--path", "members.sg-monitoring[0]", "i-web2");
  await example.up();
  expect(groups()).toEqual({ "i-web1": ["sg-base"], "i-web2": ["sg-base", "sg-monitoring"] });

  await example.destroy();
  expect(groups()).toEqual(before);
});

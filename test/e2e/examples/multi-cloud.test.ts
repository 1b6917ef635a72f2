import type { CloudId } from "../../../emulator";
import { Example } from "./example";

jest.setTimeout(300_000);

let example: Example;
beforeAll(async () => {
  example = await Example.open("multi-cloud", { projects: ["."] });
});
afterAll(() => example.close());

/** What the example's table names: where, the instance, its interface, and the groups that they are put into. */
const places: readonly { cloud: CloudId; region: string; instance: string; prefix: string }[] = [
  { cloud: "alicloud", region: "cn-hangzhou", instance: "i-web1", prefix: "sg" },
  { cloud: "tencentcloud", region: "ap-guangzhou", instance: "ins-web1", prefix: "sg" },
  { cloud: "baiducloud", region: "bj", instance: "i-web1", prefix: "g" },
];
const networkInterface = "eni-web1-data";

function groups() {
  return places.map(({ cloud, region, instance }) => {
    const { instances = [], networkInterfaces = [] } = example.emulator.world[cloud].regions[region] ?? {};
    const of = (target: string) => [...instances, ...networkInterfaces].find(({ id }) => id === target)?.groups;
    return [of(instance), of(networkInterface)];
  });
}
const before = places.map(({ prefix }) => [[`${prefix}-base`], [`${prefix}-base`]]);
const declared = places.map(({ prefix }) => [
  [`${prefix}-base`, `${prefix}-web`],
  [`${prefix}-base`, `${prefix}-monitoring`],
]);

test("it type-checks against the packed package", () => {
  example.typeCheck();
});

test("one table previews, goes up, drifts, heals and is destroyed on three clouds", async () => {
  expect(await example.preview()).toContain("+ 7 to create");
  expect(groups()).toEqual(before);

  await example.up();
  expect(groups()).toEqual(declared);

  for (const { cloud, region, instance, prefix } of places) {
    example.emulator.setGroups({ cloud, region, targetId: instance, groups: [`${prefix}-base`] });
  }
  const drifted = await example.preview();
  for (const { cloud, region, instance, prefix } of places) {
    expect(drifted).toContain(
      `instance ${instance} in security group ${prefix}-web (${cloud} ${region}) was removed outside Pulumi`,
    );
  }
  expect(drifted).toContain("~ 3 to update");

  await example.up();
  expect(groups()).toEqual(declared);

  await example.destroy();
  expect(groups()).toEqual(before);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { WorldInput } from "../../../emulator";
import { Example } from "./example";

jest.setTimeout(300_000);

const file = join(__dirname, "..", "..", "..", "examples", "baiducloud", "world.json");
const members = ["g-web[0]=i-web1", "g-web[1]=eni-web1-data", "esg-audit[0]=i-db1", "esg-audit[1]=eni-db1-data"];

let example: Example;
beforeAll(async () => {
  const world = JSON.parse(readFileSync(file, "utf8")) as WorldInput;
  example = await Example.open("baiducloud", { projects: ["."], world });
  await configure(["baiducloud:region=bj"]);
  await configure(members.map((member) => `members.${member}`));
});
afterAll(() => example.close());

function configure(settings: readonly string[]): Promise<string> {
  return example.run(".", "config", "set-all", "--path", ...settings.flatMap((each) => ["--plaintext", each]));
}

function groups(): Record<string, readonly string[]> {
  const { instances = [], networkInterfaces = [] } = example.emulator.world.baiducloud.regions["bj"] ?? {};
  return Object.fromEntries([...instances, ...networkInterfaces].map((each) => [each.id, [...each.groups].sort()]));
}
const before = {
  "i-web1": ["g-base"],
  "i-db1": ["esg-base"],
  "eni-web1-data": ["g-base"],
  "eni-db1-data": ["esg-base"],
};
const declared = {
  "i-web1": ["g-base", "g-web"],
  "i-db1": ["esg-audit", "esg-base"],
  "eni-web1-data": ["g-base", "g-web"],
  "eni-db1-data": ["esg-audit", "esg-base"],
};

test("it type-checks against the packed package", () => {
  example.typeCheck();
});

test("members of both types of groups preview, go up, drift, heal and leave", async () => {
  expect(await example.preview()).toContain("+ 5 to create");
  expect(groups()).toEqual(before);

  await example.up();
  expect(groups()).toEqual(declared);

  const { emulator } = example;
  emulator.setGroups({ cloud: "baiducloud", region: "bj", targetId: "i-db1", groups: ["esg-base"] });
  emulator.setGroups({ cloud: "baiducloud", region: "bj", targetId: "eni-web1-data", groups: ["g-base"] });
  // What cannot be is refused beside the rest of the plan: an instance with ordinary groups in an enterprise one.
  await configure(["members.esg-audit[2]=i-web1"]);
  const drifted = await example.fails(".", "preview", "--suppress-progress");
  expect(drifted).toContain("instance i-db1 in security group esg-audit (baiducloud bj) was removed outside Pulumi");
  expect(drifted).toContain(
    "network interface eni-web1-data in security group g-web (baiducloud bj) was removed outside",
  );
  expect(drifted).toContain("~ 2 to update");
  expect(drifted).toMatch(/baiducloud bj: cannot join instance i-web1 to security group esg-audit: .*enterprise/);

  await example.run(".", "config", "rm", "--path", "members.esg-audit[2]");
  await example.up();
  expect(groups()).toEqual(declared);

  await example.destroy();
  expect(groups()).toEqual(before);
});

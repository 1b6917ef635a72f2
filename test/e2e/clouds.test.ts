import { type CloudId, type CloudInput, type Emulator, startEmulator } from "../../emulator";
import { Stack } from "./stack";

jest.setTimeout(120_000);

interface Story {
  readonly cloud: CloudId;
  readonly region: string;
  readonly env: Readonly<Record<string, string>>;
  readonly groups: readonly [home: string, joined: string];
  readonly instance: string;
}

const stories: readonly Story[] = [
  {
    cloud: "alicloud",
    region: "cn-hangzhou",
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "dummy-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-secret" },
    groups: ["sg-home", "sg-web"],
    instance: "i-1",
  },
  {
    cloud: "tencentcloud",
    region: "ap-guangzhou",
    env: { TENCENTCLOUD_SECRET_ID: "dummy-id", TENCENTCLOUD_SECRET_KEY: "dummy-secret" },
    groups: ["sg-home", "sg-web"],
    instance: "ins-1",
  },
  {
    cloud: "baiducloud",
    region: "bj",
    env: { BCE_ACCESS_KEY_ID: "dummy-id", BCE_SECRET_ACCESS_KEY: "dummy-secret" },
    groups: ["g-home", "g-web"],
    instance: "i-1",
  },
];

describe.each(stories)("$cloud, through the engine", ({ cloud, region, env, groups: [home, joined], instance }) => {
  let emulator: Emulator;
  let stack: Stack;

  beforeEach(async () => {
    const world: CloudInput = {
      credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
      regions: {
        [region]: {
          securityGroups: [{ id: home }, { id: joined }],
          instances: [{ id: instance, groups: [home] }],
          networkInterfaces: [{ id: "eni-2", groups: [home] }],
        },
      },
    };
    emulator = await startEmulator({ world: { [cloud]: world } });
    stack = await Stack.create({ ...env, SECGROUP_ENDPOINT: emulator.url });
    stack.program(`
      const at = { cloud: "${cloud}", region: "${region}", securityGroupId: "${joined}" };
      new M("instance", { ...at, instanceId: "${instance}" });
      new M("interface", { ...at, networkInterfaceId: "eni-2" });`);
  });
  afterEach(async () => {
    await emulator.close();
    await stack.close();
  });

  const groupsNow = () => {
    const found = emulator.world[cloud].regions[region];
    const targets = [...(found?.instances ?? []), ...(found?.networkInterfaces ?? [])];
    return Object.fromEntries(
      targets.filter(({ id }) => [instance, "eni-2"].includes(id)).map((t) => [t.id, t.groups]),
    );
  };
  const both = { [instance]: [home, joined], "eni-2": [home, joined] };

  test("an instance and a network interface join, heal and leave", async () => {
    expect((await stack.preview()).text).toContain("+ 3 to create");
    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(groupsNow()).toEqual(both);
    expect(
      stack
        .memberships()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([`${cloud}/${region}/${joined}/${instance}`, `${cloud}/${region}/${joined}/eni-2`].sort());

    for (const targetId of [instance, "eni-2"]) emulator.setGroups({ cloud, region, targetId, groups: [home] });
    const drifted = await stack.preview();
    expect(drifted.text).toContain("~ 2 to update");
    expect(drifted.text).toContain(`network interface eni-2 in security group ${joined}`);

    expect(await stack.up()).toMatchObject({ code: 0 });
    expect(groupsNow()).toEqual(both);
    expect((await stack.refresh("--expect-no-changes")).code).toBe(0);
    expect(await stack.destroy()).toMatchObject({ code: 0 });
    expect(groupsNow()).toEqual({ [instance]: [home], "eni-2": [home] });
  });
});

import { type CloudInput, type Emulator, startEmulator } from "../../../emulator";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import type { Cloud } from "../../../provider/clouds/cloud";
import { registry } from "../../../provider/clouds/registry";
import type { CloudName } from "../../../provider/model/membership";

interface Case {
  readonly cloud: CloudName;
  readonly region: string;
  readonly env: Readonly<Record<string, string>>;
  readonly groups: readonly { id: string; vpcId?: string; type?: "normal" | "enterprise"; capacity?: number }[];
  readonly expected: readonly object[];
  readonly gone: string;
  readonly malformed: string;
  /** What the many groups are called. */
  readonly prefix: string;
  readonly list: string;
}

const cases: readonly Case[] = [
  {
    cloud: "alicloud",
    region: "cn-hangzhou",
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "dummy-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-secret" },
    groups: [
      { id: "sg-a", vpcId: "vpc-1", capacity: 7 },
      { id: "sg-b", vpcId: "", type: "enterprise" },
    ],
    expected: [
      { id: "sg-a", vpcId: "vpc-1", type: "basic", room: 7, managed: false },
      { id: "sg-b", vpcId: "", type: "advanced" },
    ],
    gone: "sg-gone",
    malformed: "!",
    prefix: "sg-",
    list: "alicloud:DescribeSecurityGroups",
  },
  {
    cloud: "tencentcloud",
    region: "ap-guangzhou",
    env: { TENCENTCLOUD_SECRET_ID: "dummy-id", TENCENTCLOUD_SECRET_KEY: "dummy-secret" },
    groups: [{ id: "sg-a" }, { id: "sg-b" }],
    expected: [{ id: "sg-a" }, { id: "sg-b" }],
    gone: "sg-gone",
    malformed: "!",
    prefix: "sg-",
    list: "tencentcloud:DescribeSecurityGroups",
  },
  {
    cloud: "baiducloud",
    region: "bj",
    env: { BCE_ACCESS_KEY_ID: "dummy-id", BCE_SECRET_ACCESS_KEY: "dummy-secret" },
    groups: [{ id: "g-a", vpcId: "vpc-1" }, { id: "esg-b" }],
    expected: [
      { id: "g-a", vpcId: "vpc-1", type: "ordinary" },
      { id: "esg-b", type: "enterprise" },
    ],
    gone: "g-gone",
    malformed: "esg-gone",
    prefix: "g-",
    list: "baiducloud:listSecurityGroups",
  },
];

describe.each(cases)("groups of $cloud", (one) => {
  let emulator: Emulator;
  let cloud: Cloud;
  const many = Array.from({ length: 150 }, (_, index) => ({ id: `${one.prefix}many${index}` }));
  beforeAll(async () => {
    const world: CloudInput = {
      credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
      regions: { [one.region]: { securityGroups: [...one.groups, ...many] } },
    };
    emulator = await startEmulator({ world: { [one.cloud]: world }, rateLimit: false });
    const env = { ...one.env, SECGROUP_ENDPOINT: emulator.url };
    cloud = registry[one.cloud]({ region: one.region, profile: undefined }, { config: () => undefined, env });
  });
  afterAll(() => emulator.close());
  afterEach(() => {
    emulator.setFaults([]);
  });
  const read = (...ids: string[]) => cloud.readGroups(ids, { deadline: deadlineIn(30, systemClock) });

  test("are read with what says who can join", async () => {
    const ids = one.groups.map(({ id }) => id);
    const found = await read(...ids);
    expect([...found.keys()].sort()).toEqual([...ids].sort());
    for (const [index, id] of ids.entries()) expect(found.get(id)).toMatchObject(one.expected[index] ?? {});
  });

  test("that are gone or cannot be are absent, and do not hide the others", async () => {
    const [first] = one.groups;
    const found = await read(one.gone, first?.id ?? "", one.malformed);
    expect([...found.keys()]).toEqual([first?.id]);
  });

  test("are asked for a hundred at a time", async () => {
    emulator.clearRequests();
    expect((await read(...many.map(({ id }) => id))).size).toBe(150);
    expect(emulator.requests().byAction).toEqual({ [one.list]: 2 });
  });

  test("that may not be read are an error, not absent", async () => {
    const codes = { alicloud: "Forbidden.RAM", tencentcloud: "UnauthorizedOperation", baiducloud: "AccessDenied" };
    emulator.setFaults([{ cloud: one.cloud, kind: "error", code: codes[one.cloud] }]);
    await expect(read(one.groups[0]?.id ?? "")).rejects.toMatchObject({ kind: "unauthorized" });
  });
});

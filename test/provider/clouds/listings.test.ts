import { type CloudInput, type Emulator, startEmulator } from "../../../emulator";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import type { Cloud, Scope, TargetRecord } from "../../../provider/clouds/cloud";
import { registry } from "../../../provider/clouds/registry";
import { type CloudName, type Target, targetOf } from "../../../provider/model/membership";

interface Case {
  readonly cloud: CloudName;
  readonly kind: Target["kind"];
  readonly region: string;
  readonly env: Readonly<Record<string, string>>;
  /** What IDs of groups and of targets begin with. */
  readonly group: string;
  readonly target: string;
  readonly pageSize: number;
  /** Whether targets are listed by group, and not by VPC only. */
  readonly byGroup: boolean;
  readonly action: string;
  readonly unauthorized: string;
}

const clouds = {
  alicloud: {
    region: "cn-hangzhou",
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "dummy-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-secret" },
    group: "sg-",
    unauthorized: "Forbidden.RAM",
    byGroup: true,
  },
  tencentcloud: {
    region: "ap-guangzhou",
    env: { TENCENTCLOUD_SECRET_ID: "dummy-id", TENCENTCLOUD_SECRET_KEY: "dummy-secret" },
    group: "sg-",
    unauthorized: "UnauthorizedOperation",
    byGroup: true,
  },
  baiducloud: {
    region: "bj",
    env: { BCE_ACCESS_KEY_ID: "dummy-id", BCE_SECRET_ACCESS_KEY: "dummy-secret" },
    group: "g-",
    unauthorized: "AccessDenied",
    byGroup: true,
  },
} as const;

const instance = "instance" as const;
const networkInterface = { kind: "networkInterface", target: "eni-" } as const;

const cases: readonly Case[] = [
  { cloud: "alicloud", ...clouds.alicloud, kind: instance, target: "i-", pageSize: 100, action: "DescribeInstances" },
  {
    cloud: "alicloud",
    ...clouds.alicloud,
    ...networkInterface,
    pageSize: 500,
    action: "DescribeNetworkInterfaces",
  },
  {
    cloud: "tencentcloud",
    ...clouds.tencentcloud,
    kind: instance,
    target: "ins-",
    pageSize: 100,
    action: "DescribeInstances",
  },
  {
    cloud: "tencentcloud",
    ...clouds.tencentcloud,
    ...networkInterface,
    pageSize: 100,
    action: "DescribeNetworkInterfaces",
  },
  { cloud: "baiducloud", ...clouds.baiducloud, kind: instance, target: "i-", pageSize: 100, action: "listInstances" },
  {
    cloud: "baiducloud",
    ...clouds.baiducloud,
    ...networkInterface,
    pageSize: 1000,
    byGroup: false,
    action: "listInterfaces",
  },
];

describe.each(cases)("listings of $cloud, $kind", (one) => {
  let emulator: Emulator;
  let cloud: Cloud;
  const [inVpc, inOther] = [`${one.group}many`, `${one.group}other`];
  const ids = (name: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${one.target}${name}${index}`);
  /** One more than two pages. */
  const many = ids("many", 2 * one.pageSize + 1);
  const others = ids("other", 3);

  beforeAll(async () => {
    const targets = [
      ...many.map((id) => ({ id, vpcId: "vpc-1", groups: [inVpc] })),
      ...others.map((id) => ({ id, vpcId: "vpc-2", groups: [inOther, `${one.group}second`] })),
    ];
    const world: CloudInput = {
      credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
      regions: {
        [one.region]: {
          securityGroups: [
            { id: inVpc, vpcId: "vpc-1" },
            { id: inOther, vpcId: "vpc-2" },
            { id: `${one.group}second`, vpcId: "vpc-2" },
            { id: `${one.group}empty`, vpcId: "vpc-3" },
          ],
          ...(one.kind === "instance" ? { instances: targets } : { networkInterfaces: targets }),
        },
      },
    };
    emulator = await startEmulator({ world: { [one.cloud]: world }, rateLimit: false });
    const env = { ...one.env, SECGROUP_ENDPOINT: emulator.url };
    cloud = registry[one.cloud]({ region: one.region, profile: undefined }, { config: () => undefined, env });
  });
  afterAll(() => emulator.close());
  afterEach(() => {
    emulator.setFaults([]);
  });

  const page = (scope: Scope, cursor?: string) =>
    cloud.listTargets(scope, one.kind, cursor, { deadline: deadlineIn(30, systemClock) });

  async function pagesOf(scope: Scope): Promise<readonly (readonly TargetRecord[])[]> {
    const pages: (readonly TargetRecord[])[] = [];
    for (let cursor: string | undefined; ;) {
      const next = await page(scope, cursor);
      if (!next) throw new Error("it cannot be listed");
      pages.push(next.records);
      cursor = next.next;
      if (cursor === undefined) return pages;
    }
  }
  const idsOf = (pages: readonly (readonly TargetRecord[])[]) => pages.flat().map(({ target }) => target.id);

  const scopes: readonly (readonly [string, Scope, Scope])[] = [
    ["a VPC", { vpcId: "vpc-1" }, { vpcId: "vpc-2" }],
    ...(one.byGroup ? [["a group", { securityGroupId: inVpc }, { securityGroupId: inOther }] as const] : []),
  ];

  test.each(scopes)("%s is listed to its end, page by page, each target once", async (_what, scope) => {
    const pages = await pagesOf(scope);
    expect(pages.map(({ length }) => length)).toEqual([one.pageSize, one.pageSize, 1]);
    expect(idsOf(pages).sort()).toEqual([...many].sort());
  });

  test.each(scopes)(
    "what %s shows is what a read by ID shows, with all groups of the target",
    async (_what, _, scope) => {
      const [records = []] = await pagesOf(scope);
      const read = await cloud.readTargets(others.map(targetOf), { deadline: deadlineIn(30, systemClock) });
      expect(records).toHaveLength(others.length);
      for (const record of records) {
        expect(record).toEqual(read.get(record.target.id));
        expect([...record.securityGroupIds].sort()).toEqual([inOther, `${one.group}second`]);
      }
    },
  );

  test("an unknown VPC has no targets, or is an error", async () => {
    const found = await pagesOf({ vpcId: "vpc-unknown" }).catch((error: unknown) => error);
    if (Array.isArray(found)) expect(found.flat()).toEqual([]);
    else expect(found).toMatchObject({ name: "CloudError" });
  });

  test("an unknown group shows nobody, and is no reason to stop", async () => {
    const scope = { securityGroupId: `${one.group}unknown` };
    if (!one.byGroup) {
      await expect(page(scope)).resolves.toBeUndefined();
      return;
    }
    const found = await pagesOf(scope).catch((error: unknown) => error);
    if (Array.isArray(found)) expect(found.flat()).toEqual([]);
    else expect(found).toMatchObject({ name: "CloudError" });
  });

  test("a listing that is not allowed is an error, not empty", async () => {
    emulator.setFaults([{ cloud: one.cloud, kind: "error", code: one.unauthorized }]);
    await expect(page({ vpcId: "vpc-1" })).rejects.toMatchObject({ kind: "unauthorized" });
  });

  test("a page is one call", async () => {
    emulator.clearRequests();
    await page({ vpcId: "vpc-1" });
    expect(emulator.requests().byAction).toEqual({ [`${one.cloud}:${one.action}`]: 1 });
  });
});

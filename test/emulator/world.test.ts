import { readWorld } from "../../emulator/world";
import { startEmulator, DEFAULT_WORLD, REDACTED, WorldError, type Emulator, type WorldInput } from "../../emulator";
import { startClocked, type Clocked } from "./alibaba/clocked";
import { sdkCaller } from "./alibaba/sdk";
import { groups, REGION, world } from "./alibaba/world";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

async function control(method: string, path: string, body?: unknown) {
  const response = await fetch(`${emulator.url}/_emulator${path}`, {
    method,
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const type = response.headers.get("content-type");
  return { status: response.status, type, body: (await response.json()) as Record<string, unknown> };
}

const region = (parts: Record<string, unknown>) => ({ alicloud: { regions: { [REGION]: parts } } });

describe("defaults", () => {
  test("only ids are required", () => {
    emulator.replaceWorld(
      region({ securityGroups: [{ id: "sg-a" }], instances: [{ id: "i-1" }], networkInterfaces: [{ id: "eni-2" }] }),
    );
    expect(emulator.world.alicloud.regions[REGION]).toEqual({
      securityGroups: [{ id: "sg-a", vpcId: "vpc-default", type: "normal", capacity: 2000 }],
      instances: [
        {
          id: "i-1",
          status: "Running",
          vpcId: "vpc-default",
          groups: [],
          groupLimit: 5,
          locked: false,
          primaryInterfaceId: "eni-1-primary",
        },
      ],
      networkInterfaces: [
        {
          id: "eni-2",
          kind: "secondary",
          status: "Available",
          vpcId: "vpc-default",
          groups: [],
          groupLimit: 5,
          managed: false,
          locked: false,
        },
      ],
    });
  });

  test("each cloud has its own words and limits", () => {
    const parts = { instances: [{ id: "ins-1" }], networkInterfaces: [{ id: "eni-1", instanceId: "ins-1" }] };
    emulator.replaceWorld({
      tencentcloud: { regions: { "ap-guangzhou": { ...parts, securityGroups: [{ id: "sg-a" }] } } },
      baiducloud: { regions: { bj: { ...parts, securityGroups: [{ id: "g-a" }, { id: "esg-a" }] } } },
    });
    const { tencentcloud, baiducloud } = emulator.world;
    expect(tencentcloud.regions["ap-guangzhou"]).toMatchObject({
      securityGroups: [{ id: "sg-a", type: "normal", capacity: 2000 }],
      instances: [{ status: "RUNNING", groupLimit: 5 }],
      networkInterfaces: [{ status: "INUSE" }],
    });
    expect(tencentcloud.rateLimits).toMatchObject({ AssociateSecurityGroups: 10 });
    expect(baiducloud.regions["bj"]).toMatchObject({
      securityGroups: [{ type: "normal", vpcId: "vpc-default" }, { type: "enterprise" }],
      instances: [{ status: "Running", groupLimit: 10 }],
      networkInterfaces: [{ status: "inuse" }],
    });
  });

  test("a target without a VPC is in the VPC of its groups or of its instance", () => {
    emulator.replaceWorld(
      region({
        securityGroups: [{ id: "sg-a", vpcId: "vpc-2" }],
        instances: [{ id: "i-1", groups: ["sg-a"] }],
        networkInterfaces: [{ id: "eni-1", instanceId: "i-1" }],
      }),
    );
    expect(emulator.world.alicloud.regions[REGION]).toMatchObject({
      instances: [{ vpcId: "vpc-2" }],
      networkInterfaces: [{ vpcId: "vpc-2" }],
    });
  });

  test("the interface that an instance names is its primary one", () => {
    emulator.replaceWorld(
      region({
        securityGroups: [{ id: "sg-a" }],
        instances: [{ id: "i-1", groups: ["sg-a"], primaryInterfaceId: "eni-1" }],
        networkInterfaces: [{ id: "eni-1" }],
      }),
    );
    expect(emulator.world.alicloud.regions[REGION]?.networkInterfaces).toMatchObject([
      { id: "eni-1", kind: "primary", instanceId: "i-1", groups: ["sg-a"] },
    ]);
  });
});

describe("a world that cannot be is refused with the path of each mistake", () => {
  const sg = [{ id: "sg-a" }, { id: "sg-b", vpcId: "vpc-2" }, { id: "sg-c", type: "enterprise" }];
  test.each<[string, unknown, string]>([
    ["no object", [], "expected an object, was given an array"],
    ["an unknown cloud", { aws: {} }, "aws: unknown key; allowed: alicloud, tencentcloud, baiducloud"],
    [
      "an unknown key of a cloud",
      { alicloud: { region: {} } },
      "alicloud.region: unknown key; allowed: credentials, regions",
    ],
    [
      "an unknown key of a group",
      region({ securityGroups: [{ id: "sg-a", vpc: "x" }] }),
      `alicloud.regions.${REGION}.securityGroups[0].vpc: unknown key; allowed: id, vpcId, type, capacity`,
    ],
    [
      "an unknown key of an instance",
      region({ instances: [{ id: "i-1", grups: [] }] }),
      "instances[0].grups: unknown key; allowed: id, status, vpcId, groups",
    ],
    ["a missing id", region({ instances: [{}] }), "instances[0].id: expected a string, was given nothing"],
    [
      "another cloud's status",
      region({ instances: [{ id: "i-1", status: "RUNNING" }] }),
      'instances[0].status: was given "RUNNING"; allowed: Running, Pending',
    ],
    [
      "an instance called like an interface",
      region({ instances: [{ id: "eni-1" }] }),
      "instances[0].id: eni-… is the id of a network interface",
    ],
    ["an interface called like an instance", region({ networkInterfaces: [{ id: "i-1" }] }), "begins with eni-"],
    ["an id with a slash", region({ instances: [{ id: "i/1" }] }), "instances[0].id: expected an id"],
    [
      "a group twice",
      region({ securityGroups: [{ id: "sg-a" }, { id: "sg-a" }] }),
      "securityGroups[1].id: sg-a is listed twice",
    ],
    [
      "a target in a group twice",
      region({ securityGroups: sg, instances: [{ id: "i-1", groups: ["sg-a", "sg-a"] }] }),
      "instances[0].groups[1]: sg-a is listed twice",
    ],
    [
      "an unknown group",
      region({ instances: [{ id: "i-1", groups: ["sg-x"] }] }),
      "instances[0].groups[0]: no security group sg-x",
    ],
    [
      "a group of another VPC",
      region({ securityGroups: sg, instances: [{ id: "i-1", groups: ["sg-a", "sg-b"] }] }),
      "instances[0].groups[1]: sg-b is in vpc-2, the target in vpc-default",
    ],
    [
      "mixed types",
      region({ securityGroups: sg, networkInterfaces: [{ id: "eni-1", groups: ["sg-a", "sg-c"] }] }),
      "networkInterfaces[0].groups[1]: sg-c is of type enterprise",
    ],
    [
      "an unknown instance",
      region({ networkInterfaces: [{ id: "eni-1", instanceId: "i-9" }] }),
      "networkInterfaces[0].instanceId: no instance i-9",
    ],
    [
      "a primary interface of nobody",
      region({ networkInterfaces: [{ id: "eni-1", kind: "primary" }] }),
      "networkInterfaces[0].kind: a primary interface needs an instanceId",
    ],
    [
      "a primary interface with groups of its own",
      region({
        securityGroups: sg,
        instances: [{ id: "i-1", primaryInterfaceId: "eni-1" }],
        networkInterfaces: [{ id: "eni-1", groups: ["sg-a"] }],
      }),
      "networkInterfaces[0].groups: a primary interface has its instance's groups",
    ],
    [
      "one primary interface for two",
      region({
        instances: [
          { id: "i-1", primaryInterfaceId: "eni-1" },
          { id: "i-2", primaryInterfaceId: "eni-1" },
        ],
      }),
      "instances[1].primaryInterfaceId: eni-1 is also the primary interface of i-1",
    ],
    [
      "a rate of an unknown action",
      { alicloud: { rateLimits: { Join: 1 } } },
      "alicloud.rateLimits.Join: unknown action; allowed: JoinSecurityGroup",
    ],
    [
      "a rate of 0",
      { alicloud: { rateLimits: { JoinSecurityGroup: 0 } } },
      "rateLimits.JoinSecurityGroup: expected requests a second, above 0",
    ],
    [
      "a classic network where there is none",
      { baiducloud: { regions: { bj: { instances: [{ id: "i-1", vpcId: "" }] } } } },
      "baiducloud.regions.bj.instances[0].vpcId: this cloud has no classic network",
    ],
    [
      "a key twice",
      {
        alicloud: {
          credentials: [
            { id: "a", secret: "b" },
            { id: "a", secret: "c" },
          ],
        },
      },
      "alicloud.credentials[1].id: a is listed twice",
    ],
    [
      "a redacted secret of an unknown key",
      { alicloud: { credentials: [{ id: "new", secret: REDACTED }] } },
      "alicloud.credentials[0].secret: is redacted",
    ],
  ])("%s", async (_what, input, message) => {
    const before = emulator.world;
    const answer = await control("PUT", "/world", input);
    expect(answer.status).toBe(400);
    expect((answer.body["problems"] as string[]).join("\n")).toContain(message);
    expect(emulator.world).toEqual(before);
  });

  test("startEmulator rejects with all problems at once", async () => {
    const input = region({ instances: [{ id: "i-1", a: 1, b: 2 }] }) as WorldInput;
    await expect(startEmulator({ world: input })).rejects.toThrow(WorldError);
    await expect(startEmulator({ world: input })).rejects.toMatchObject({ problems: { length: 2 } });
  });
});

describe("GET and PUT /world", () => {
  test("what was read can be written back and reads the same", async () => {
    emulator.replaceWorld(DEFAULT_WORLD);
    const first = await control("GET", "/world");
    expect(first).toMatchObject({ status: 200, type: "application/json" });
    expect(await control("PUT", "/world", first.body)).toMatchObject({ status: 200 });
    expect((await control("GET", "/world")).body).toEqual(first.body);
  });

  test("shows no secret, and a redacted one written back keeps the present one", async () => {
    emulator.replaceWorld(world());
    const shown = await control("GET", "/world");
    expect(JSON.stringify(shown.body)).not.toMatch(/"(sts-)?secret"[^:]|sts-token|sts-secret/);
    expect(emulator.world.alicloud.credentials).toEqual([
      { id: "key", secret: REDACTED },
      { id: "sts-key", secret: REDACTED, token: REDACTED },
    ]);
    await control("PUT", "/world", shown.body);
    const token = { keyId: "sts-key", secret: "sts-secret", token: "sts-token" };
    expect(await sdkCaller(emulator.url, token)("DescribeInstances", { RegionId: REGION })).toMatchObject({ ok: true });
  });
});

describe("PUT /memberships", () => {
  beforeEach(() =>
    emulator.replaceWorld(
      world({
        groups: [...groups("sg-a", "sg-b", "sg-c"), { id: "sg-other", vpcId: "vpc-2" }],
        instances: [{ id: "i-1", groups: ["sg-a"], groupLimit: 1, primaryInterfaceId: "eni-main", locked: true }],
        interfaces: [{ id: "eni-1", groups: ["sg-a"] }],
        visibilityDelayMs: 60_000,
      }),
    ),
  );
  const change = (targetId: string, list: unknown) => ({ cloud: "alicloud", region: REGION, targetId, groups: list });
  const shown = async () => {
    const outcome = await sdkCaller(emulator.url)("DescribeInstanceAttribute", { InstanceId: "i-1" });
    return outcome.ok && (outcome.body["SecurityGroupIds"] as { SecurityGroupId: unknown }).SecurityGroupId;
  };

  test.each([[["sg-c", "sg-b"]], [[]]])(
    "sets the groups to %j at once, whatever the quota and the lock",
    async (list) => {
      expect(await control("PUT", "/memberships", change("i-1", list))).toMatchObject({ status: 200 });
      expect(await shown()).toEqual(list);
    },
  );

  test("of a primary interface sets its instance's", async () => {
    await control("PUT", "/memberships", change("eni-main", ["sg-b"]));
    expect(await shown()).toEqual(["sg-b"]);
  });

  test.each<[string, unknown, string]>([
    ["an unknown target", change("i-9", []), "targetId: no instance or interface i-9"],
    ["an unknown group", change("i-1", ["sg-a", "sg-x"]), "groups[1]: no security group sg-x"],
    ["a group of another VPC", change("i-1", ["sg-other"]), "groups[0]: sg-other is in vpc-2"],
    ["an unknown region", { ...change("i-1", []), region: "mars" }, "region: alicloud has no region mars"],
    ["an unknown cloud", { ...change("i-1", []), cloud: "aws" }, "cloud: was given"],
    [
      "an unknown key",
      { ...change("i-1", []), group: "x" },
      "group: unknown key; allowed: cloud, region, targetId, groups",
    ],
    ["no groups", { cloud: "alicloud", region: REGION, targetId: "i-1" }, "groups: expected an array"],
  ])("refuses %s", async (_what, body, message) => {
    const answer = await control("PUT", "/memberships", body);
    expect(answer.status).toBe(400);
    expect(answer.body["error"]).toContain(message);
  });
});

describe("the control API", () => {
  test("names what there is where a path is unknown", async () => {
    for (const path of ["", "/", "/worlds", "/toString"]) {
      expect(await control("GET", path)).toMatchObject({
        status: 404,
        body: { error: expect.stringContaining("/_emulator/world") as unknown },
      });
    }
  });

  test("names what is allowed where a method is not", async () => {
    expect(await control("POST", "/world", {})).toMatchObject({
      status: 405,
      body: { error: expect.stringContaining("GET, PUT") as unknown },
    });
    expect(await control("GET", "/faults")).toMatchObject({ status: 405 });
  });

  test("says where a body stops being JSON, and does not repeat it", async () => {
    const { status, body } = await control("PUT", "/world", '{\n  "alicloud": secret-value }');
    expect(status).toBe(400);
    expect(body["error"]).toMatch(/not valid JSON: .* at line 2, column 15$/);
    expect(body["error"]).not.toContain("secret-value");
  });

  test("counts cloud calls and not its own", async () => {
    emulator.replaceWorld(world({ groups: groups("sg-a", "sg-b"), instances: [{ id: "i-1", groups: ["sg-a"] }] }));
    expect(await control("DELETE", "/requests")).toMatchObject({ status: 200 });
    const call = sdkCaller(emulator.url);
    await call("JoinSecurityGroup", { InstanceId: "i-1", SecurityGroupId: "sg-b" });
    await call("JoinSecurityGroup", { InstanceId: "i-1", SecurityGroupId: "sg-b" });
    await call("DescribeInstances", { RegionId: REGION, InstanceIds: '["i-1"]' });
    const entry = {
      at: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
      cloud: "alicloud",
      requestId: expect.stringMatching(/^[0-9A-F-]{36}$/) as unknown,
    };
    const join = { ...entry, action: "JoinSecurityGroup", targetIds: ["i-1"], securityGroupIds: ["sg-b"] };
    expect((await control("GET", "/requests")).body).toEqual({
      total: 3,
      byAction: { "alicloud:JoinSecurityGroup": 2, "alicloud:DescribeInstances": 1 },
      log: [
        { ...join, status: 200, code: null },
        { ...join, status: 403, code: "InvalidInstanceId.AlreadyExists" },
        { ...entry, action: "DescribeInstances", status: 200, code: null, targetIds: ["i-1"], securityGroupIds: [] },
      ],
    });
  });
});

describe("rate limits", () => {
  const limited = world({
    groups: groups("sg-a"),
    instances: [{ id: "i-1", groups: ["sg-a"] }],
    rateLimits: { DescribeInstances: 3, DescribeInstanceAttribute: 5 },
  });
  let clocked: Clocked;

  beforeAll(async () => {
    clocked = await startClocked(limited);
  });
  beforeEach(() => clocked.reset(limited));
  afterAll(() => clocked.close());

  test("refuse what is above them in the cloud's own words", async () => {
    const list = async (): Promise<unknown> =>
      (await clocked.call("DescribeInstances", { RegionId: REGION })).body["Code"] ?? "ok";
    const throttled = "Throttling.User";
    const burst = await Promise.all(Array.from({ length: 6 }, list));
    expect(burst.sort()).toEqual([throttled, throttled, throttled, "ok", "ok", "ok"]);
    clocked.pass(999);
    expect(await list()).toBe(throttled);
    clocked.pass(1);
    expect(await list()).toBe("ok");
  });

  test("count by the region that a call is about, named or not", async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      const named: Record<string, string> = n % 2 === 0 ? { RegionId: REGION } : {};
      statuses.push((await clocked.call("DescribeInstanceAttribute", { InstanceId: "i-1", ...named })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 400, 400, 400, 400, 400]);
  });

  test("count all regions that do not exist as one", async () => {
    const codes: unknown[] = [];
    for (let n = 0; n < 4; n += 1) {
      codes.push((await clocked.call("DescribeInstances", { RegionId: `cn-nowhere-${n}` })).body["Code"]);
    }
    expect(codes).toEqual([...Array<string>(3).fill("InvalidRegionId.NotFound"), "Throttling.User"]);
  });

  test("are off where the emulator was started without", async () => {
    const other = await startEmulator({ world: limited, rateLimit: false });
    const call = sdkCaller(other.url);
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => call("DescribeInstances", { RegionId: REGION })),
    );
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    await other.close();
  });
});

test("an instance with the longest id has a primary interface that a world can hold", () => {
  const id = `i-${"a".repeat(126)}`;
  const read = readWorld({ alicloud: { regions: { "cn-hangzhou": { instances: [{ id }] } } } });
  expect(() => readWorld(read)).not.toThrow();
});

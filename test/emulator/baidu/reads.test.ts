import { startEmulator, type Emulator } from "../../../emulator";
import { call, type Answer, type SigningOptions } from "./signer";
import { groups, numbered, REGION, world } from "./world";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ world: world() });
});
afterAll(() => emulator.close());

const get = (target: string, options?: SigningOptions): Promise<Answer> =>
  call(emulator.url, "GET", target, undefined, options);
const byIds = (instanceIds: readonly string[], query = ""): Promise<Answer> =>
  call(emulator.url, "POST", `/v2/instance/listByInstanceId${query}`, { instanceIds });

type Fields = Readonly<Record<string, unknown>>;

/** The ids of the items below the one key that holds a list. */
function idsOf({ body }: Answer): readonly unknown[] {
  const items = Object.values(body).find((value) => Array.isArray(value)) as readonly Fields[] | undefined;
  return (items ?? []).map((item) => item["id"] ?? item["eniId"]);
}

describe("records", () => {
  beforeAll(() =>
    emulator.replaceWorld(
      world({
        groups: groups("g-a", "g-b", "esg-a", "esg-b"),
        instances: [
          { id: "i-1", groups: ["g-b", "g-a"], primaryInterfaceId: "eni-main" },
          { id: "i-2", groups: ["esg-b", "esg-a"], status: "Expired" },
          { id: "i-3", vpcId: "vpc-3" },
        ],
        interfaces: [
          { id: "eni-2", instanceId: "i-1", groups: ["g-a"] },
          { id: "eni-3", groups: ["esg-a"] },
        ],
      }),
    ),
  );

  const first = {
    id: "i-1",
    name: "i-1",
    status: "Running",
    vpcId: "vpc-default",
    subnetId: "sbn-default",
    zoneName: "cn-bj-a",
    expireTime: "",
    nicInfo: { eniId: "eni-main", securityGroups: ["g-b", "g-a"], enterpriseSecurityGroups: [] },
  };
  const second = {
    id: "i-2",
    status: "Expired",
    expireTime: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
    nicInfo: { securityGroups: [], enterpriseSecurityGroups: ["esg-b", "esg-a"] },
  };

  test.each(["", "?isDeploySet=false", "?containsFailed=true", "?isDeploySet=true&containsFailed=false"])(
    "an instance has its groups by type and in binding order (%s)",
    async (query) => {
      const answer = await get(`/v2/instance/i-1${query}`);
      expect(answer).toMatchObject({ status: 200, body: { instance: first } });
      expect(answer.headers["content-type"]).toBe("application/json;charset=UTF-8");
      expect(answer.headers["x-bce-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
      expect(await get(`/v2/instance/i-2${query}`)).toMatchObject({ body: { instance: second } });
    },
  );

  test("an instance without groups has two empty lists", async () => {
    expect(await get("/v2/instance/i-3")).toMatchObject({
      body: { instance: { vpcId: "vpc-3", nicInfo: { securityGroups: [], enterpriseSecurityGroups: [] } } },
    });
  });

  test("lists show instances as the single read does", async () => {
    expect((await get("/v2/instance")).body).toMatchObject({ instances: [first, second, { id: "i-3" }] });
    expect((await byIds(["i-2", "i-unknown", "i-1", "i-1"])).body).toMatchObject({ instances: [first, second] });
  });

  test("an interface is flat, with its groups by type", async () => {
    const { body } = await get("/v1/eni/eni-2");
    expect(body).toMatchObject({
      eniId: "eni-2",
      status: "inuse",
      instanceId: "i-1",
      vpcId: "vpc-default",
      securityGroupIds: ["g-a"],
      enterpriseSecurityGroupIds: [],
    });
    expect((await get("/v1/eni/eni-3")).body).toMatchObject({
      status: "available",
      instanceId: "",
      securityGroupIds: [],
      enterpriseSecurityGroupIds: ["esg-a"],
    });
    expect((await get("/v1/eni/eni-3/status")).body).toEqual({ status: "available" });
    expect((await get("/v1/eni?vpcId=vpc-default&instanceId=i-1")).body).toMatchObject({ enis: [body] });
  });

  test("an ordinary group has a VPC and the number of its instances, an enterprise group has neither", async () => {
    expect((await get("/v2/securityGroup/g-a")).body).toMatchObject({
      id: "g-a",
      vpcId: "vpc-default",
      bindInstanceNum: 1,
      sgVersion: expect.any(Number) as unknown,
    });
    const { body } = await get("/v1/enterprise/security");
    expect(body).toMatchObject({ enterpriseSecurityGroups: [{ id: "esg-a" }, { id: "esg-b" }], isTruncated: false });
    expect(JSON.stringify(body)).not.toContain("vpcId");
  });
});

describe("filters", () => {
  beforeAll(() =>
    emulator.replaceWorld(
      world({
        groups: [...groups("g-a", "g-b", "esg-a"), { id: "g-other", vpcId: "vpc-2" }],
        instances: [
          { id: "i-1", groups: ["g-a", "g-b"] },
          { id: "i-2", groups: ["g-a"], status: "Stopped" },
          { id: "i-3", groups: ["g-other"] },
          { id: "i-4", groups: ["esg-a"] },
          { id: "i-gone", groups: ["g-a"], status: "Deleted" },
        ],
        interfaces: [
          { id: "eni-main", kind: "primary", instanceId: "i-1" },
          { id: "eni-1", instanceId: "i-1", groups: ["g-a"] },
          { id: "eni-2", groups: ["g-b"] },
          { id: "eni-3", groups: ["g-other"] },
        ],
      }),
    ),
  );

  test.each([
    ["/v2/instance", ["i-1", "i-2", "i-3", "i-4"]],
    ["/v2/instance?instanceIds=i-3,i-unknown,i-1", ["i-1", "i-3"]],
    ["/v2/instance?instanceNames=i-2", ["i-2"]],
    ["/v2/instance?fuzzyInstanceName=4", ["i-4"]],
    ["/v2/instance?securityGroupIds=g-a", ["i-1", "i-2"]],
    ["/v2/instance?securityGroupIds=g-b,g-other", ["i-1", "i-3"]],
    ["/v2/instance?securityGroupIds=esg-a", []],
    ["/v2/instance?securityGroupIds=g-unknown", []],
    ["/v2/instance?securityGroupIds=g-a&status=Stopped", ["i-2"]],
    ["/v2/instance?status=Running,Stopped&vpcId=vpc-default", ["i-1", "i-2", "i-4"]],
    ["/v2/instance?vpcId=vpc-2", ["i-3"]],
    ["/v2/instance?zoneName=cn-bj-a", ["i-1", "i-2", "i-3", "i-4"]],
    ["/v2/instance?zoneName=cn-bj-b", []],
    ["/v2/instance?paymentTiming=Prepaid", []],
    ["/v2/instance?tags=a:b", []],
    ["/v2/instance?autoRenew=true", []],
    ["/v2/securityGroup", ["g-a", "g-b", "g-other"]],
    ["/v2/securityGroup?instanceId=i-1", ["g-a", "g-b"]],
    ["/v2/securityGroup?instanceId=i-4", []],
    ["/v2/securityGroup?instanceId=i-unknown", []],
    ["/v2/securityGroup?vpcId=vpc-2", ["g-other"]],
    ["/v2/securityGroup?securityGroupId=g-b", ["g-b"]],
    ["/v2/securityGroup?securityGroupIds=g-b,g-other,g-unknown,esg-a", ["g-b", "g-other"]],
    ["/v1/enterprise/security", ["esg-a"]],
    ["/v1/enterprise/security?instanceId=i-4", ["esg-a"]],
    ["/v1/enterprise/security?instanceId=i-1", []],
    ["/v1/eni?vpcId=vpc-default", ["eni-1", "eni-2"]],
    ["/v1/eni?vpcId=vpc-default&instanceId=i-1", ["eni-1"]],
    ["/v1/eni?vpcId=vpc-2&name=eni-3", ["eni-3"]],
    ["/v1/eni?vpcId=vpc-default&privateIpAddress=10.0.0.1", []],
    ["/v1/eni?vpcId=vpc-unknown", []],
  ])("%s", async (target, ids) => {
    const answer = await get(target);
    expect(answer.status).toBe(200);
    expect(idsOf(answer)).toEqual(ids);
  });

  test("by ids leaves out what is unknown or deleted", async () => {
    expect(idsOf(await byIds(["i-gone", "i-2", "eni-1"]))).toEqual(["i-2"]);
    expect(idsOf(await byIds([]))).toEqual([]);
  });
});

describe("pages", () => {
  const instances = numbered("i", 25);

  beforeEach(() =>
    emulator.replaceWorld(
      world({
        groups: [...groups("g-a", ...numbered("g", 12), ...numbered("esg", 12))],
        instances: instances.map((id) => ({ id, groups: ["g-a"] })),
        interfaces: numbered("eni", 12).map((id) => ({ id, groups: ["g-a"] })),
      }),
    ),
  );

  async function walk(target: string, read: (marker: string) => Promise<Answer>): Promise<readonly unknown[]> {
    const seen: unknown[] = [];
    let marker: unknown = "";
    for (let pages = 0; pages < 20; pages += 1) {
      const answer = await read(marker === "" ? "" : `&marker=${encodeURIComponent(String(marker))}`);
      expect(answer.body).toMatchObject({ marker, maxKeys: 5 });
      seen.push(...idsOf(answer));
      marker = answer.body["nextMarker"];
      expect(answer.body["isTruncated"]).toBe(marker !== undefined);
      if (marker === undefined) return seen;
    }
    throw new Error(`${target} has no end`);
  }

  test.each([
    ["/v2/instance?maxKeys=5", instances],
    ["/v2/instance?maxKeys=5&securityGroupIds=g-a", instances],
    ["/v2/securityGroup?maxKeys=5", ["g-a", ...numbered("g", 12)]],
    ["/v1/enterprise/security?maxKeys=5", numbered("esg", 12)],
    ["/v1/eni?maxKeys=5&vpcId=vpc-default", numbered("eni", 12)],
  ])("of %s cover everything once", async (target, ids) => {
    expect(await walk(target, (marker) => get(target + marker))).toEqual(ids);
  });

  test("of a list by ids cover everything once", async () => {
    const target = "?maxKeys=5";
    expect(await walk(target, (marker) => byIds([...instances].reverse(), target + marker))).toEqual(instances);
  });

  test("a full last page has no next one, and 1000 is the usual size", async () => {
    expect((await get("/v2/instance?maxKeys=25")).body).toMatchObject({ isTruncated: false, maxKeys: 25 });
    expect((await get("/v2/instance")).body).toMatchObject({ isTruncated: false, maxKeys: 1000, marker: "" });
  });

  test("hold their place while a target leaves", async () => {
    const target = "/v2/instance?maxKeys=5&securityGroupIds=g-a";
    const { body } = await get(target);
    emulator.setGroups({ cloud: "baiducloud", region: REGION, targetId: "i-2", groups: ["g-0"] });
    emulator.setGroups({ cloud: "baiducloud", region: REGION, targetId: "i-5", groups: ["g-0"] });
    const next = await get(`${target}&marker=${String(body["nextMarker"])}`);
    expect(idsOf(next)).toEqual(["i-6", "i-7", "i-8", "i-9", "i-10"]);
  });
});

describe("regions", () => {
  beforeEach(() =>
    emulator.replaceWorld({
      baiducloud: {
        credentials: [{ id: "key", secret: "secret" }],
        regions: {
          bj: { securityGroups: groups("g-bj", "g-bj2"), instances: [{ id: "i-bj", groups: ["g-bj"] }] },
          gz: {
            securityGroups: groups("g-gz", "g-gz2"),
            instances: [{ id: "i-gz", groups: ["g-gz"] }],
            networkInterfaces: [{ id: "eni-gz", groups: ["g-gz"] }],
          },
        },
      },
    }),
  );

  const bind = (id: string, securityGroupId: string, options?: SigningOptions) =>
    call(emulator.url, "PUT", `/v2/instance/${id}?bind`, { securityGroupId }, options);
  const host = (region: string) => ({ headers: { host: `bcc.${region}.baidubce.com` } });

  test("on loopback, targets are found wherever they are, and lists show all regions", async () => {
    expect(await get("/v2/instance/i-gz")).toMatchObject({ status: 200 });
    expect(await get("/v1/eni/eni-gz")).toMatchObject({ status: 200 });
    expect(await bind("i-gz", "g-gz2")).toMatchObject({ status: 200 });
    expect(idsOf(await get("/v2/instance"))).toEqual(["i-bj", "i-gz"]);
    const page = (await get("/v2/instance?maxKeys=1")).body;
    expect(idsOf(await get(`/v2/instance?maxKeys=1&marker=${String(page["nextMarker"])}`))).toEqual(["i-gz"]);
  });

  test("a group of another region does not exist for a target", async () => {
    expect(await bind("i-gz", "g-bj")).toMatchObject({ status: 404, body: { code: "NoSuchObject" } });
  });

  test("a batch stays in one region", async () => {
    const body = { instanceIds: ["i-gz", "i-bj"], securityGroupIds: ["g-gz2"], securityGroupType: "normal" };
    const answer = await call(emulator.url, "PUT", "/v2/securitygroup/bind", body);
    expect(answer).toMatchObject({ status: 404, body: { code: "NoSuchObject" } });
  });

  test("the cloud's host names one region", async () => {
    expect(await get("/v2/instance/i-gz", host("gz"))).toMatchObject({ status: 200 });
    expect(await get("/v2/instance/i-gz", host("bj"))).toMatchObject({ status: 404 });
    expect(await bind("i-bj", "g-bj2", host("gz"))).toMatchObject({ status: 404 });
    expect(idsOf(await get("/v2/instance", host("gz")))).toEqual(["i-gz"]);
    expect(idsOf(await get("/v2/instance", host("su")))).toEqual([]);
  });
});

test("reads lag behind writes by the world's delay, rules do not", async () => {
  emulator.replaceWorld(
    world({
      groups: groups("g-a", "g-b", "g-c"),
      instances: [{ id: "i-1", groups: ["g-a"], groupLimit: 2 }],
      visibilityDelayMs: 60_000,
    }),
  );
  const bind = (securityGroupId: string) => call(emulator.url, "PUT", "/v2/instance/i-1?bind", { securityGroupId });
  expect(await bind("g-b")).toMatchObject({ status: 200 });
  const shown = { nicInfo: { securityGroups: ["g-a"] } };
  expect((await get("/v2/instance/i-1")).body).toMatchObject({ instance: shown });
  expect((await get("/v2/instance")).body).toMatchObject({ instances: [shown] });
  expect(idsOf(await get("/v2/instance?securityGroupIds=g-b"))).toEqual([]);
  expect(idsOf(await get("/v2/securityGroup?instanceId=i-1"))).toEqual(["g-a"]);
  expect(await bind("g-c")).toMatchObject({ status: 413 });
});

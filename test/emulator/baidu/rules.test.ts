import { startEmulator, type Emulator, type InstanceInput } from "../../../emulator";
import { CODES } from "../../../emulator/baidu/errors";
import { errorRows } from "../../clouds/errors";
import { call, type Answer, type SigningOptions } from "./signer";
import { groups, numbered, REGION, world } from "./world";

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ world: world() });
});
afterAll(() => emulator.close());

function groupsOf(id: string): readonly string[] | undefined {
  const region = emulator.world.baiducloud.regions[REGION];
  return [...(region?.instances ?? []), ...(region?.networkInterfaces ?? [])].find((each) => each.id === id)?.groups;
}

interface Asked {
  readonly method: "GET" | "PUT" | "POST";
  readonly target: string;
  readonly body?: unknown;
  readonly options?: SigningOptions;
}

const ask = ({ method, target, body, options }: Asked): Promise<Answer> =>
  call(emulator.url, method, target, body, options);

const bind = (id: string, securityGroupId: unknown = "g-c"): Asked => ({
  method: "PUT",
  target: `/v2/instance/${id}?bind`,
  body: { securityGroupId },
});
const unbind = (id: string, securityGroupId: unknown = "g-b"): Asked => ({
  method: "PUT",
  target: `/v2/instance/${id}?unbind`,
  body: { securityGroupId },
});
const batch =
  (word: "bind" | "unbind" | "replace") =>
  (instanceIds: unknown, securityGroupIds: unknown, securityGroupType: unknown = "normal", token = ""): Asked => ({
    method: "PUT",
    target: `/v2/securitygroup/${word}${token === "" ? "" : `?clientToken=${token}`}`,
    body: { instanceIds, securityGroupIds, securityGroupType },
  });
const bindAll = batch("bind");
const unbindAll = batch("unbind");
const replaceAll = batch("replace");
const setGroups = (id: string, securityGroupIds: unknown, token = ""): Asked => ({
  method: "PUT",
  target: `/v1/eni/${id}?bindSg${token === "" ? "" : `&clientToken=${token}`}`,
  body: { securityGroupIds },
});
const setEnterprise = (id: string, enterpriseSecurityGroupIds: unknown): Asked => ({
  method: "PUT",
  target: `/v1/eni/${id}?bindEsg`,
  body: { enterpriseSecurityGroupIds },
});

const ten = numbered("g", 10);
const inStatus = (status: string): InstanceInput => ({ id: `i-${status}`, status, groups: ["g-a", "g-b"] });

/** One world in which most of the rules can be broken by the request alone. */
const common = world({
  groups: [
    ...groups("g-a", "g-b", "g-c", ...ten, "esg-a", "esg-b"),
    { id: "g-full", capacity: 1 },
    { id: "g-two", capacity: 2 },
    { id: "g-elsewhere", vpcId: "vpc-2" },
  ],
  instances: [
    { id: "i-1", groups: ["g-a", "g-b"] },
    { id: "i-2", groups: ["g-a", "g-b"] },
    { id: "i-last", groups: ["g-a"] },
    { id: "i-none", vpcId: "vpc-default" },
    { id: "i-limit", groups: ten },
    { id: "i-enterprise", groups: ["esg-a"] },
    { id: "i-full", groups: ["g-full", "g-two"] },
    { id: "i-locked", groups: ["g-a", "g-b"], locked: true },
    ...["Starting", "Stopping", "Scaling", "SnapshotProcessing", "ImageProcessing", "ChangeVpc"].map(inStatus),
    ...["Stopped", "Expired", "Recycled", "Error", "Deleted"].map(inStatus),
  ],
  interfaces: [
    { id: "eni-1", groups: ["g-a"] },
    { id: "eni-enterprise", groups: ["esg-a"] },
    { id: "eni-main", kind: "primary", instanceId: "i-1" },
    { id: "eni-managed", groups: ["g-a"], managed: true },
    { id: "eni-locked", groups: ["g-a"], locked: true },
    { id: "eni-attaching", groups: ["g-a"], status: "attaching" },
    { id: "eni-detaching", groups: ["g-a"], status: "detaching" },
  ],
});

interface Case {
  readonly what: string;
  readonly asked: Asked;
  readonly status: number;
  readonly code: string;
}

const quota = { status: 413, code: "SecurityGroup.BindInstanceExceededLimit" };
const expired = { status: 403, code: "SecurityGroup.ExpiredInstanceForbiddenBind" };
const lastGroup = { status: 403, code: "SecurityGroup.NoSecurityGroup" };
const noGroup = { status: 400, code: "SecurityGroup.NoSecurityGroup" };
const absent = { status: 404, code: "NoSuchObject" };
const busy = { status: 403, code: "OperationDenied" };
const denied = { status: 403, code: "AccessDenied" };
const mixed = { status: 412, code: "PreconditionFailed" };
const otherVpc = { status: 400, code: "InstanceBindNoSameVpcException" };
const severalVpcs = { status: 400, code: "Vpc.SecurityGroupsNotSameVpc" };
const inappropriate = { status: 400, code: "InappropriateJSON" };
const malformed = { status: 400, code: "MalformedJSON" };
const uri = { status: 400, code: "InvalidURI" };
const version = { status: 404, code: "InvalidVersion" };
const parameter = { status: 400, code: "InvalidHTTPRequest" };

const passing = ["Starting", "Stopping", "Scaling", "SnapshotProcessing", "ImageProcessing", "ChangeVpc"];

const cases: Case[] = [
  // One group, one instance.
  { what: "bind: an eleventh group", asked: bind("i-limit"), ...quota },
  { what: "bind: an expired instance", asked: bind("i-Expired"), ...expired },
  { what: "bind: an instance in the recycle bin", asked: bind("i-Recycled"), ...expired },
  { what: "bind: no group at all", asked: bind("i-1", ""), ...noGroup },
  { what: "bind: an enterprise group", asked: bind("i-1", "esg-a"), ...absent },
  { what: "bind: an ordinary group beside an enterprise one", asked: bind("i-enterprise", "g-a"), ...mixed },
  { what: "bind: a group of another VPC", asked: bind("i-1", "g-elsewhere"), ...otherVpc },
  { what: "bind: a full group", asked: bind("i-1", "g-full"), ...quota },
  { what: "unbind: the last group", asked: unbind("i-last", "g-a"), ...lastGroup },
  { what: "unbind: a group that is not bound", asked: unbind("i-1", "g-c"), ...absent },
  { what: "unbind: from an instance without groups", asked: unbind("i-none", "g-a"), ...absent },
  { what: "unbind: an empty id", asked: unbind("i-1", ""), ...inappropriate },
  ...[bind, unbind].flatMap((one): Case[] => [
    { what: `${one.name}: an unknown instance`, asked: one("i-unknown"), ...absent },
    { what: `${one.name}: a deleted instance`, asked: one("i-Deleted"), ...absent },
    { what: `${one.name}: an interface`, asked: one("eni-1"), ...absent },
    { what: `${one.name}: a malformed instance`, asked: one("i%201"), ...uri },
    { what: `${one.name}: an unknown group`, asked: one("i-1", "g-unknown"), ...absent },
    { what: `${one.name}: a malformed group`, asked: one("i-1", "g a"), ...inappropriate },
    { what: `${one.name}: a group that is a number`, asked: one("i-1", 7), ...inappropriate },
    { what: `${one.name}: no group in the body`, asked: { ...one("i-1"), body: {} }, ...inappropriate },
    { what: `${one.name}: a list for a body`, asked: { ...one("i-1"), body: [] }, ...inappropriate },
    { what: `${one.name}: half a body`, asked: { ...one("i-1"), body: '{"securityGroupId"' }, ...malformed },
    { what: `${one.name}: no body`, asked: { ...one("i-1"), body: undefined }, ...malformed },
    { what: `${one.name}: a locked instance`, asked: one("i-locked"), ...denied },
    { what: `${one.name}: an instance in error`, asked: one("i-Error"), ...mixed },
    ...passing.map((status) => ({ what: `${one.name}: ${status}`, asked: one(`i-${status}`), ...busy })),
  ]),

  // Batches.
  { what: "batch: an eleventh group", asked: bindAll(["i-1", "i-limit"], ["g-c"]), ...quota },
  { what: "batch: too many at once", asked: bindAll(["i-1"], ten), ...quota },
  { what: "batch: a group for two with room for one", asked: bindAll(["i-1", "i-2"], ["g-two"]), ...quota },
  { what: "batch: an expired instance", asked: bindAll(["i-1", "i-Expired"], ["g-c"]), ...expired },
  { what: "batch: no groups to bind", asked: bindAll(["i-1"], []), ...noGroup },
  {
    what: "batch: an enterprise group beside ordinary ones",
    asked: bindAll(["i-1"], ["esg-a"], "enterprise"),
    ...mixed,
  },
  { what: "batch: an ordinary group beside an enterprise one", asked: bindAll(["i-enterprise"], ["g-a"]), ...mixed },
  { what: "batch: another VPC", asked: bindAll(["i-1"], ["g-elsewhere"]), ...otherVpc },
  { what: "batch: two VPCs", asked: bindAll(["i-1"], ["g-c", "g-elsewhere"]), ...severalVpcs },
  { what: "batch: the last group of one", asked: unbindAll(["i-1", "i-last"], ["g-a"]), ...lastGroup },
  { what: "batch: both groups of one", asked: unbindAll(["i-1"], ["g-a", "g-b"]), ...lastGroup },
  {
    what: "batch: the last enterprise group",
    asked: unbindAll(["i-enterprise"], ["esg-a"], "enterprise"),
    ...lastGroup,
  },
  { what: "batch: a group that one is not in", asked: unbindAll(["i-1", "i-last"], ["g-b"]), ...absent },
  { what: "batch: no groups to unbind", asked: unbindAll(["i-1"], []), ...inappropriate },
  { what: "replace: by nothing", asked: replaceAll(["i-1"], []), ...noGroup },
  { what: "replace: by eleven", asked: replaceAll(["i-1"], [...ten, "g-a"]), ...quota },
  { what: "replace: by a full group", asked: replaceAll(["i-1"], ["g-full"]), ...quota },
  { what: "replace: by two VPCs", asked: replaceAll(["i-1"], ["g-a", "g-elsewhere"]), ...severalVpcs },
  { what: "replace: by another VPC", asked: replaceAll(["i-1"], ["g-elsewhere"]), ...otherVpc },
  { what: "replace: of an expired instance", asked: replaceAll(["i-Expired"], ["g-a"]), ...expired },
  ...(
    [
      ["bind", bindAll],
      ["unbind", unbindAll],
      ["replace", replaceAll],
    ] as const
  ).flatMap(([word, all]): Case[] => [
    { what: `batch ${word}: an unknown instance`, asked: all(["i-1", "i-unknown"], ["g-b"]), ...absent },
    { what: `batch ${word}: an unknown group`, asked: all(["i-1"], ["g-b", "g-unknown"]), ...absent },
    { what: `batch ${word}: a malformed instance`, asked: all(["i 1"], ["g-b"]), ...inappropriate },
    { what: `batch ${word}: a malformed group`, asked: all(["i-1"], [""]), ...inappropriate },
    { what: `batch ${word}: a group of another type`, asked: all(["i-1"], ["g-b"], "enterprise"), ...absent },
    { what: `batch ${word}: an unknown type`, asked: all(["i-1"], ["g-b"], "advanced"), ...inappropriate },
    { what: `batch ${word}: no instances`, asked: all([], ["g-b"]), ...inappropriate },
    { what: `batch ${word}: an id for a list`, asked: all("i-1", ["g-b"]), ...inappropriate },
    {
      what: `batch ${word}: no type`,
      asked: { ...all(["i-1"], ["g-b"]), body: { instanceIds: ["i-1"] } },
      ...inappropriate,
    },
    { what: `batch ${word}: a locked instance`, asked: all(["i-1", "i-locked"], ["g-b"]), ...denied },
    { what: `batch ${word}: a busy instance`, asked: all(["i-1", "i-Starting"], ["g-b"]), ...busy },
    { what: `batch ${word}: a long token`, asked: all(["i-1"], ["g-b"], "normal", "t".repeat(65)), ...parameter },
  ]),

  // Interfaces.
  { what: "interface: more than ten", asked: setGroups("eni-1", [...ten, "g-a"]), ...quota },
  { what: "interface: a full group", asked: setGroups("eni-1", ["g-full"]), ...quota },
  { what: "interface: no groups", asked: setGroups("eni-1", []), ...noGroup },
  { what: "interface: no enterprise groups", asked: setEnterprise("eni-1", []), ...noGroup },
  { what: "interface: another VPC", asked: setGroups("eni-1", ["g-elsewhere"]), ...otherVpc },
  { what: "interface: two VPCs", asked: setGroups("eni-1", ["g-a", "g-elsewhere"]), ...severalVpcs },
  { what: "interface: an enterprise group as an ordinary one", asked: setGroups("eni-1", ["esg-a"]), ...absent },
  { what: "interface: an ordinary group as an enterprise one", asked: setEnterprise("eni-1", ["g-a"]), ...absent },
  { what: "interface: an unknown group", asked: setGroups("eni-1", ["g-unknown"]), ...absent },
  {
    what: "interface: the other key in the body",
    asked: { ...setGroups("eni-1", []), body: { enterpriseSecurityGroupIds: ["esg-a"] } },
    ...inappropriate,
  },
  { what: "interface: an unknown one", asked: setGroups("eni-unknown", ["g-a"]), ...absent },
  { what: "interface: a malformed one", asked: setGroups("eni%2F1", ["g-a"]), ...uri },
  { what: "interface: a primary one", asked: setGroups("eni-main", ["g-a"]), ...absent },
  { what: "interface: a derived primary one", asked: setGroups("eni-2-primary", ["g-a"]), ...absent },
  { what: "interface: a managed one", asked: setGroups("eni-managed", ["g-b"]), ...denied },
  { what: "interface: a locked one", asked: setGroups("eni-locked", ["g-b"]), ...denied },
  { what: "interface: an attaching one", asked: setGroups("eni-attaching", ["g-b"]), ...busy },
  { what: "interface: a detaching one", asked: setEnterprise("eni-detaching", ["esg-a"]), ...busy },

  // No operations.
  { what: "a path that is none", asked: { method: "GET", target: "/v2/volume" }, ...uri },
  { what: "a path in other capitals", asked: { method: "GET", target: "/v2/securitygroup" }, ...uri },
  { what: "a method that is none", asked: { method: "POST", target: "/v2/instance" }, ...uri },
  { what: "a write without a word", asked: { method: "PUT", target: "/v2/instance/i-1" }, ...uri },
  { what: "an unknown word", asked: { method: "PUT", target: "/v2/instance/i-1?stop" }, ...uri },
  { what: "two words", asked: { method: "PUT", target: "/v2/instance/i-1?bind&unbind" }, ...uri },
  { what: "a word with a value", asked: { method: "PUT", target: "/v2/instance/i-1?bind=1" }, ...uri },
  { what: "the public address of an interface", asked: { method: "PUT", target: "/v1/eni/eni-1?bind" }, ...uri },
  { what: "no id", asked: { method: "GET", target: "/v2/instance/" }, ...uri },
  {
    what: "a broken escape",
    asked: { method: "GET", target: "/v2/instance", options: { sentPath: "/v2/instance/%zz" } },
    ...uri,
  },
  { what: "another version", asked: { method: "GET", target: "/v1/instance/i-1" }, ...version },
  { what: "a version to come", asked: { method: "PUT", target: "/v3/securitygroup/bind" }, ...version },

  // Reads.
  { what: "get: an unknown instance", asked: { method: "GET", target: "/v2/instance/i-unknown" }, ...absent },
  { what: "get: a deleted instance", asked: { method: "GET", target: "/v2/instance/i-Deleted" }, ...absent },
  { what: "get: an unknown interface", asked: { method: "GET", target: "/v1/eni/eni-unknown" }, ...absent },
  { what: "get: a primary interface", asked: { method: "GET", target: "/v1/eni/eni-main" }, ...absent },
  {
    what: "get: the status of an unknown interface",
    asked: { method: "GET", target: "/v1/eni/eni-x/status" },
    ...absent,
  },
  { what: "get: an unknown group", asked: { method: "GET", target: "/v2/securityGroup/g-unknown" }, ...absent },
  {
    what: "get: an enterprise group as an ordinary one",
    asked: { method: "GET", target: "/v2/securityGroup/esg-a" },
    ...absent,
  },
  { what: "list: a page of 0", asked: { method: "GET", target: "/v2/instance?maxKeys=0" }, ...parameter },
  { what: "list: a page of 1001", asked: { method: "GET", target: "/v2/securityGroup?maxKeys=1001" }, ...parameter },
  { what: "list: a marker of nobody", asked: { method: "GET", target: "/v2/instance?marker=i-1" }, ...parameter },
  { what: "list: interfaces of no VPC", asked: { method: "GET", target: "/v1/eni?vpcId=" }, ...parameter },
  {
    what: "list: ids that are none",
    asked: { method: "POST", target: "/v2/instance/listByInstanceId", body: { instanceIds: "i-1" } },
    ...inappropriate,
  },
];

describe("is refused, and changes nothing:", () => {
  beforeAll(() => emulator.replaceWorld(common));

  test.each(cases)("$what", async ({ asked, status, code }) => {
    const before = emulator.world;
    const answer = await ask(asked);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(Object.keys(answer.body)).toEqual(["requestId", "code", "message"]);
    expect(answer.body["message"]).toMatch(/./);
    expect(answer.headers["x-bce-request-id"]).toBe(answer.body["requestId"]);
    expect(emulator.world).toEqual(before);
  });
});

describe("is done:", () => {
  beforeEach(() => emulator.replaceWorld(common));

  const done: readonly { readonly what: string; readonly asked: Asked; readonly after: Record<string, string[]> }[] = [
    { what: "bind adds at the end", asked: bind("i-1"), after: { "i-1": ["g-a", "g-b", "g-c"] } },
    { what: "bind a second time changes nothing", asked: bind("i-1", "g-a"), after: { "i-1": ["g-a", "g-b"] } },
    { what: "bind a second time at the limit", asked: bind("i-limit", "g-3"), after: { "i-limit": ten } },
    { what: "bind a stopped instance", asked: bind("i-Stopped"), after: { "i-Stopped": ["g-a", "g-b", "g-c"] } },
    { what: "bind an instance without groups", asked: bind("i-none"), after: { "i-none": ["g-c"] } },
    {
      what: "bind with keys that nobody knows",
      asked: { ...bind("i-none"), body: { securityGroupId: "g-c", more: 1 } },
      after: { "i-none": ["g-c"] },
    },
    { what: "unbind keeps the others", asked: unbind("i-1", "g-a"), after: { "i-1": ["g-b"] } },
    { what: "unbind from an expired instance", asked: unbind("i-Expired"), after: { "i-Expired": ["g-a"] } },
    {
      what: "batch binds what is missing",
      asked: bindAll(["i-1", "i-last", "i-1"], ["g-b", "g-c", "g-b"]),
      after: { "i-1": ["g-a", "g-b", "g-c"], "i-last": ["g-a", "g-b", "g-c"] },
    },
    {
      what: "batch binds enterprise groups",
      asked: bindAll(["i-enterprise", "i-none"], ["esg-b"], "enterprise"),
      after: { "i-enterprise": ["esg-a", "esg-b"], "i-none": ["esg-b"] },
    },
    { what: "batch unbinds", asked: unbindAll(["i-1", "i-2"], ["g-a"]), after: { "i-1": ["g-b"], "i-2": ["g-b"] } },
    { what: "replace sets", asked: replaceAll(["i-1", "i-2"], ["g-c"]), after: { "i-1": ["g-c"], "i-2": ["g-c"] } },
    {
      what: "replace switches to enterprise groups",
      asked: replaceAll(["i-1"], ["esg-b", "esg-a"], "enterprise"),
      after: { "i-1": ["esg-b", "esg-a"] },
    },
    {
      what: "replace switches to ordinary groups",
      asked: replaceAll(["i-enterprise"], ["g-a"]),
      after: { "i-enterprise": ["g-a"] },
    },
    {
      what: "replace keeps a place in a full group",
      asked: replaceAll(["i-full"], ["g-full"]),
      after: { "i-full": ["g-full"] },
    },
    { what: "bindSg sets", asked: setGroups("eni-1", ["g-c", "g-b"]), after: { "eni-1": ["g-c", "g-b"] } },
    {
      what: "bindSg takes enterprise groups away",
      asked: setGroups("eni-enterprise", ["g-a"]),
      after: { "eni-enterprise": ["g-a"] },
    },
    {
      what: "bindEsg takes ordinary groups away",
      asked: setEnterprise("eni-1", ["esg-b"]),
      after: { "eni-1": ["esg-b"] },
    },
  ];

  test.each(done)("$what", async ({ asked, after }) => {
    const { status, headers, text, body } = await ask(asked);
    expect(status).toBe(200);
    expect(headers["x-bce-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    if (asked.target.startsWith("/v2/securitygroup/")) expect(body).toEqual({ requestId: headers["x-bce-request-id"] });
    else expect(text).toBe("");
    for (const [id, ids] of Object.entries(after)) expect(groupsOf(id)).toEqual(ids);
  });

  test.each(["?bind", "?bind=", "?bind&clientToken=t", "?clientToken=t&bind="])("the word as %s", async (query) => {
    expect(await ask({ ...bind("i-1"), target: `/v2/instance/i-1${query}` })).toMatchObject({ status: 200 });
    expect(groupsOf("i-1")).toEqual(["g-a", "g-b", "g-c"]);
  });
});

describe("a client token", () => {
  beforeEach(() => emulator.replaceWorld(common));

  test("makes a repeated request do nothing, whatever has happened in between", async () => {
    const first = replaceAll(["i-1"], ["g-c"], "normal", "once");
    expect(await ask(first)).toMatchObject({ status: 200 });
    emulator.setGroups({ cloud: "baiducloud", region: REGION, targetId: "i-1", groups: ["g-a"] });
    expect(await ask(first)).toMatchObject({ status: 200 });
    expect(groupsOf("i-1")).toEqual(["g-a"]);
  });

  test.each([
    ["another body", replaceAll(["i-1"], ["g-b"], "normal", "once")],
    ["another operation", bindAll(["i-1"], ["g-c"], "normal", "once")],
    ["another target", setGroups("eni-1", ["g-c"], "once")],
  ])("with %s is refused", async (_what, other) => {
    await ask(replaceAll(["i-1"], ["g-c"], "normal", "once"));
    const before = emulator.world;
    expect(await ask(other)).toMatchObject({ status: 403, body: { code: "IdempotentParameterMismatch" } });
    expect(emulator.world).toEqual(before);
  });

  test("of a refused request can be used again", async () => {
    expect(await ask(setGroups("eni-1", ["g-unknown"], "again"))).toMatchObject({ status: 404 });
    expect(await ask(setGroups("eni-1", ["g-b"], "again"))).toMatchObject({ status: 200 });
  });

  test("is forgotten with its world", async () => {
    await ask(setGroups("eni-1", ["g-b"], "once"));
    emulator.replaceWorld(common);
    expect(await ask(setGroups("eni-1", ["g-c"], "once"))).toMatchObject({ status: 200 });
    expect(groupsOf("eni-1")).toEqual(["g-c"]);
  });
});

describe("the world's own limits", () => {
  test("`groupLimit` counts for instances and interfaces", async () => {
    const one = { groups: ["g-a"], groupLimit: 1 };
    emulator.replaceWorld(
      world({
        groups: groups("g-a", "g-b"),
        instances: [{ id: "i-1", ...one }],
        interfaces: [{ id: "eni-1", ...one }],
      }),
    );
    expect(await ask(bind("i-1", "g-b"))).toMatchObject({ status: 413, body: { code: quota.code } });
    expect(await ask(setGroups("eni-1", ["g-a", "g-b"]))).toMatchObject({ status: 413, body: { code: quota.code } });
  });

  test("a group over its capacity keeps who is in it, and takes nobody", async () => {
    emulator.replaceWorld(
      world({
        groups: [{ id: "g-full", capacity: 1 }, ...groups("g-a")],
        instances: [
          { id: "i-1", groups: ["g-full", "g-a"] },
          { id: "i-2", groups: ["g-full"] },
          { id: "i-3", groups: ["g-a"] },
        ],
      }),
    );
    expect(await ask(replaceAll(["i-1"], ["g-full"]))).toMatchObject({ status: 200 });
    expect(await ask(bind("i-3", "g-full"))).toMatchObject({ status: 413 });
  });

  test("a rate is refused with 429 and a code that clients try again on", async () => {
    emulator.replaceWorld(world({ instances: [{ id: "i-1" }], rateLimits: { getInstance: 2 } }));
    const answers = await Promise.all([1, 2, 3].map(() => ask({ method: "GET", target: "/v2/instance/i-1" })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({ code: "OperationDenied" });
  });
});

test("what is already bound still counts as the latest write for a stale read", async () => {
  emulator.replaceWorld(common);
  await ask(bind("i-1"));
  await ask(bind("i-1"));
  emulator.setFaults([{ cloud: "baiducloud", kind: "staleRead", times: 1 }]);
  const { body } = await ask({ method: "GET", target: "/v2/instance/i-1" });
  expect(body).toMatchObject({ instance: { nicInfo: { securityGroups: ["g-a", "g-b"] } } });
  emulator.setFaults([]);
});

test("writes are logged with their targets and groups", async () => {
  emulator.replaceWorld(common);
  emulator.clearRequests();
  await ask(bind("i-1"));
  await ask(unbindAll(["i-1", "i-2"], ["g-b"]));
  await ask(setEnterprise("eni-1", ["esg-a"]));
  await ask({ method: "GET", target: "/v2/securityGroup/g-a" });
  await ask({ method: "GET", target: "/v2/instance?instanceIds=i-1,i-2&securityGroupIds=g-a" });
  await ask({ method: "GET", target: "/v2/volume" });
  expect(emulator.requests().log).toMatchObject([
    { action: "bind", status: 200, targetIds: ["i-1"], securityGroupIds: ["g-c"] },
    { action: "unbindSecurityGroups", status: 200, targetIds: ["i-1", "i-2"], securityGroupIds: ["g-b"] },
    { action: "setInterfaceEnterpriseGroups", status: 200, targetIds: ["eni-1"], securityGroupIds: ["esg-a"] },
    { action: "getSecurityGroup", status: 200, targetIds: [], securityGroupIds: ["g-a"] },
    { action: "listInstances", status: 200, targetIds: ["i-1", "i-2"], securityGroupIds: ["g-a"] },
    { action: "unknown", status: 400, code: "InvalidURI" },
  ]);
});

describe("the table of the cloud's errors", () => {
  const rows = errorRows.filter(({ cloud }) => cloud === "baiducloud");
  /** Provoked above or in authentication.test.ts by a request or a world, without a fault. */
  const byRequest = new Set([
    ...cases.map(({ code }) => code),
    ...["IdempotentParameterMismatch", "InvalidAccessKeyId", "InvalidHTTPAuthHeader", "InvalidHTTPRequest"],
    ...["RequestExpired", "RequestTimeTooSkewed", "SignatureDoesNotMatch"],
  ]);
  const byFault = [
    "Forbidden.InstanceNotFound",
    "Http400",
    "InternalError",
    "InvalidInstanceId.NotFound",
    "OptInRequired",
  ];

  test("only what no rule decides needs a fault", () => {
    expect(rows.map(({ code }) => code).filter((code) => !byRequest.has(code))).toEqual(byFault);
  });

  test("the emulator knows all of its codes, and no others", () => {
    expect([...CODES].sort()).toEqual([...new Set(rows.map(({ code }) => code))].sort());
  });

  describe.each(rows)("$code", ({ code, statuses, operations }) => {
    const requests: Record<string, Asked> = {
      bind: bind("i-1"),
      unbind: unbind("i-1"),
      setInterfaceGroups: setGroups("eni-1", ["g-b"]),
      bindSecurityGroups: bindAll(["i-1"], ["g-c"]),
      getInstance: { method: "GET", target: "/v2/instance/i-1" },
    };
    const actions = operations.length > 0 ? operations : Object.keys(requests);

    test.each(actions)("of %s as a fault, with its status and in the cloud's envelope", async (action) => {
      emulator.replaceWorld(common);
      emulator.setFaults([{ cloud: "baiducloud", action, kind: "error", code }]);
      const before = emulator.world;
      const asked = requests[action];
      if (asked === undefined) throw new Error(`no request for ${action}`);
      const answer = await ask(asked);
      emulator.setFaults([]);
      expect(answer.body).toMatchObject({ code });
      if (statuses.length > 0) expect(statuses).toContain(answer.status);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(Object.keys(answer.body)).toEqual(["requestId", "code", "message"]);
      expect(emulator.world).toEqual(before);
    });
  });

  test("a fault may name any code and status", async () => {
    emulator.replaceWorld(common);
    emulator.setFaults([{ kind: "error", code: "SomethingNew", status: 503, times: 1 }]);
    expect(await ask(bind("i-1"))).toMatchObject({ status: 503, body: { code: "SomethingNew" } });
  });

  test("a fault without a code is the cloud's internal error, also after the effect", async () => {
    emulator.replaceWorld(common);
    emulator.setFaults([{ kind: "errorAfter", times: 1 }]);
    expect(await ask(bind("i-1"))).toMatchObject({ status: 500, body: { code: "InternalError" } });
    expect(groupsOf("i-1")).toEqual(["g-a", "g-b", "g-c"]);
  });
});

test("nonsense that is rightly signed gets the cloud's errors", async () => {
  emulator.replaceWorld(common);
  const bodies = [
    "null",
    "7",
    '"i-1"',
    "[[]]",
    "{}",
    '{"instanceIds":[null]}',
    '{"securityGroupId":{}}',
    "[".repeat(5000),
  ];
  for (const body of bodies) {
    for (const target of ["/v2/instance/i-1?bind", "/v2/securitygroup/bind", "/v1/eni/eni-1?bindSg"]) {
      const answer = await ask({ method: "PUT", target, body });
      expect(answer.status).toBe(400);
      expect(answer.body["code"]).toMatch(/^(InappropriateJSON|MalformedJSON)$/);
    }
  }
});

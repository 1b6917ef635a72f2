import { errorRows } from "../../clouds/errors";
import { CODES } from "../../../emulator/tencent/errors";
import { ACTIONS } from "../../../emulator/tencent/terms";
import { associate, cases } from "./cases";
import { startClocked, type Clocked } from "./clocked";
import { send, signTc3 } from "./signer";
import { groups, world } from "./world";

const rows = errorRows.filter(({ cloud }) => cloud === "tencentcloud");
/** What the API itself sends; the other rows are made by SDKs. */
const sent = rows.filter(({ statuses }) => statuses.length > 0);

let cloud: Clocked;

beforeAll(async () => {
  cloud = await startClocked(world());
});
afterAll(() => cloud.close());
beforeEach(() =>
  cloud.reset(world({ groups: groups("sg-a", "sg-b"), instances: [{ id: "ins-1", groups: ["sg-a"] }] })),
);

test("the table has rows", () => {
  expect(sent.length).toBeGreaterThan(70);
});

test.each(sent.map((row) => [row.code, row] as const))("%s can be provoked by a fault", async (code, row) => {
  expect(CODES).toContain(code);
  for (const action of row.operations.length === 0 ? ACTIONS : row.operations) {
    cloud.setFaults({ cloud: "tencentcloud", action, kind: "error", code, times: 1 });
    expect(await cloud.call(action)).toMatchObject({ status: row.statuses[0], type: "application/json", code });
  }
});

test("most codes can be provoked without a fault; these cannot", () => {
  // The rate and the operation in progress have tests of their own.
  const elsewhere = [
    "RequestLimitExceeded",
    "MutexOperation.TaskRunning",
    "OperationDenied.InstanceOperationInProgress",
  ];
  const provoked = new Set([...cases.map(({ code }) => code), ...elsewhere]);
  expect(sent.map(({ code }) => code).filter((code) => !provoked.has(code))).toEqual([
    "AuthFailure.InvalidSecretId",
    "AuthFailure.MFAFailure",
    "AuthFailure.UnauthorizedOperation",
    "FailedOperation.InvalidInstanceApplicationRole",
    "InternalError",
    "InternalError.ModuleError",
    "InternalServerError",
    "InvalidInstance.NotSupported",
    "InvalidSecurityGroupID.Malformed",
    "InvalidSecurityGroupID.NotFound",
    "LimitExceeded.ActionLimited",
    "LimitExceeded.SingleUSGQuota",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded",
    "RequestLimitExceeded.IPLimitExceeded",
    "RequestLimitExceeded.UinLimitExceeded",
    "ResourceInUse",
    "ResourceUnavailable",
    "SecGroupActionFailure",
    "ServiceUnavailable",
    "UnauthorizedOperation",
    "UnauthorizedOperation.InvalidToken",
    "UnauthorizedOperation.MFANotFound",
    "UnauthorizedOperation.PermissionDenied",
    "UnsupportedOperation.EniNotSupportTerminationProtection",
    "UnsupportedOperation.SubEniNotSupportTrunking",
  ]);
});

test("every refusal of a rule is a code that the operation documents, but for these", () => {
  const documented = ({ action, code }: { readonly action: string; readonly code: string }): boolean =>
    rows.some((row) => row.code === code && (row.operations.length === 0 || row.operations.includes(action)));
  const others = cases.filter((each) => !documented(each)).map(({ action, code }) => `${action} ${code}`);
  expect([...new Set(others)].sort()).toEqual([
    // A value of a wrong type is refused by the gateway, whatever the operation.
    "DescribeSecurityGroups InvalidParameter",
    // The page lists the family without its members; they are those of DescribeNetworkInterfaces.
    "DescribeSecurityGroups InvalidParameterValue.LimitExceeded",
    "DescribeSecurityGroups InvalidParameterValue.Malformed",
    "DescribeSecurityGroups InvalidParameterValue.Range",
  ]);
});

describe("what SDKs make of an answer that never came, or came from a gateway", () => {
  const { action, parameters } = associate(["ins-1"], "sg-b");
  const request = () => signTc3(cloud.url, action, parameters, { time: cloud.now() });

  test.each([
    ["resetBefore", ["sg-a"]],
    ["resetAfter", ["sg-a", "sg-b"]],
  ] as const)("%s cuts the connection", async (kind, after) => {
    cloud.setFaults({ action, kind, times: 1 });
    await expect(send(request())).rejects.toThrow("fetch failed");
    expect(cloud.groupsOf("ins-1")).toEqual(after);
  });

  test.each([
    ["error", ["sg-a"]],
    ["errorAfter", ["sg-a", "sg-b"]],
  ] as const)("%s with a status of its own has that status", async (kind, after) => {
    cloud.setFaults({ action, kind, status: 502, times: 1 });
    expect(await send(request())).toMatchObject({ status: 502, code: "InternalError" });
    expect(cloud.groupsOf("ins-1")).toEqual(after);
  });

  test("the rows of the table that SDKs make are these", () => {
    expect(rows.filter(({ statuses }) => statuses.length === 0).map(({ code }) => code)).toEqual([
      "ClientError.HttpStatusCodeError",
      "ClientError.NetworkError",
      "ClientNetworkError",
      "ServerNetworkError",
    ]);
  });
});

test("a fault may say a code that the emulator does not know", async () => {
  cloud.setFaults({ kind: "error", code: "FailedOperation.Tomorrow", times: 1 });
  expect(await cloud.call("DescribeInstances")).toMatchObject({ status: 200, code: "FailedOperation.Tomorrow" });
});

test.each([
  ["an instance", "AssociateSecurityGroups", { InstanceIds: ["ins-1"] }, "ins-1"],
  ["an instance in a filter", "DescribeInstances", { Filters: [{ Name: "instance-id", Values: ["ins-1"] }] }, "ins-1"],
  ["an interface of many", "DescribeNetworkInterfaces", { NetworkInterfaceIds: ["eni-0", "eni-1"] }, "eni-1"],
  ["the one interface", "ModifyNetworkInterfaceAttribute", { NetworkInterfaceId: "eni-1" }, "eni-1"],
])("a fault strikes %s that a request names", async (_what, action, named, targetId) => {
  cloud.setFaults({ targetId, kind: "error", code: "ResourceInUse" });
  expect(await cloud.call(action, named)).toMatchObject({ code: "ResourceInUse" });
  expect(await cloud.call("DescribeInstances", { InstanceIds: ["ins-2"] })).toMatchObject({ code: undefined });
});

describe("rates", () => {
  test.each([
    ["AssociateSecurityGroups", 10],
    ["DisassociateSecurityGroups", 10],
    ["DescribeInstances", 40],
    ["AssociateNetworkInterfaceSecurityGroups", 20],
    ["DisassociateNetworkInterfaceSecurityGroups", 20],
    ["DescribeSecurityGroupLimits", 20],
  ])("%s may be asked %d times a second", async (action, rate) => {
    for (let count = 0; count < rate; count += 1) {
      expect((await cloud.call(action)).code).not.toBe("RequestLimitExceeded");
    }
    expect(await cloud.call(action)).toMatchObject({ status: 200, code: "RequestLimitExceeded" });
    cloud.pass(1000);
    expect((await cloud.call(action)).code).not.toBe("RequestLimitExceeded");
  });

  test("a request that is turned away at the door does not count", async () => {
    for (let count = 0; count < 20; count += 1) await cloud.call("AssociateSecurityGroups", {}, { secret: "other" });
    expect(await cloud.call("AssociateSecurityGroups", associate(["ins-1"], "sg-b").parameters)).toMatchObject({
      code: undefined,
    });
  });

  test("a world may say another rate", async () => {
    cloud.reset(world({ rateLimits: { DescribeSecurityGroups: 1 } }));
    expect(await cloud.call("DescribeSecurityGroups")).toMatchObject({ code: undefined });
    expect(await cloud.call("DescribeSecurityGroups")).toMatchObject({ code: "RequestLimitExceeded" });
  });
});

import { check } from "../../../provider/lifecycle/check";
import { diff } from "../../../provider/lifecycle/diff";
import type { Session } from "../../../provider/lifecycle/session";
import { UsageError } from "../../../provider/model/errors";
import { unknown } from "../../../provider/model/inputs";
import { retry } from "../../../provider/calls/retry";
import { cloudError, fakeClock, recordOf, scriptedCloud, sessionWith, someInputs } from "../scriptedCloud";

const inside = recordOf("i-1", { securityGroupIds: ["sg-1"] });
const outside = recordOf("i-1", { securityGroupIds: ["sg-other"] });

/** As the engine does it in a preview and an up: check, then diff. */
function checkedDiff(olds: Record<string, unknown>, news: Record<string, unknown>, session: Session) {
  check(olds, news, session);
  return diff(olds, news, session);
}

test("nothing changed and the membership is there: no changes", async () => {
  const session = sessionWith(scriptedCloud({ reads: [inside] }));
  await expect(checkedDiff(someInputs, someInputs, session)).resolves.toEqual({
    changes: false,
    replaces: [],
  });
  expect(session.notices).toEqual([]);
});

test("somebody removed it: a change, and one line that says what and what will happen", async () => {
  const session = sessionWith(scriptedCloud({ reads: [outside] }));
  await expect(checkedDiff(someInputs, someInputs, session)).resolves.toEqual({
    changes: true,
    replaces: [],
  });
  expect(session.notices).toEqual([
    "instance i-1 in security group sg-1 (alicloud cn-hangzhou) was removed outside Pulumi; it will be joined again.",
  ]);
});

test("with driftCheck refresh the cloud is not asked", async () => {
  const cloud = scriptedCloud({});
  const session = sessionWith(cloud, { driftCheck: "refresh" });
  await expect(checkedDiff(someInputs, someInputs, session)).resolves.toEqual({
    changes: false,
    replaces: [],
  });
  expect(cloud.asked).toEqual([]);
});

test.each([
  ["cloud", { cloud: "tencentcloud" }],
  ["region", { region: "cn-shanghai" }],
  ["instanceId", { instanceId: "i-2" }],
])("another %s is another membership: replaced, and the cloud is not asked", async (property, change) => {
  const cloud = scriptedCloud({});
  await expect(checkedDiff(someInputs, { ...someInputs, ...change }, sessionWith(cloud))).resolves.toEqual({
    changes: true,
    replaces: [property],
  });
  expect(cloud.asked).toEqual([]);
});

test.each([["sg-2"], [unknown]])(
  "another group (%s) is replaced, and the cloud is not asked",
  async (securityGroupId) => {
    const cloud = scriptedCloud({});
    const difference = await checkedDiff(someInputs, { ...someInputs, securityGroupId }, sessionWith(cloud));
    expect(difference).toEqual({ changes: true, replaces: ["securityGroupId"] });
    expect(cloud.asked).toEqual([]);
  },
);

test("what is replaced is given up for the new membership, whichever part of it changes", async () => {
  const session = sessionWith(scriptedCloud({}));
  const news = { ...someInputs, instanceId: "i-2" };
  await checkedDiff(someInputs, news, session);
  expect(session.memory.claims.predecessor("alicloud/cn-hangzhou/sg-1/i-2")).toEqual(someInputs);
});

test("a changed option does not hide that the membership was removed", async () => {
  const session = sessionWith(scriptedCloud({ reads: [outside] }));
  await checkedDiff(someInputs, { ...someInputs, timeoutSeconds: 60 }, session);
  expect(session.notices[0]).toContain("was removed outside Pulumi");
});

test("what was never finished is told as that, not as removed", async () => {
  const session = sessionWith(scriptedCloud({ reads: [outside] }));
  const { changes } = await checkedDiff({ ...someInputs, unfinished: true }, someInputs, session);
  expect(changes).toBe(true);
  expect(session.notices).toEqual([
    "instance i-1 in security group sg-1 (alicloud cn-hangzhou): its join was sent and is not seen yet; it will be finished.",
  ]);
});

test("a network interface instead of an instance is replaced by both properties", async () => {
  const news = { ...someInputs, instanceId: undefined, networkInterfaceId: "eni-1" };
  const { replaces } = await checkedDiff(someInputs, news, sessionWith(scriptedCloud({})));
  expect(replaces).toEqual(["instanceId", "networkInterfaceId"]);
});

test.each([
  ["onExisting", "fail"],
  ["profile", "other"],
  ["timeoutSeconds", 60],
])("another %s is an update, not a replacement", async (property, value) => {
  const news = { ...someInputs, [property]: value };
  const difference = await checkedDiff(someInputs, news, sessionWith(scriptedCloud({ reads: [inside] })));
  expect(difference).toEqual({ changes: true, replaces: [] });
});

test("an ID that is not known yet counts as changed", async () => {
  const news = { ...someInputs, securityGroupId: unknown };
  const difference = await checkedDiff(someInputs, news, sessionWith(scriptedCloud({ reads: [inside] })));
  expect(difference).toEqual({ changes: true, replaces: ["securityGroupId"] });
});

test.each([
  ["unreachable", cloudError({ kind: "unavailable", code: "ECONNREFUSED" })],
  ["unauthorized", cloudError({ kind: "unauthorized", code: "Forbidden.RAM" })],
])("a cloud that is %s is one notice for the account, and the state answers", async (_name, error) => {
  const cloud = scriptedCloud({ reads: [error] });
  const session = sessionWith(cloud);
  const other = { ...someInputs, securityGroupId: "sg-2" };
  await expect(checkedDiff(someInputs, someInputs, session)).resolves.toEqual({
    changes: false,
    replaces: [],
  });
  await expect(checkedDiff(other, other, session)).resolves.toEqual({
    changes: false,
    replaces: [],
  });
  expect(session.notices).toEqual([
    expect.stringMatching(/^alicloud cn-hangzhou could not be asked for drift; shown is what the state says\./),
  ]);
  expect(cloud.asked).toEqual(["read"]);
});

test("missing credentials are a notice too", async () => {
  const session = sessionWith(scriptedCloud({}), {
    cloudOf: () => {
      throw new UsageError("no credentials");
    },
  });
  await expect(checkedDiff(someInputs, someInputs, session)).resolves.toEqual({
    changes: false,
    replaces: [],
  });
  expect(session.notices).toEqual([expect.stringContaining("no credentials")]);
});

test("an error that concerns one membership is a notice for it, and the others are still asked", async () => {
  const cloud = scriptedCloud({ reads: [cloudError({ kind: "invalidInput", code: "Odd" }), outside] });
  const session = sessionWith(cloud);
  const other = { ...someInputs, securityGroupId: "sg-2" };
  await expect(checkedDiff(someInputs, someInputs, session)).resolves.toEqual({
    changes: false,
    replaces: [],
  });
  await expect(checkedDiff(other, other, session)).resolves.toEqual({
    changes: true,
    replaces: [],
  });
  expect(session.notices[0]).toMatch(/^instance i-1 in security group sg-1 .* could not be asked for drift/);
});

test("a throttled question for drift is given up after half a minute", async () => {
  const clock = fakeClock();
  const cloud = retry(scriptedCloud({ reads: [cloudError({ kind: "throttled" })] }), () => 1);
  await checkedDiff(someInputs, someInputs, sessionWith(cloud, { clock }));
  expect(clock.now()).toBeLessThanOrEqual(30_000);
});

test("what check did not see is not asked for: a refresh has just read it", async () => {
  const cloud = scriptedCloud({});
  const session = sessionWith(cloud);
  await expect(diff(someInputs, someInputs, session)).resolves.toEqual({
    changes: false,
    replaces: [],
  });
  expect(session.memory.claims.isDeclared("alicloud/cn-hangzhou/sg-1/i-1")).toBe(false);
  expect(cloud.asked).toEqual([]);
});

test("what was left unfinished is finished by an update, also if it shows by now or is not asked for", async () => {
  const state = { ...someInputs, unfinished: true };
  const shown = sessionWith(scriptedCloud({ reads: [inside] }));
  expect((await checkedDiff(state, someInputs, shown)).changes).toBe(true);
  const unasked = sessionWith(scriptedCloud({}), { driftCheck: "refresh" });
  expect((await checkedDiff(state, someInputs, unasked)).changes).toBe(true);
});

import { check } from "../../../provider/lifecycle/check";
import { create } from "../../../provider/lifecycle/create";
import { remove } from "../../../provider/lifecycle/delete";
import { diff } from "../../../provider/lifecycle/diff";
import { failed, recordOf, scriptedCloud, sessionWith, someInputs } from "../scriptedCloud";

const outside = recordOf("i-1", { securityGroupIds: ["sg-other"] });
const inside = recordOf("i-1", { securityGroupIds: ["sg-other", "sg-1"] });

test("leaves, and waits until the cloud no longer shows it", async () => {
  const cloud = scriptedCloud({ leaves: [{ outcome: "left" }], reads: [inside, outside] });
  await remove(someInputs, sessionWith(cloud));
  expect(cloud.asked).toEqual(["leave", "read", "read"]);
});

test("what is not there is done, in one call", async () => {
  const cloud = scriptedCloud({ leaves: [{ outcome: "notMember" }] });
  await remove(someInputs, sessionWith(cloud));
  expect(cloud.asked).toEqual(["leave"]);
});

test("a target that is deleted meanwhile is done", async () => {
  const cloud = scriptedCloud({ leaves: [{ outcome: "left" }], reads: ["notListed"], confirm: "gone" });
  await expect(remove(someInputs, sessionWith(cloud))).resolves.toBe(true);
});

const unanswered = failed({ kind: "unavailable", code: "Timeout", outcomeUnknown: true });

test("a leave that was never answered is said again, and waited for until it no longer shows", async () => {
  const cloud = scriptedCloud({ leaves: [unanswered, { outcome: "notMember" }], reads: [inside, outside] });
  await remove(someInputs, sessionWith(cloud));
  expect(cloud.asked).toEqual(["leave", "leave", "read", "read"]);
});

test("a leave that is never answered ends with its error after five times", async () => {
  const cloud = scriptedCloud({ leaves: [unanswered] });
  await expect(remove(someInputs, sessionWith(cloud))).rejects.toThrow("Timeout: some reason.");
  expect(cloud.asked).toHaveLength(5);
});

test("a target that is starting is waited for, and named if the deadline comes first", async () => {
  const starting = failed({ kind: "targetState", code: "IncorrectInstanceStatus", reason: "it is starting" });
  const cloud = scriptedCloud({ leaves: [starting], reads: [{ ...inside, status: "Starting", phase: "passing" }] });
  const removing = remove({ ...someInputs, timeoutSeconds: 10 }, sessionWith(cloud));
  await expect(removing).rejects.toThrow(
    "cannot take instance i-1 out of security group sg-1: IncorrectInstanceStatus: it is starting.",
  );
  await expect(removing).rejects.toThrow(
    "Instance i-1 was still Starting after 10 s (timeoutSeconds). Run it again once",
  );
  expect(cloud.asked.length).toBeGreaterThan(3);
});

test("the last group of a target is an error that names the target and the way out", async () => {
  const last = failed({ kind: "lastGroup", code: "InstanceLastSecurityGroup", advice: "Join another group first." });
  await expect(remove(someInputs, sessionWith(scriptedCloud({ leaves: [last] })))).rejects.toThrow(
    /cannot take instance i-1 out of security group sg-1: InstanceLastSecurityGroup: .* Join another group first\./,
  );
});

test("a membership that this operation created is not left, and a line says so", async () => {
  const cloud = scriptedCloud({ reads: [inside] });
  const session = sessionWith(cloud);
  await create(someInputs, session);
  await remove(someInputs, session);
  expect(cloud.asked).toEqual(["read"]);
  expect(session.notices).toEqual([
    "instance i-1 in security group sg-1 (alicloud cn-hangzhou) exists already: it is taken over without a write.",
    "instance i-1 in security group sg-1 (alicloud cn-hangzhou) is declared elsewhere in this program: it stays.",
  ]);
});

test("a membership that the program declares, as check saw it, is not left: an error where its resource was not made", async () => {
  const cloud = scriptedCloud({ reads: [outside], joins: [failed({ kind: "groupQuota" })] });
  const session = sessionWith(cloud);
  check({ ...someInputs, securityGroupId: "sg-2" }, someInputs, session);
  const stays = "another resource of this program declares the same membership, and its own step did not succeed.";
  await expect(remove(someInputs, session)).rejects.toThrow(stays);
  await expect(create(someInputs, session)).rejects.toThrow();
  await expect(remove(someInputs, session)).rejects.toThrow(stays);
  expect(cloud.asked).not.toContain("leave");
});

test("a membership that the state holds for the resource that declares it stays, without an error", async () => {
  const cloud = scriptedCloud({ reads: [inside] });
  const session = sessionWith(cloud);
  check(someInputs, someInputs, session);
  await diff(someInputs, someInputs, session);
  await remove(someInputs, session);
  expect(cloud.asked).toEqual(["read"]);
});

test("a membership that is left before its successor is made stays where another resource declares it", async () => {
  const session = sessionWith(scriptedCloud({}));
  const other = { ...someInputs, securityGroupId: "sg-2" };
  check(someInputs, other, session);
  await diff(someInputs, other, session);
  check(other, someInputs, session);
  await expect(remove(someInputs, session)).resolves.toBe(false);
});

test("a membership that only a refresh's diff names is left", async () => {
  const cloud = scriptedCloud({ leaves: [{ outcome: "notMember" }] });
  const session = sessionWith(cloud);
  await diff(someInputs, someInputs, session);
  await remove(someInputs, session);
  expect(cloud.asked).toEqual(["leave"]);
});

test("a create that comes while the same membership is being left waits, and joins then", async () => {
  const cloud = scriptedCloud({
    leaves: [{ outcome: "left" }],
    reads: [inside, outside, outside, inside],
    joins: [{ outcome: "joined" }],
  });
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const session = sessionWith(cloud, { clock: { now: () => 0, sleep: pause } });
  const removing = remove(someInputs, session);
  await pause();
  expect(cloud.asked).toEqual(["leave", "read"]);
  await Promise.all([removing, create(someInputs, session)]);
  expect(cloud.asked).toEqual(["leave", "read", "read", "read", "join", "read"]);
});

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
  await expect(remove(someInputs, sessionWith(cloud))).resolves.toBeUndefined();
});

test("a leave that was never answered is said again, and 'not a member' is done then", async () => {
  const unanswered = failed({ kind: "unavailable", outcomeUnknown: true });
  const cloud = scriptedCloud({ leaves: [unanswered, { outcome: "notMember" }] });
  await remove(someInputs, sessionWith(cloud));
  expect(cloud.asked).toEqual(["leave", "leave"]);
});

test("a busy target is waited for, and named if the deadline comes first", async () => {
  const busy = failed({ kind: "busy", code: "InvalidOperation.Conflict", reason: "try again later" });
  const cloud = scriptedCloud({ leaves: [busy] });
  await expect(remove({ ...someInputs, timeoutSeconds: 10 }, sessionWith(cloud))).rejects.toThrow(
    "cannot take instance i-1 out of security group sg-1: InvalidOperation.Conflict: try again later.",
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
    "instance i-1 in security group sg-1 (alicloud cn-hangzhou) is declared elsewhere in this program: it stays.",
  ]);
});

test("a membership that a diff's new inputs name is not left", async () => {
  const cloud = scriptedCloud({});
  const session = sessionWith(cloud);
  await diff({ ...someInputs, securityGroupId: "sg-2" }, someInputs, session);
  await remove(someInputs, session);
  expect(cloud.asked).toEqual([]);
});

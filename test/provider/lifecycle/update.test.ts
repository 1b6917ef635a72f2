import { update } from "../../../provider/lifecycle/update";
import { failed, recordOf, scriptedCloud, sessionWith, someInputs } from "../scriptedCloud";

const inside = recordOf("i-1", { securityGroupIds: ["sg-1"] });
const outside = recordOf("i-1", { securityGroupIds: ["sg-other"] });

test("joins again what was removed", async () => {
  const cloud = scriptedCloud({ reads: [outside, inside], joins: [{ outcome: "joined" }] });
  await update(someInputs, someInputs, sessionWith(cloud));
  expect(cloud.asked).toEqual(["read", "join", "read"]);
});

test("writes nothing when only options changed", async () => {
  const cloud = scriptedCloud({ reads: [inside] });
  await update(someInputs, { ...someInputs, onExisting: "fail" }, sessionWith(cloud));
  expect(cloud.asked).toEqual(["read"]);
});

test("one that was left unfinished takes its place where the target has no room for both", async () => {
  const inOld = recordOf("i-1", { securityGroupIds: ["sg-other", "sg-old"] });
  const cloud = scriptedCloud({
    reads: [inOld, inOld, outside, outside, inside],
    groups: [[{ id: "sg-1" }]],
    joins: [failed({ kind: "targetQuota" }), { outcome: "joined" }],
    leaves: [{ outcome: "left" }],
  });
  await update({ ...someInputs, unfinished: true, inPlaceOf: "sg-old" }, someInputs, sessionWith(cloud));
  expect(cloud.asked).toEqual(["read", "join", "read", "groups", "leave", "read", "read", "join", "read"]);
});

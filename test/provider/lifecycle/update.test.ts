import { update } from "../../../provider/lifecycle/update";
import { recordOf, scriptedCloud, sessionWith, someInputs } from "../scriptedCloud";

const inside = recordOf("i-1", { securityGroupIds: ["sg-1"] });
const outside = recordOf("i-1", { securityGroupIds: ["sg-other"] });

test("joins again what was removed", async () => {
  const cloud = scriptedCloud({ reads: [outside, inside], joins: [{ outcome: "joined" }] });
  await update(someInputs, sessionWith(cloud));
  expect(cloud.asked).toEqual(["read", "join", "read"]);
});

test("writes nothing when only options changed", async () => {
  const cloud = scriptedCloud({ reads: [inside] });
  await update({ ...someInputs, onExisting: "fail" }, sessionWith(cloud));
  expect(cloud.asked).toEqual(["read"]);
});

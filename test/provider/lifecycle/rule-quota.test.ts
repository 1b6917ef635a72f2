import { create } from "../../../provider/lifecycle/create";
import { formatId } from "../../../provider/model/id";
import { membershipOf } from "../../../provider/model/inputs";
import { type Emulated, emulated } from "./emulated";

let cloud: Emulated;
beforeEach(async () => {
  cloud = await emulated("alicloud", {
    securityGroups: [{ id: "sg-old" }, { id: "sg-new" }, { id: "sg-home" }],
    instances: [{ id: "i-1", groups: ["sg-home", "sg-old"] }],
    networkInterfaces: [{ id: "eni-1", groups: ["sg-home", "sg-old"] }],
  });
  cloud.setFaults({ kind: "error", action: "JoinSecurityGroup", code: "AclLimitExceed" });
});
afterEach(() => cloud.close());

test.each(["i-1", "eni-1"])(
  "a move of %s that is refused for the number of rules leaves the old group alone, and speaks of rules",
  async (target) => {
    const moved = cloud.inputs("sg-new", target);
    cloud.session.memory.claims.replace(cloud.inputs("sg-old", target), formatId(membershipOf(moved)));
    const moving = create(moved, cloud.session);
    await expect(moving).rejects.toThrow(/AclLimitExceed: .* remove rules from the groups/);
    await expect(moving).rejects.not.toThrow(/5 by default|securityGroupId in place|It is in/);
    expect(cloud.groupsOf(target)).toEqual(["sg-home", "sg-old"]);
    expect(cloud.actions()).not.toContain("LeaveSecurityGroup");
    expect(cloud.notices).toEqual([]);
  },
);

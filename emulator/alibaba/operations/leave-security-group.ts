import { refusal } from "../errors";
import { namedEdge, type Edge } from "./edge";
import type { Operation } from "./operation";

/** Removes one target from one group. Leaving a group one is not in is an error since 2024-07-08, and so is leaving the last. */
export const leaveSecurityGroup: Operation = {
  writes: true,
  perform: (input) => {
    const edge = namedEdge(input);
    checkState(edge);
    const { region, target, group } = edge;
    const present = region.groupsOf(target, "rules");
    if (!present.includes(group.id)) throw refusal("InvalidSecurityGroupAssociation.NotFound");
    if (present.length === 1) {
      throw refusal(target.kind === "instance" ? "InstanceLastSecurityGroup" : "InvalidOperation.AtLeastInOneGroup");
    }
    region.setGroups(
      target,
      present.filter((id) => id !== group.id),
      "lagging",
    );
    return {};
  },
};

function checkState({ target }: Edge): void {
  if (target.kind !== "instance") return;
  if (target.locked) throw refusal("InstanceLockedForSecurity");
  if (target.status !== "Running" && target.status !== "Stopped") throw refusal("IncorrectInstanceStatus");
}

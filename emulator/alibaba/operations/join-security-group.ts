import type { Instance, NetworkInterface, Region, SecurityGroup } from "../../store";
import { refusal } from "../errors";
import { namedEdge, type Edge } from "./edge";
import type { Operation } from "./operation";

/** Adds one target to one group. Not idempotent: doing it twice is an error, as documented. */
export const joinSecurityGroup: Operation = {
  writes: true,
  perform: (input) => {
    const edge = namedEdge(input);
    if (edge.target.kind === "instance") checkInstance(edge.target, edge.group);
    else checkInterface(edge.region, edge.target, edge.group);
    const { region, target } = edge;
    region.setGroups(target, [...checkMembership(edge), edge.group.id], "lagging");
    return {};
  },
};

function checkInstance(instance: Instance, group: SecurityGroup): void {
  if (instance.locked) throw refusal("InstanceLockedForSecurity");
  if (instance.status === "Pending") throw refusal("Forbidden.InstanceIsBeingCreated");
  if (instance.status !== "Running" && instance.status !== "Stopped") throw refusal("IncorrectInstanceStatus");
  if (instance.vpcId !== group.vpcId) throw refusal("InvalidInstanceId.Mismatch");
}

function checkInterface(region: Region, target: NetworkInterface, group: SecurityGroup): void {
  if (region.instance(target.instanceId ?? "")?.status === "Pending") {
    throw refusal("InvalidStatus.EniOrInstanceIsBeingCreated");
  }
  if (target.vpcId !== group.vpcId) throw refusal("InvalidOperation.VpcMismatch");
}

/** Quotas and types; returns the groups that the target is in so far. */
function checkMembership({ region, target, group }: Edge): readonly string[] {
  const present = region.groupsOf(target, "rules");
  if (present.includes(group.id)) throw refusal("InvalidInstanceId.AlreadyExists");
  const type = region.securityGroup(present[0] ?? "")?.type;
  if (type !== undefined && type !== group.type) throw refusal("InvalidOperation.MultiGroupType");
  if (present.length >= target.groupLimit) {
    // One code, two documented statuses: the page gives 400 with a text about instances, and 403 with a free text.
    throw refusal("InstanceSecurityGroupLimitExceeded", target.kind === "instance" ? {} : { status: 403 });
  }
  if (group.capacity !== undefined && region.memberCount(group.id) >= group.capacity) {
    // Advanced groups count network interfaces, an instance by its primary one.
    throw group.type === "enterprise"
      ? refusal("InvalidOperation.NetworkInterfaceCountExceeded")
      : refusal("SecurityGroupInstanceLimitExceeded");
  }
  return present;
}

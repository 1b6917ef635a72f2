import type { Instance, NetworkInterface, Region, SecurityGroup, Target } from "../../store";
import type { GroupType } from "../../terms";
import { refusal, refusalAbout } from "../errors";

/** A target's groups as a write would have them. Checked first, all of them, and only then applied. */
export interface Change {
  readonly region: Region;
  readonly target: Target;
  readonly groups: readonly string[];
}

export function apply(changes: readonly Change[]): void {
  for (const { region, target, groups } of changes) region.setGroups(target, groups, "lagging");
}

/** States that pass by themselves; the code is one that clients of the cloud wait on. */
const PASSING = new Set(["Starting", "Stopping", "Scaling", "SnapshotProcessing", "ImageProcessing", "ChangeVpc"]);
/** Expired, or in debt and in the recycle bin. Binding is refused by the documents; of unbinding they say nothing. */
const EXPIRED = new Set(["Expired", "Recycled"]);

export function checkInstance({ locked, status }: Instance, write: "bind" | "unbind"): void {
  if (locked) throw refusalAbout("AccessDenied", "the instance is locked for security reasons");
  if (PASSING.has(status)) throw refusal("OperationDenied");
  if (status === "Error") throw refusalAbout("PreconditionFailed", "the instance is in the state Error");
  if (write === "bind" && EXPIRED.has(status)) throw refusal("SecurityGroup.ExpiredInstanceForbiddenBind");
}

export function checkInterface({ locked, managed, status }: NetworkInterface): void {
  if (managed) throw refusalAbout("AccessDenied", "the network interface is managed by a cloud service");
  if (locked) throw refusalAbout("AccessDenied", "the network interface is locked for security reasons");
  if (status === "attaching" || status === "detaching") throw refusal("OperationDenied");
}

/**
 * Adds groups of one type to a target; those it is in already stay where they are.
 *
 * @throws Refusal where types would mix, a VPC is another, or there would be too many
 */
export function joined(region: Region, target: Target, groups: readonly SecurityGroup[]): Change {
  const present = region.groupsOf(target, "rules");
  const type = typeOf(region, present);
  if (type !== undefined && groups.some((group) => group.type !== type)) {
    throw refusalAbout("PreconditionFailed", "ordinary and enterprise security groups cannot be mixed on a target");
  }
  const fresh = groups.filter(({ id }) => !present.includes(id));
  checkVpc(target, fresh);
  return withinLimit({ region, target, groups: [...present, ...fresh.map(({ id }) => id)] });
}

/**
 * Takes groups away from a target.
 *
 * @throws Refusal where it is not in one of them, or would be left without any
 */
export function left(region: Region, target: Target, groups: readonly SecurityGroup[]): Change {
  const present = region.groupsOf(target, "rules");
  if (groups.some(({ id }) => !present.includes(id))) throw refusal("NoSuchObject");
  const rest = present.filter((id) => !groups.some((group) => group.id === id));
  // The page about unbinding says 403 and names no code; the code's own table, of binding, says 400.
  if (rest.length === 0) throw refusal("SecurityGroup.NoSecurityGroup", { status: 403 });
  return { region, target, groups: rest };
}

/**
 * Replaces all groups of a target, of both types, by these of one type.
 *
 * @throws Refusal where there are none or too many, or a VPC is another
 */
export function replaced(region: Region, target: Target, groups: readonly SecurityGroup[]): Change {
  if (groups.length === 0) throw refusal("SecurityGroup.NoSecurityGroup");
  checkVpc(target, groups);
  return withinLimit({ region, target, groups: groups.map(({ id }) => id) });
}

/**
 * A group's capacity, of all changes together. The cloud documents none; where a world has one, the code of the other
 * quota answers.
 */
export function checkCapacities(changes: readonly Change[], groups: readonly SecurityGroup[]): void {
  for (const { id, capacity } of groups) {
    if (capacity === undefined) continue;
    const joins = changes.filter(({ region, target, groups: wanted }) => {
      return wanted.includes(id) && !region.groupsOf(target, "rules").includes(id);
    });
    const before = changes[0]?.region.memberCount(id) ?? 0;
    if (joins.length > 0 && before + joins.length > capacity) {
      throw refusalAbout("SecurityGroup.BindInstanceExceededLimit", "the security group is full");
    }
  }
}

function withinLimit(change: Change): Change {
  if (change.groups.length > change.target.groupLimit) throw refusal("SecurityGroup.BindInstanceExceededLimit");
  return change;
}

/** Ordinary groups belong to a VPC, enterprise groups to none. Several VPCs at once are one mistake, another VPC a second. */
function checkVpc({ vpcId }: Target, groups: readonly SecurityGroup[]): void {
  const vpcs = new Set(groups.filter(({ type }) => type === "normal").map((group) => group.vpcId));
  if (vpcs.size > 1) throw refusal("Vpc.SecurityGroupsNotSameVpc");
  if (vpcs.size === 1 && !vpcs.has(vpcId)) throw refusal("InstanceBindNoSameVpcException");
}

function typeOf(region: Region, ids: readonly string[]): GroupType | undefined {
  return region.securityGroup(ids[0] ?? "")?.type;
}

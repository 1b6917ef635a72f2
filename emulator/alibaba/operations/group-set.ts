import type { Refusal } from "../../cloud";
import type { Region, SecurityGroup, Target } from "../../store";
import { refusal } from "../errors";

/** The codes in which one operation says what is wrong with a whole set of groups: each has its own for the same rule. */
export interface GroupSetCodes {
  readonly classicGroup: () => Refusal;
  readonly otherVpc: () => Refusal;
  readonly mixedTypes: () => Refusal;
  readonly full: (group: SecurityGroup) => Refusal;
}

/**
 * Checks the set that is to replace a target's groups. Groups that the target is already in are not counted against their
 * capacity again.
 *
 * @throws Refusal
 */
export function checkGroupSet(region: Region, target: Target, ids: readonly string[], codes: GroupSetCodes): void {
  if (new Set(ids).size < ids.length) throw refusal("InvalidParameter.SecurityGroupIdRepeated");
  const groups = ids.map((id) => {
    const group = region.securityGroup(id);
    if (group === undefined) throw refusal("InvalidSecurityGroupId.NotFound");
    return group;
  });
  for (const group of groups) {
    if (group.vpcId === "") throw codes.classicGroup();
    if (group.vpcId !== target.vpcId) throw codes.otherVpc();
    if (group.type !== groups[0]?.type) throw codes.mixedTypes();
  }
  if (ids.length > target.groupLimit) throw refusal("JoinedGroupLimitExceed");
  const present = region.groupsOf(target, "rules");
  for (const group of groups) {
    const joins = !present.includes(group.id);
    if (joins && group.capacity !== undefined && region.memberCount(group.id) >= group.capacity) {
      throw codes.full(group);
    }
  }
}

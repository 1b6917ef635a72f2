import type { Refusal } from "../../cloud";
import type { Region, SecurityGroup, Target } from "../../store";

/** A target's groups as a write leaves them. */
export interface Change<Of extends Target = Target> {
  readonly target: Of;
  readonly groups: readonly string[];
}

/** How a product says that a quota is full. */
export interface QuotaCodes {
  readonly target: (target: Target) => Refusal;
  readonly group: (group: SecurityGroup) => Refusal;
}

/**
 * Quotas of targets and groups as they are after all changes of a call. Who is over a quota already and joins nothing
 * may stay; who is in a group already does not count against its capacity again.
 *
 * @throws Refusal
 */
export function checkQuotas(region: Region, changes: readonly Change[], codes: QuotaCodes): void {
  const joining = new Map<string, number>();
  for (const { target, groups } of changes) {
    const present = region.groupsOf(target, "rules");
    const added = groups.filter((id) => !present.includes(id));
    if (added.length > 0 && groups.length > target.groupLimit) throw codes.target(target);
    for (const id of added) joining.set(id, (joining.get(id) ?? 0) + 1);
  }
  for (const [id, count] of joining) {
    const group = region.securityGroup(id);
    if (group?.capacity !== undefined && region.memberCount(id) + count > group.capacity) throw codes.group(group);
  }
}

/** Writes a target's groups. */
export function write(region: Region, { target, groups }: Change): void {
  region.setGroups(target, groups, "lagging");
}

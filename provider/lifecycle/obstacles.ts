/**
 * What stands against joining a membership, as far as its target and its group tell: the same sentences in the preview,
 * before anything is written, and when a join meets it.
 */
import type { GroupRecord, TargetRecord } from "../clouds/cloud";
import type { CloudError } from "../model/errors";
import { describeTarget, type Membership, type Target } from "../model/membership";

/** Why the target itself takes no new group, whichever it is; undefined if it does, now or after a wait. */
export function obstacleOfTarget(record: TargetRecord): string | undefined {
  return obstacle(record, {
    instance: "Bring it back or remove the membership.",
    networkInterface: "Name another network interface, or remove the membership.",
  });
}

/** Why the target lets no group go, whichever it is; undefined if it does, now or after a wait. */
export function obstacleToLeaving(record: TargetRecord): string | undefined {
  const drop = "`pulumi state delete` drops the membership from the state without a call to the cloud.";
  return obstacle(record, {
    instance: `Bring it back and run it again; if it is going, run it again once it is gone. Or ${drop}`,
    networkInterface: `Run it again once it is gone: its memberships go with it. Or ${drop}`,
  });
}

/** All that stands against any change of the target's groups. `wayOut`: of a state that does not pass by itself. */
function obstacle(
  { target, primaryOf, lock, phase, status, managed }: TargetRecord,
  wayOut: Readonly<Record<Target["kind"], string>>,
): string | undefined {
  const what = describeTarget(target);
  // It would be one edge under two IDs, and each would take the other's away. Whatever else is wrong is the instance's.
  if (primaryOf !== undefined) {
    return `${what} is the primary interface of ${primaryOf}. Give instanceId: "${primaryOf}" instead of it.`;
  }
  return together([
    managed ? `${what} is managed by a cloud service, and only that service can change its groups.` : undefined,
    lock === undefined
      ? undefined
      : `${what} is locked (${lock}). Have the lock lifted in the cloud's console or by its support.`,
    // A lock can be the very state.
    phase === "stuck" && lock !== status
      ? `${what} is ${status}, which does not pass by itself. ${wayOut[target.kind]}`
      : undefined,
  ]);
}

/** What to do about a target whose state was still changing when the wait for it ended. */
export function wayOutOfPassing({ kind }: Target): string {
  const again = {
    instance: "start or stop the instance",
    networkInterface: "attach or detach the network interface again",
  }[kind];
  return `Run it again once that has ended, or raise timeoutSeconds; if it hangs, ${again} in the cloud's console.`;
}

/** Several reasons as one text, so that the user can mend all of them at once; undefined if there is none. */
export function together(reasons: readonly (string | undefined)[]): string | undefined {
  const found = reasons.filter((reason) => reason !== undefined);
  return found.length === 0 ? undefined : found.join(" Also, ");
}

export function asSentence(reason: string): string {
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}

/** Why the group does not take the target; undefined if it does. `present`: the groups that the target is in. */
export function obstacleOfGroup(
  group: GroupRecord,
  record: TargetRecord,
  present: readonly GroupRecord[],
): string | undefined {
  return together([
    group.managed
      ? `security group ${group.id} is managed by a cloud service, and only that service can change its members.`
      : undefined,
    otherVpc(group, record),
    otherType(group, record, present),
  ]);
}

function otherVpc(group: GroupRecord, { target, vpcId }: TargetRecord): string | undefined {
  if (group.vpcId === undefined || vpcId === undefined || group.vpcId === vpcId) return undefined;
  const place = group.vpcId === "" ? "in the classic network" : `in ${group.vpcId}`;
  return (
    `the security group is ${place}, and ${describeTarget(target)} is in ${vpcId}. ` +
    `A target can only join security groups of its own VPC: name another group, or another target.`
  );
}

function otherType(group: GroupRecord, { target }: TargetRecord, present: readonly GroupRecord[]): string | undefined {
  const what = describeTarget(target);
  const others = present.filter(({ type }) => type !== undefined && group.type !== undefined && type !== group.type);
  if (others.length === 0) return undefined;
  return (
    `the security group ${group.id} is of the type "${group.type ?? ""}", and ${what} is in those of the type ` +
    `"${others[0]?.type ?? ""}" (${others.map(({ id }) => id).join(", ")}). ` +
    `The types do not mix on one target: use groups of one type.`
  );
}

export function targetMissing({ target }: Membership): string {
  const advice = "Check the ID, the region and the account, or, if it was deleted, remove the membership.";
  return `${describeTarget(target)} does not exist. ${advice}`;
}

export function groupMissing({ securityGroupId }: Membership): string {
  return `security group ${securityGroupId} does not exist. Check the ID, the region and the account.`;
}

/** The cloud answers an error to a question about this ID alone. */
export function idRefused(id: string, error: CloudError): string {
  return `the cloud does not take the ID ${id}. ${error.message}`;
}

/** How many groups a target may be in, and what a program does to them. */
export interface GroupCount {
  readonly record: TargetRecord;
  readonly limit: number;
  /** Groups that the target is in, that the stack has a membership of and that the program no longer declares. */
  readonly leaving: readonly string[];
  readonly joining: readonly string[];
}

/** The target would be in more groups than it may, also without those that it leaves. */
export function tooManyGroups({ record, limit, leaving, joining }: GroupCount): string {
  const present = record.securityGroupIds;
  const givesUp = leaving.length === 0 ? "" : `gives up ${leaving.length} of them (${leaving.join(", ")}) and `;
  const excess = present.length - leaving.length + joining.length - limit;
  return (
    `${describeTarget(record.target)} may be in ${limit} security groups; it is in ${present.length} ` +
    `(${present.join(", ")}), and this program ${givesUp}adds ${joining.length} (${joining.join(", ")}). That is ${excess} ` +
    `too many: declare fewer memberships of it (one that the program gives up makes room in the same update), take it out ` +
    `of a group by hand, or have the account's quota raised and set secgroup:groupsPerTarget.`
  );
}

/** The target has no room for the groups that it joins before it left some of those that the program gives up. */
export function leftFirst({ record, limit, leaving, joining }: GroupCount): string {
  const needed = record.securityGroupIds.length + joining.length - limit;
  const which = needed < leaving.length ? `${needed} of ${leaving.join(", ")}` : leaving.join(", ");
  return (
    `${describeTarget(record.target)} is in ${record.securityGroupIds.length} security groups and may be in ${limit}: ` +
    `${which} is left before ${joining.join(", ")} is joined, also where the membership has retainOnDelete.`
  );
}

/** The group would hold more targets than it may. */
export function tooManyTargets({ id, room = 0 }: GroupRecord, added: readonly string[]): string {
  return (
    `security group ${id} takes ${room} more ${room === 1 ? "target" : "targets"}, and this program adds ${added.length} ` +
    `(${added.join(", ")}). Use another group, or have its quota raised.`
  );
}

/** `onExisting: "fail"`, and it exists. */
export const alreadyMember =
  `it is a member already and onExisting is "fail". Set onExisting: "adopt" to manage it here ` +
  `(also if an interrupted update of this stack joined it), or have it removed first.`;

/** A refusal for a quota of which the code does not tell whose it is, of a target that has room. */
export function groupIsFull({ target, securityGroupIds }: TargetRecord): { kind: "groupQuota"; advice: string } {
  return {
    kind: "groupQuota",
    advice:
      `${asSentence(describeTarget(target))} is in ${securityGroupIds.length} only, so ` +
      `the security group is full: use another group, or have its quota raised.`,
  };
}

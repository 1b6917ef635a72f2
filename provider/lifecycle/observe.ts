import type { Call, Cloud, TargetRecord } from "../clouds/cloud";
import type { Membership, Target } from "../model/membership";

/** What the cloud says of a membership now. `gone`: the target itself does not exist, which was confirmed. */
export type Observation =
  | { readonly state: "member"; readonly record: TargetRecord }
  | { readonly state: "notMember"; readonly record: TargetRecord }
  | { readonly state: "gone" };

/**
 * Asks the cloud for a membership. A target that a listing leaves out is asked for again by an operation that can tell
 * "gone" from "not allowed to see": an empty list can mean a missing permission. Throws what the cloud throws.
 */
export async function observe(cloud: Cloud, membership: Membership, call: Call): Promise<Observation> {
  const record = await findTarget(cloud, membership.target, { about: membership.securityGroupId, ...call });
  if (!record) return { state: "gone" };
  const state = record.securityGroupIds.includes(membership.securityGroupId) ? "member" : "notMember";
  return { state, record };
}

async function findTarget(cloud: Cloud, target: Target, call: Call): Promise<TargetRecord | undefined> {
  const listed = await cloud.readTargets([target], call);
  return listed.get(target.id) ?? (await cloud.confirmTarget(target, call));
}

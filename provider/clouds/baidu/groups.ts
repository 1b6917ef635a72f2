/** The two types of security groups, by the API's words. They never mix on a target ("Security groups", overview). */
export type GroupType = "normal" | "enterprise";

/** A target's groups by type, each in the cloud's order. */
export type GroupsByType = Readonly<Record<GroupType, readonly string[]>>;

/** Enterprise groups are `esg-…`, ordinary ones `g-…`. */
export function typeOfGroup(securityGroupId: string): GroupType {
  return securityGroupId.startsWith("esg-") ? "enterprise" : "normal";
}

export function otherType(type: GroupType): GroupType {
  return type === "normal" ? "enterprise" : "normal";
}

/** What users call a type. */
export const typeNames: Readonly<Record<GroupType, string>> = { normal: "ordinary", enterprise: "enterprise" };

import type { Region, Target, View } from "../../store";

/** A target's groups in binding order, ordinary and enterprise ones apart. One of the two lists is always empty. */
export interface GroupsByType {
  readonly ordinary: readonly string[];
  readonly enterprise: readonly string[];
}

export function groupsByType(region: Region, target: Target, view: View): GroupsByType {
  const ids = region.groupsOf(target, view);
  const isEnterprise = (id: string): boolean => region.securityGroup(id)?.type === "enterprise";
  return { ordinary: ids.filter((id) => !isEnterprise(id)), enterprise: ids.filter(isEnterprise) };
}

/** Everything was created then: worlds know no history. */
export const CREATED = "2024-01-01T00:00:00Z";

/** Each region has one zone in use. */
export function zoneOf(region: string): string {
  return `cn-${region}-a`;
}

/** Each VPC has one subnet. */
export function subnetOf(vpcId: string): string {
  return `sbn-${vpcId.replace(/^vpc-/, "")}`;
}

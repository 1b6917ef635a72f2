import type { InstanceInput, NetworkInterfaceInput, SecurityGroupInput, WorldInput } from "../../../emulator";

export const REGION = "bj";

/** A Baidu world with a lasting and a temporary key, and whatever else the test is about. */
export function world(
  parts: {
    readonly groups?: readonly SecurityGroupInput[];
    readonly instances?: readonly InstanceInput[];
    readonly interfaces?: readonly NetworkInterfaceInput[];
    readonly visibilityDelayMs?: number;
    readonly rateLimits?: Record<string, number>;
  } = {},
): WorldInput {
  const { groups, instances, interfaces, ...rest } = parts;
  return {
    baiducloud: {
      credentials: [
        { id: "key", secret: "secret" },
        { id: "sts-key", secret: "sts-secret", token: "sts-token" },
      ],
      regions: { [REGION]: { securityGroups: groups, instances, networkInterfaces: interfaces } },
      ...rest,
    },
  };
}

/** Groups g-a, g-b, … that need nothing but their id. */
export function groups(...ids: string[]): SecurityGroupInput[] {
  return ids.map((id) => ({ id }));
}

/** The ids prefix-0, prefix-1, … */
export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

import type { InstanceInput, NetworkInterfaceInput, SecurityGroupInput, WorldInput } from "../../../emulator";

export const REGION = "cn-hangzhou";

/** An Alibaba world with one key pair, and whatever else the test is about. */
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
    alicloud: {
      credentials: [
        { id: "key", secret: "secret" },
        { id: "sts-key", secret: "sts-secret", token: "sts-token" },
      ],
      regions: { [REGION]: { securityGroups: groups, instances, networkInterfaces: interfaces } },
      ...rest,
    },
  };
}

/** Groups sg-a, sg-b, … that need nothing but their id. */
export function groups(...ids: string[]): SecurityGroupInput[] {
  return ids.map((id) => ({ id }));
}

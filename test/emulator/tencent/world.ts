import type { InstanceInput, NetworkInterfaceInput, SecurityGroupInput, WorldInput } from "../../../emulator";

export const REGION = "ap-guangzhou";

/** A Tencent world with two key pairs, and whatever else the test is about. */
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
    tencentcloud: {
      credentials: [
        { id: "id", secret: "secret" },
        { id: "sts-id", secret: "sts-secret", token: "sts-token" },
      ],
      regions: { [REGION]: { securityGroups: groups, instances, networkInterfaces: interfaces }, "ap-empty": {} },
      ...rest,
    },
  };
}

/** Groups that need nothing but their id. */
export function groups(...ids: string[]): SecurityGroupInput[] {
  return ids.map((id) => ({ id }));
}

export const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, number) => `${prefix}-${number}`);

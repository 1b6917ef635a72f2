/** The clouds, named as their Pulumi providers are. */
export const cloudNames = ["alicloud", "tencentcloud", "baiducloud"] as const;
export type CloudName = (typeof cloudNames)[number];

export function isCloudName(value: unknown): value is CloudName {
  return cloudNames.some((name) => name === value);
}

/** What joins a security group: a whole instance (its primary interface) or one network interface. */
export interface Target {
  readonly kind: "instance" | "networkInterface";
  readonly id: string;
}

/** One edge: a target's place in a security group. Two memberships are the same if all of this is equal. */
export interface Membership {
  readonly cloud: CloudName;
  readonly region: string;
  readonly securityGroupId: string;
  readonly target: Target;
}

/** Every cloud's network interface IDs begin so, and no instance ID does. */
const interfacePrefix = "eni-";

/** The target that an ID names: an `eni-…` is a network interface, any other an instance. */
export function targetOf(id: string): Target {
  return { kind: id.startsWith(interfacePrefix) ? "networkInterface" : "instance", id };
}

/** "instance i-1" or "network interface eni-1", for messages. */
export function describeTarget(target: Target): string {
  switch (target.kind) {
    case "instance":
      return `instance ${target.id}`;
    case "networkInterface":
      return `network interface ${target.id}`;
  }
}

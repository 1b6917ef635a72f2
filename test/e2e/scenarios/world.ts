import type {
  CloudInput,
  InstanceInput,
  NetworkInterfaceInput,
  SecurityGroupInput,
  WorldInput,
} from "../../../emulator";
import { allGroups, type Kind, kinds } from "./kinds";

export const key = { id: "dummy-id", secret: "distinctive-dummy-secret" };

/** How a scenario's world differs from the usual one, in which every target is in its home group only. */
export interface Twist {
  /** Facts of a kind's target. */
  readonly target?: (kind: Kind) => Partial<Omit<InstanceInput, "id"> & Omit<NetworkInterfaceInput, "id">>;
  readonly cloud?: Partial<CloudInput>;
  /** The IDs that do not exist. */
  readonly without?: (kind: Kind) => string;
  /** Targets that the usual world does not have, each in its kind's home group. */
  readonly more?: (kind: Kind) => readonly string[];
}

const clouds = ["alicloud", "tencentcloud", "baiducloud"] as const;

export function worldWith(twist: Twist = {}): WorldInput {
  return Object.fromEntries(clouds.map((cloud) => [cloud, cloudWith(cloud, twist)]));
}

function cloudWith(cloud: Kind["cloud"], twist: Twist): CloudInput {
  const ofCloud = kinds.filter((kind) => kind.cloud === cloud);
  const targets = (property: Kind["property"]) =>
    ofCloud.filter((kind) => kind.property === property).flatMap((kind) => targetsOf(kind, twist));
  const gone = new Set(ofCloud.map((kind) => twist.without?.(kind)));
  const present = <T extends { readonly id: string }>(all: readonly T[]) => all.filter(({ id }) => !gone.has(id));
  const region = {
    securityGroups: present(groupsOf(ofCloud)),
    instances: present([...targets("instanceId"), ...fillers(ofCloud)]),
    networkInterfaces: present(targets("networkInterfaceId")),
  };
  return {
    credentials: [key],
    regions: Object.fromEntries(ofCloud.map((kind) => [kind.region, region])),
    ...twist.cloud,
  };
}

function targetsOf(kind: Kind, { target, more }: Twist): { id: string; groups: readonly string[] }[] {
  const groups = [kind.groups.home];
  return [
    { id: kind.target, groups, ...target?.(kind) },
    { id: kind.spare, groups },
    ...(more?.(kind) ?? []).map((id) => ({ id, groups })),
  ];
}

function groupsOf(ofCloud: readonly Kind[]): SecurityGroupInput[] {
  const found = ofCloud.flatMap((kind): SecurityGroupInput[] => {
    const { web, other, full, far } = kind.groups;
    return [
      ...[...allGroups(kind), web, other].map((id) => ({ id })),
      { id: full, capacity: 1 },
      ...(far === undefined ? [] : [{ id: far, vpcId: "vpc-far" }]),
      ...(kind.cloud === "alicloud" ? [{ id: "sg-advanced", type: "enterprise" as const }] : []),
    ];
  });
  return [...new Map(found.map((group) => [group.id, group])).values()];
}

/** Instances that take up the room of the full groups. */
function fillers(ofCloud: readonly Kind[]): InstanceInput[] {
  const full = [...new Set(ofCloud.map(({ groups }) => groups.full))];
  const prefix = ofCloud.some(({ cloud }) => cloud === "tencentcloud") ? "ins" : "i";
  return full.map((group, index) => ({ id: `${prefix}-full${index}`, groups: [group] }));
}

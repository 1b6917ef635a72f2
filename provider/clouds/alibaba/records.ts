import type { GroupRecord, TargetRecord } from "../cloud";
import type { Group, Instance, NetworkInterface } from "./answers";
import { lookup } from "../../model/lookup";

/** Instance states of the API that pass by themselves. Memberships can be changed in `Running` and `Stopped`. */
const passingInstances: ReadonlySet<string> = new Set(["Pending", "Starting", "Stopping"]);

export function recordOfInstance(instance: Instance): TargetRecord {
  const locks = instance.OperationLocks?.LockReason ?? [];
  return {
    target: { kind: "instance", id: instance.InstanceId },
    securityGroupIds: instance.SecurityGroupIds.SecurityGroupId,
    status: instance.Status,
    phase: passingInstances.has(instance.Status) ? "passing" : "ready",
    vpcId: instance.VpcAttributes?.VpcId || undefined,
    // An instance can be locked for other reasons too (`financial`, …), which do not stop a membership.
    lock: locks.map(({ LockReason }) => LockReason).find((reason) => reason === "security"),
  };
}

/** Interface states of the API. Memberships can be changed in `Available` and `InUse`. */
const interfacePhases: Readonly<Record<string, TargetRecord["phase"]>> = {
  Attaching: "passing",
  Detaching: "passing",
  Deleting: "stuck",
};

export function recordOfInterface(found: NetworkInterface): TargetRecord {
  return {
    target: { kind: "networkInterface", id: found.NetworkInterfaceId },
    securityGroupIds: found.SecurityGroupIds.SecurityGroupId,
    status: found.Status,
    phase: lookup(interfacePhases, found.Status) ?? "ready",
    vpcId: found.VpcId || undefined,
    primaryOf: found.Type === "Primary" ? found.InstanceId || "its instance" : undefined,
    managed: found.ServiceManaged,
  };
}

/** What users call the types. */
const groupTypes: Readonly<Record<string, string>> = { normal: "basic", enterprise: "advanced" };

export function recordOfGroup(group: Group): GroupRecord {
  return {
    id: group.SecurityGroupId,
    vpcId: group.VpcId,
    type: group.SecurityGroupType === undefined ? undefined : lookup(groupTypes, group.SecurityGroupType),
    room: group.AvailableInstanceAmount,
    managed: group.ServiceManaged,
  };
}

import type { NetworkInterface, Region } from "../../store";
import { missing, refusal } from "../errors";
import { checkGroupSet, type GroupSetCodes } from "./group-set";
import type { Operation } from "./operation";
import { isMalformed, namedRegion } from "./places";

const CODES: GroupSetCodes = {
  classicGroup: () => refusal("InvalidSecurityGroupId.NotVpc"),
  otherVpc: () => refusal("InvalidOperation.VpcMismatch"),
  // 400 where the same code answers a join.
  mixedTypes: () => refusal("InvalidOperation.MultiGroupType", { status: 403 }),
  full: ({ type }) =>
    type === "enterprise"
      ? refusal("InvalidOperation.EniCountExceeded", { status: 403 })
      : refusal("SecurityGroupInstanceLimitExceed"),
};

/** Replaces a secondary interface's groups by `SecurityGroupId.N` (singular); other attributes mean nothing here. */
export const modifyNetworkInterfaceAttribute: Operation = {
  writes: true,
  perform: (input) => {
    const region = namedRegion(input, () => missing("RegionId"));
    const id = input.parameters.text("NetworkInterfaceId");
    if (id === undefined) throw missing("NetworkInterfaceId");
    const target = region.networkInterface(id);
    if (target === undefined) {
      throw isMalformed("networkInterface", id) ? refusal("InvalidParams.EniId") : refusal("InvalidEniId.NotFound");
    }
    const ids = input.parameters.list("SecurityGroupId");
    if (ids.length === 0) return {};
    checkTarget(region, target);
    checkGroupSet(region, target, ids, CODES);
    region.setGroups(target, ids, "lagging");
    return {};
  },
};

function checkTarget(region: Region, target: NetworkInterface): void {
  if (target.managed) throw refusal("InvalidOperation.EniServiceManaged");
  if (target.primary) throw refusal("InvalidOperation.PrimaryEniOnlySupportModifyNameAndDesc");
  if (target.locked) throw refusal("InstanceLockedForSecurity");
  if (target.status !== "Available" && target.status !== "InUse") throw refusal("InvalidOperation.InvalidEniState");
  const host = region.instance(target.instanceId ?? "");
  if (host !== undefined && host.status !== "Running" && host.status !== "Stopped") {
    throw refusal("InvalidOperation.InvalidEcsState");
  }
}

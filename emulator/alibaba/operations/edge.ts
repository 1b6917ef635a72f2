import type { NetworkInterface, Region, SecurityGroup, Target } from "../../store";
import { missing, refusal } from "../errors";
import { existingInstance, isMalformed, namedRegion } from "./places";
import type { OperationInput } from "./operation";

/** What a join or a leave is about. */
export interface Edge {
  readonly region: Region;
  readonly target: Target;
  readonly group: SecurityGroup;
}

/** Finds the group and the one target that a join or a leave names, with the rules both have in common. */
export function namedEdge(input: OperationInput): Edge {
  const { parameters } = input;
  const groupId = parameters.text("SecurityGroupId");
  const instanceId = parameters.text("InstanceId");
  const interfaceId = parameters.text("NetworkInterfaceId");
  if (groupId === undefined) throw missing("SecurityGroupId");
  if (instanceId !== undefined && interfaceId !== undefined) {
    throw refusal("InvalidParam.EniIdAndInstanceId.Conflict");
  }
  if (interfaceId !== undefined) {
    const region = namedRegion(input, () => refusal("MissingParameter.RegionId"));
    const target = changeableInterface(region, interfaceId);
    return { region, target, group: existingGroup(region, groupId) };
  }
  if (instanceId === undefined) throw missing("InstanceId");
  const { region, instance } = existingInstance(input, instanceId, () => refusal("InvalidInstanceId.Malformed"));
  return { region, target: instance, group: existingGroup(region, groupId) };
}

function existingGroup(region: Region, id: string): SecurityGroup {
  const group = region.securityGroup(id);
  if (group !== undefined) return group;
  throw isMalformed("securityGroup", id)
    ? refusal("InvalidParam.Malformed", { message: `The specified parameter "SecurityGroupId" is malformed.` })
    : refusal("InvalidSecurityGroupId.NotFound");
}

/** Only secondary interfaces in a settled state, which no cloud service owns. */
function changeableInterface(region: Region, id: string): NetworkInterface {
  const found = region.networkInterface(id);
  if (found === undefined) {
    throw isMalformed("networkInterface", id)
      ? refusal("InvalidParam.Malformed", { message: `The specified parameter "NetworkInterfaceId" is malformed.` })
      : refusal("InvalidEniId.NotFound");
  }
  if (found.managed) throw refusal("InvalidOperation.EniServiceManaged");
  if (found.primary) throw refusal("InvalidOperation.InvalidEniType");
  if (found.locked) throw refusal("InstanceLockedForSecurity");
  if (found.status !== "Available" && found.status !== "InUse") throw refusal("InvalidOperation.InvalidEniState");
  return found;
}

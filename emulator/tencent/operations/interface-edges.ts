import type { Refusal } from "../../cloud";
import type { NetworkInterface, Region, SecurityGroup } from "../../store";
import { missing, refusal } from "../errors";
import { isMalformed, MOST_IDS } from "./ids";
import { write, type Change, type QuotaCodes } from "./quotas";

/** The interfaces that a write names, each once. One that is malformed, unknown or not to be changed fails the whole call. */
export function writableInterfaces(region: Region, ids: readonly string[]): NetworkInterface[] {
  return each("NetworkInterfaceIds", ids, (id) => writableInterface(region, id));
}

/** Only secondary interfaces in a settled state, which no cloud service owns. All refusals have the one documented code. */
export function writableInterface(region: Region, id: string): NetworkInterface {
  const found = existingInterface(region, id);
  const why = unwritable(found);
  if (why !== undefined) throw refusal("UnsupportedOperation", `\`${id}\` is ${why}.`);
  return found;
}

function unwritable({ primary, managed, locked, status }: NetworkInterface): string | undefined {
  if (primary) return "a primary network interface: its instance has the security groups";
  if (managed) return "managed by a cloud service";
  if (locked) return "locked";
  return status === "AVAILABLE" || status === "INUSE" ? undefined : `in the state ${status}`;
}

export function existingInterface(region: Region, id: string): NetworkInterface {
  const found = region.networkInterface(id);
  if (found !== undefined) return found;
  throw absent("networkInterface", id);
}

/** The groups that a call names, each once. */
export function namedGroups(region: Region, ids: readonly string[]): SecurityGroup[] {
  return each("SecurityGroupIds", ids, (id) => vpcGroup(region, id));
}

export function vpcGroup(region: Region, id: string): SecurityGroup {
  const group = region.securityGroup(id);
  if (group !== undefined) return group;
  throw absent("securityGroup", id);
}

/** VPC has one code for whatever does not exist, and one for whatever is malformed. */
function absent(kind: "securityGroup" | "networkInterface", id: string): Refusal {
  return refusal(isMalformed(kind, id) ? "InvalidParameterValue.Malformed" : "ResourceNotFound", `It is \`${id}\`.`);
}

function each<Found>(parameter: string, ids: readonly string[], find: (id: string) => Found): Found[] {
  if (ids.length === 0) throw missing(parameter);
  checkCount(parameter, ids);
  return [...new Set(ids)].map(find);
}

export function checkCount(parameter: string, ids: readonly string[]): void {
  if (ids.length > MOST_IDS) {
    throw refusal("InvalidParameterValue.LimitExceeded", `\`${parameter}\` may have 100 items.`);
  }
}

/** VPC has one code for both. */
export const QUOTA_CODES: QuotaCodes = {
  target: ({ id, groupLimit }) =>
    refusal("LimitExceeded", `\`${id}\` can be bound with up to ${groupLimit} security groups.`),
  group: ({ id }) => refusal("LimitExceeded", `\`${id}\` has as many instances and network interfaces as it can.`),
};

/** VPC writes are no operations in progress: they are done, and reads may lag. */
export function apply(region: Region, changes: readonly Change[]): void {
  for (const change of changes) write(region, change);
}

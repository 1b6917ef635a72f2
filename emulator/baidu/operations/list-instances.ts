import type { Instance, Region } from "../../store";
import { instanceFields } from "./instance-fields";
import { zoneOf } from "./network-fields";
import type { Operation, OperationInput } from "./operation";
import { cutPage } from "./paging";
import { isThere } from "./places";

/** Instances by filters. What nothing has is no error: the list is empty. */
export const listInstances: Operation = {
  action: "listInstances",
  writes: false,
  answer: "fields",
  perform: (input) => {
    const found = input.regions.flatMap((region) => filter(input, region));
    return cutPage(input, "instances", found, (instance, region) => instanceFields(region, instance, input.view));
  },
};

/** Filters by what no instance of a world has. */
const ABSENT = [
  "internalIp",
  "dedicatedHostId",
  "dedicateHostId",
  "keypairId",
  "cdsIds",
  "deploySetIds",
  "tags",
  "privateIps",
  "ipv6Addresses",
  "ehcClusterId",
];

function filter({ query, view }: OperationInput, region: Region): readonly Instance[] {
  if (ABSENT.some((name) => query.text(name) !== undefined) || query.text("autoRenew") === "true") return [];
  const ids = query.list("instanceIds");
  const names = query.list("instanceNames");
  const fuzzyName = query.text("fuzzyInstanceName");
  const statuses = query.list("status");
  const timings = query.list("paymentTiming");
  const vpcId = query.text("vpcId");
  const zone = query.text("zoneName");
  const candidates = membersOf(query.list("securityGroupIds"), region, view);
  return candidates.filter(
    (instance) =>
      isThere(instance) &&
      (ids === undefined || ids.includes(instance.id)) &&
      (names === undefined || names.includes(instance.id)) &&
      (fuzzyName === undefined || instance.id.includes(fuzzyName)) &&
      (statuses === undefined || statuses.includes(instance.status)) &&
      (timings === undefined || timings.includes("Postpaid")) &&
      (vpcId === undefined || instance.vpcId === vpcId) &&
      (zone === undefined || zoneOf(region.name) === zone),
  );
}

/** The instances in any of these ordinary groups; the filter knows no enterprise groups. */
function membersOf(
  groupIds: readonly string[] | undefined,
  region: Region,
  view: OperationInput["view"],
): readonly Instance[] {
  if (groupIds === undefined) return region.instances;
  const members = groupIds
    .filter((id) => region.securityGroup(id)?.type === "normal")
    .flatMap((id) => region.membersOf(id, view));
  return [...new Set(members)].filter((member) => member.kind === "instance");
}

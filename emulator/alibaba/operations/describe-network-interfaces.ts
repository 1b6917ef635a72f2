import type { NetworkInterface, Region } from "../../store";
import { invalid, missing, refusal } from "../errors";
import { CREATED, switchOf } from "./instance-fields";
import type { Operation, OperationInput } from "./operation";
import { cutPage, type Paging } from "./paging";
import { namedRegion } from "./places";

const PAGING: Paging = {
  fewest: 10,
  most: 500,
  usual: 10,
  invalidToken: () => invalid("NextToken", "it does not belong to this query."),
  invalidPageNumber: () => refusal("InvalidOperation.InvalidEniPageNumber"),
};

/** Interfaces by ids and filters. An unknown interface id is absent; an unknown filter value is an error. */
export const describeNetworkInterfaces: Operation = {
  writes: false,
  perform: (input) => {
    const regionId = input.parameters.text("RegionId");
    if (regionId !== undefined && !/^[a-z]+(-[a-z0-9]+)+$/.test(regionId)) throw refusal("InvalidRegionId.MalFormed");
    const region = namedRegion(input, () => missing("RegionId"));
    const found = filter(input, region, candidates(input, region));
    const { items, fields } = cutPage(input, "DescribeNetworkInterfaces", found, PAGING);
    return {
      ...fields,
      NetworkInterfaceSets: {
        NetworkInterfaceSet: items.map((each) => fieldsOf(each, region.groupsOf(each, input.view))),
      },
    };
  },
};

function candidates({ parameters, view }: OperationInput, region: Region): readonly NetworkInterface[] {
  const ids = parameters.list("NetworkInterfaceId");
  if (ids.length > 100) throw invalid("NetworkInterfaceId", "no more than 100 can be given.");
  const groupId = parameters.text("SecurityGroupId");
  if (groupId !== undefined && region.securityGroup(groupId) === undefined) {
    throw refusal("InvalidSecurityGroupId.NotFound");
  }
  if (ids.length > 0) {
    const found = [...new Set(ids)].map((id) => region.networkInterface(id)).filter((each) => each !== undefined);
    return found.sort((a, b) => a.ordinal - b.ordinal);
  }
  if (groupId === undefined) return region.networkInterfaces;
  return region.membersOf(groupId, view).filter((member) => member.kind === "interface");
}

function filter({ parameters, view }: OperationInput, region: Region, interfaces: readonly NetworkInterface[]) {
  const groupId = parameters.text("SecurityGroupId");
  const instanceId = parameters.text("InstanceId");
  const vpcId = parameters.text("VpcId");
  const switchId = parameters.text("VSwitchId");
  const status = parameters.text("Status");
  const type = parameters.text("Type");
  const managed = parameters.text("ServiceManaged")?.toLowerCase();
  if (instanceId !== undefined && region.instance(instanceId) === undefined) throw refusal("InvalidEcsId.NotFound");
  if (switchId !== undefined && !interfaces.some((each) => switchOf(each.vpcId) === switchId)) {
    throw refusal("InvalidVSwitchId.NotFound");
  }
  return interfaces.filter(
    (each) =>
      // The filter by group covers secondary interfaces only, as documented.
      (groupId === undefined || (!each.primary && region.groupsOf(each, view).includes(groupId))) &&
      (instanceId === undefined || each.instanceId === instanceId) &&
      (vpcId === undefined || each.vpcId === vpcId) &&
      (switchId === undefined || switchOf(each.vpcId) === switchId) &&
      (status === undefined || each.status === status) &&
      (type === undefined || (each.primary ? "Primary" : "Secondary") === type) &&
      (managed === undefined || String(each.managed) === managed),
  );
}

function fieldsOf(each: NetworkInterface, groups: readonly string[]): object {
  return {
    NetworkInterfaceId: each.id,
    NetworkInterfaceName: each.id,
    Description: "",
    Type: each.primary ? "Primary" : "Secondary",
    Status: each.status,
    // Empty for an interface that is attached to nothing.
    InstanceId: each.instanceId ?? "",
    VpcId: each.vpcId,
    VSwitchId: switchOf(each.vpcId),
    ZoneId: `${each.region}-a`,
    CreationTime: CREATED,
    ServiceManaged: each.managed,
    SecurityGroupIds: { SecurityGroupId: groups },
    PrivateIpSets: { PrivateIpSet: [] },
    Tags: { Tag: [] },
  };
}

import type { Instance, Region } from "../../store";
import { invalid, refusal } from "../errors";
import { instanceFields } from "./instance-fields";
import type { Operation, OperationInput } from "./operation";
import { cutPage, type Paging } from "./paging";
import { namedRegion } from "./places";

const PAGING: Paging = {
  fewest: 10,
  most: 100,
  usual: 10,
  invalidToken: () => invalid("NextToken", "it does not belong to this query."),
  invalidPageNumber: () => invalid("PageNumber", "it must be a number from 1."),
};

/** Instances by ids and filters. An unknown id is no error: it is absent. */
export const describeInstances: Operation = {
  writes: false,
  perform: (input) => {
    const region = namedRegion(input, () => refusal("MissingParameter.RegionId"));
    const found = filter(input, region, candidates(input, region));
    if (input.parameters.flag("DryRun")) throw refusal("DryRunOperation");
    const { items, fields } = cutPage(input, "DescribeInstances", found, PAGING);
    return {
      ...fields,
      Instances: { Instance: items.map((instance) => listed(region, instance, region.groupsOf(instance, input.view))) },
    };
  },
};

function candidates({ parameters, view }: OperationInput, region: Region): readonly Instance[] {
  const ids = parameters.jsonList("InstanceIds");
  if (ids === "malformed") throw refusal("Abs.InvalidInstanceIds.MalFormed");
  if (ids !== undefined) {
    if (ids.length > 100) throw refusal("InvalidParameter.TooManyInstanceIds");
    // An empty list is a filter too: it matches nothing.
    const found = [...new Set(ids)].map((id) => region.instance(id)).filter((each) => each !== undefined);
    return found.sort((a, b) => a.ordinal - b.ordinal);
  }
  const groupId = parameters.text("SecurityGroupId");
  if (groupId === undefined) return region.instances;
  return region.membersOf(groupId, view).filter((member) => member.kind === "instance");
}

function filter(
  { parameters, view }: OperationInput,
  region: Region,
  instances: readonly Instance[],
): readonly Instance[] {
  const groupId = parameters.text("SecurityGroupId");
  const vpcId = parameters.text("VpcId");
  const status = parameters.text("Status");
  const networkType = parameters.text("InstanceNetworkType");
  return instances.filter(
    (instance) =>
      (groupId === undefined || region.groupsOf(instance, view).includes(groupId)) &&
      (vpcId === undefined || instance.vpcId === vpcId) &&
      (status === undefined || instance.status === status) &&
      (networkType === undefined || (instance.vpcId === "" ? "classic" : "vpc") === networkType),
  );
}

/** An instance's entry is made anew only when its groups are others: a read of a page lists a hundred. */
const entries = new WeakMap<Instance, { readonly groups: readonly string[]; readonly entry: object }>();

function listed(region: Region, instance: Instance, groups: readonly string[]): object {
  const known = entries.get(instance);
  if (known?.groups === groups) return known.entry;
  const entry = entryOf(region, instance, groups);
  entries.set(instance, { groups, entry });
  return entry;
}

function entryOf(region: Region, instance: Instance, groups: readonly string[]): object {
  return {
    ...instanceFields(instance, groups),
    OSType: "linux",
    NetworkInterfaces: {
      NetworkInterface: region.interfacesOf(instance.id).map(({ id, primary }) => ({
        NetworkInterfaceId: id,
        Type: primary ? "Primary" : "Secondary",
      })),
    },
    Tags: { Tag: [] },
  };
}

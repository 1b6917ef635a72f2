import type { Region, SecurityGroup } from "../../store";
import { GROUP_TYPES } from "../../terms";
import { invalid, refusal } from "../errors";
import { CREATED } from "./instance-fields";
import type { Operation, OperationInput } from "./operation";
import { cutPage, type Paging } from "./paging";
import { isMalformed, namedRegion } from "./places";

const PAGING: Paging = {
  fewest: 10,
  most: 100,
  usual: 10,
  invalidToken: () => refusal("InValidParameter.NextToken"),
  invalidPageNumber: () => invalid("PageNumber", "it must be a number from 1."),
};

/** Groups by ids and filters. An unknown id is no error: it is absent. */
export const describeSecurityGroups: Operation = {
  writes: false,
  perform: (input) => {
    const region = namedRegion(input, () => refusal("MissingParameter.RegionId"));
    const found = filter(input, region.securityGroups, namedIds(input, region));
    if (input.parameters.flag("DryRun")) throw refusal("DryRunOperation");
    const { items, fields } = cutPage(input, "DescribeSecurityGroups", found, PAGING);
    const counted = input.parameters.flag("IsQueryEcsCount");
    return {
      ...fields,
      RegionId: region.name,
      SecurityGroups: {
        SecurityGroup: items.map((group) => ({
          ...fieldsOf(group),
          ...(counted && counts(region, group, input.view)),
        })),
      },
    };
  },
};

/** The ids the request asks for; undefined where it asks for none. */
function namedIds({ parameters }: OperationInput, region: Region): ReadonlySet<string> | undefined {
  const one = parameters.text("SecurityGroupId");
  const many = parameters.jsonList("SecurityGroupIds");
  if (many === "malformed") throw refusal("InvalidSecurityGroupId.Malformed");
  if (many !== undefined && many.length > 100) throw invalid("SecurityGroupIds", "no more than 100 can be given.");
  if (one === undefined && many === undefined) return undefined;
  const ids = [...(one === undefined ? [] : [one]), ...(many ?? [])];
  if (ids.some((id) => region.securityGroup(id) === undefined && isMalformed("securityGroup", id))) {
    throw refusal("InvalidSecurityGroupId.Malformed");
  }
  return new Set(one !== undefined && many !== undefined ? ids.filter((id) => id === one && many.includes(id)) : ids);
}

function filter(
  { parameters }: OperationInput,
  groups: readonly SecurityGroup[],
  ids: ReadonlySet<string> | undefined,
): readonly SecurityGroup[] {
  const vpcId = parameters.text("VpcId");
  const type = parameters.text("SecurityGroupType");
  const name = parameters.text("SecurityGroupName");
  const networkType = parameters.text("NetworkType");
  if (type !== undefined && !GROUP_TYPES.some((known) => known === type)) {
    throw refusal("InvalidParameter.SecurityGroupType");
  }
  // The documented rule for names: 2 to 128 characters, not beginning with http:// or https://.
  if (name !== undefined && (name.length < 2 || name.length > 128 || /^https?:\/\//.test(name))) {
    throw refusal("InvalidSecurityGroupName.Malformed");
  }
  return groups.filter(
    (group) =>
      (ids === undefined || ids.has(group.id)) &&
      (vpcId === undefined || group.vpcId === vpcId) &&
      (type === undefined || group.type === type) &&
      (name === undefined || group.id === name) &&
      (networkType === undefined || (group.vpcId === "" ? "classic" : "vpc") === networkType),
  );
}

function fieldsOf(group: SecurityGroup): object {
  return {
    SecurityGroupId: group.id,
    SecurityGroupName: group.id,
    SecurityGroupType: group.type,
    Description: "",
    VpcId: group.vpcId ?? "",
    CreationTime: CREATED,
    ServiceManaged: false,
    Tags: { Tag: [] },
  };
}

/** Instances alone are counted; secondary interfaces take up room in the group all the same. */
function counts(region: Region, group: SecurityGroup, view: OperationInput["view"]): object {
  const members = region.membersOf(group.id, view);
  return {
    EcsCount: members.filter(({ kind }) => kind === "instance").length,
    ...(group.capacity !== undefined && { AvailableInstanceAmount: Math.max(0, group.capacity - members.length) }),
  };
}

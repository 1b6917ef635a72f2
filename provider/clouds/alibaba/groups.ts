/** How security groups are read. */
import { listedByIds, partsOf } from "../batches";
import type { Call, GroupRecord } from "../cloud";
import { CloudError } from "../../model/errors";
import { groupAttribute, groups } from "./answers";
import type { EcsClient } from "./client";
import { recordOfGroup } from "./records";

/** Groups of one read. */
const groupsPerRead = 100;

/** Those of the groups that exist, by ID. One that is not listed is asked for by itself: a list can hide what is not permitted. */
export async function readGroups(
  client: EcsClient,
  region: string,
  ids: readonly string[],
  call: Call,
): Promise<ReadonlyMap<string, GroupRecord>> {
  async function list(some: readonly string[]): Promise<readonly GroupRecord[]> {
    const counted = { MaxResults: String(groupsPerRead), IsQueryEcsCount: "true" };
    const query = { RegionId: region, SecurityGroupIds: JSON.stringify(some), ...counted };
    const { SecurityGroups } = await client.call("DescribeSecurityGroups", query, groups.only(...some), call);
    return SecurityGroups.SecurityGroup.map(recordOfGroup);
  }

  async function confirm(id: string): Promise<readonly GroupRecord[]> {
    try {
      const query = { RegionId: region, SecurityGroupId: id };
      const answer = groupAttribute.only(id);
      return [recordOfGroup(await client.call("DescribeSecurityGroupAttribute", query, answer, call))];
    } catch (error) {
      if (error instanceof CloudError && (error.kind === "groupNotFound" || isMalformed(error))) return [];
      throw error;
    }
  }

  const parts = partsOf([...new Set(ids)], groupsPerRead).map((part) => listedByIds(part, list, isMalformed));
  const listed = (await Promise.all(parts)).flat();
  const hidden = ids.filter((id) => !listed.some((group) => group.id === id));
  const confirmed = await Promise.all(hidden.map(confirm));
  return new Map([...listed, ...confirmed.flat()].map((group) => [group.id, group]));
}

function isMalformed({ code }: CloudError): boolean {
  return code === "InvalidSecurityGroupId.Malformed";
}

/** How security groups are read. */
import { partsOf } from "../batches";
import type { Call, GroupRecord } from "../cloud";
import { CloudError } from "../../model/errors";
import { enterpriseGroupList, type Group, groupDetail, groupList, type Page } from "./answers";
import type { BccClient } from "./client";
import { typeNames, typeOfGroup } from "./groups";

/** Groups of one list; its URL has to hold them. */
const groupsPerRead = 100;
/** Groups of one page, the API's most. */
const pageSize = "1000";

/** Those of the groups that exist, by ID. */
export async function readGroups(
  client: BccClient,
  ids: readonly string[],
  call: Call,
): Promise<ReadonlyMap<string, GroupRecord>> {
  const ofType = (type: "normal" | "enterprise") => [...new Set(ids)].filter((id) => typeOfGroup(id) === type);
  const [ordinary, enterprise] = await Promise.all([
    ordinaryGroups(client, ofType("normal"), call),
    ofType("enterprise").length === 0 ? [] : enterpriseGroups(client, call),
  ]);
  return new Map(
    [...ordinary, ...enterprise].filter(({ id }) => ids.includes(id)).map((group) => [group.id, recordOf(group)]),
  );
}

/** One that is not listed is asked for by itself: whether the list's filter takes many IDs is documented nowhere. */
async function ordinaryGroups(client: BccClient, ids: readonly string[], call: Call): Promise<readonly Group[]> {
  const lists = partsOf(ids, groupsPerRead).map(async (part) => {
    const query = { securityGroupIds: part.join(","), maxKeys: pageSize };
    return (await client.call("listSecurityGroups", { query }, groupList.only(...part), call)).securityGroups;
  });
  const listed = (await Promise.all(lists)).flat();
  const hidden = ids.filter((id) => !listed.some((group) => group.id === id));
  const confirmed = await Promise.all(hidden.map((id) => ordinaryGroup(client, id, call)));
  return [...listed, ...confirmed.flat()];
}

async function ordinaryGroup(client: BccClient, id: string, call: Call): Promise<readonly Group[]> {
  try {
    return [await client.call("getSecurityGroup", { id }, groupDetail.only(id), call)];
  } catch (error) {
    if (error instanceof CloudError && error.kind === "groupNotFound") return [];
    throw error;
  }
}

/** Pages that are read at most: 100,000 groups. A list that does not end must not hold a preview up for ever. */
const mostPages = 100;

/** All of them: there is no list by IDs. A missing permission is an error, so one that is not listed is not there. */
async function enterpriseGroups(client: BccClient, call: Call): Promise<readonly Group[]> {
  const found: Group[] = [];
  const seen = new Set<string>();
  for (let marker = ""; !seen.has(marker) && seen.size < mostPages;) {
    seen.add(marker);
    const query = { maxKeys: pageSize, ...(marker && { marker }) };
    const answer: Page & { enterpriseSecurityGroups: Group[] } = await client.call(
      "listEnterpriseSecurityGroups",
      { query },
      enterpriseGroupList.all,
      call,
    );
    found.push(...answer.enterpriseSecurityGroups);
    if (!answer.isTruncated || !answer.nextMarker) return found;
    marker = answer.nextMarker;
  }
  throw new CloudError({
    cloud: "baiducloud",
    operation: "listEnterpriseSecurityGroups",
    kind: "unexpected",
    code: "UnexpectedAnswer",
    reason: `the list does not end: ${seen.size} pages were read`,
    advice: "Check that the endpoint is the cloud's; otherwise report it.",
  });
}

/** Enterprise groups belong to no VPC. */
function recordOf({ id, vpcId }: Group): GroupRecord {
  const type = typeOfGroup(id);
  return { id, type: typeNames[type], ...(type === "normal" && { vpcId: vpcId || undefined }) };
}

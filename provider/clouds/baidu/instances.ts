/**
 * Groups of BCC instances. Ordinary groups are bound and unbound one by one. Enterprise groups only have the batch
 * operations, which are given one instance a call: neither what a batch does with one bad instance nor how many it takes
 * is documented.
 */
import { listedByIds } from "../batches";
import type { Call, TargetRecord } from "../cloud";
import { CloudError, type ErrorKind } from "../../model/errors";
import type { Target } from "../../model/membership";
import { accepted, type Instance, instanceDetail, type InstanceList, instanceList, nothing } from "./answers";
import type { BccClient } from "./client";
import { type GroupsByType, typeOfGroup } from "./groups";
import { refuseMixing, whyNotJoined, whyNotLeft } from "./refusals";
import type { TargetKind } from "./targets";

export function instances(client: BccClient): TargetKind {
  const detail = async (target: Target, call: Call): Promise<Instance> =>
    (await client.call("getInstance", { id: target.id }, instanceDetail.only(target.id), call)).instance;
  const groups = async (target: Target, call: Call): Promise<GroupsByType> => groupsOf(await detail(target, call));
  const record = async (target: Target, call: Call): Promise<TargetRecord> => recordOf(await detail(target, call));

  /** What this process has left, by target and group: a read that still shows it lags behind. */
  const left = new Set<string>();
  const keyOf = (group: string, { id }: Target): string => `${id} ${group}`;

  async function listed(instanceIds: readonly string[], call: Call): Promise<readonly TargetRecord[]> {
    return recordsOf(
      await client.call("listInstances", { body: { instanceIds } }, instanceList.only(...instanceIds), call),
    );
  }

  async function bind(group: string, target: Target, call: Call): Promise<"joined" | "alreadyMember"> {
    if (typeOfGroup(group) === "normal") {
      await client.call("bind", { id: target.id, body: { securityGroupId: group } }, nothing, call);
      return "joined";
    }
    // The batch operations' pages speak of the "target type": that a bind can take the other type away is not excluded.
    const present = await groups(target, call);
    if (present.enterprise.includes(group) && !left.has(keyOf(group, target))) return "alreadyMember";
    refuseMixing("bindSecurityGroups", group, target.id, present);
    await client.call("bindSecurityGroups", { body: batch(group, target) }, accepted, call);
    left.delete(keyOf(group, target));
    return "joined";
  }

  return {
    /** Whether one malformed ID fails the call for all is documented nowhere. */
    list: (targets, call) =>
      listedByIds(
        targets.map(({ id }) => id),
        (ids) => listed(ids, call),
        (error) => error.kind === "invalidInput",
      ),

    async page(scope, cursor, call) {
      const [name, id] = "vpcId" in scope ? ["vpcId", scope.vpcId] : ["securityGroupIds", scope.securityGroupId];
      const query = { [name]: id, maxKeys: pageSize, ...(cursor && { marker: cursor }) };
      const page = await client.call("pageInstances", { query }, instanceList.page("instance"), call);
      return { records: recordsOf(page), next: (page.isTruncated && page.nextMarker) || undefined };
    },

    read: record,

    async join(group, target, call) {
      try {
        return await bind(group, target, call);
      } catch (error) {
        throw error instanceof CloudError ? await whyNotJoined(error, group, () => record(target, call)) : error;
      }
    },

    async leave(group, target, call) {
      try {
        if (typeOfGroup(group) === "normal") {
          await client.call("unbind", { id: target.id, body: { securityGroupId: group } }, nothing, call);
        } else {
          left.add(keyOf(group, target));
          await client.call("unbindSecurityGroups", { body: batch(group, target) }, accepted, call);
        }
        return "left";
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        if (nothingToLeave.has(error.kind)) return "notMember";
        throw await whyNotLeft(error, group, () => record(target, call));
      }
    },
  };
}

/** NoSuchObject, of the group, the target or the membership: whichever is not there, it need not be left. */
const nothingToLeave: ReadonlySet<ErrorKind> = new Set(["notMember", "targetNotFound", "groupNotFound"]);

function batch(group: string, target: Target): object {
  return { instanceIds: [target.id], securityGroupIds: [group], securityGroupType: typeOfGroup(group) };
}

/** Instances of one page. The cloud gives up to 1,000; while those are parsed they take 30 MB and more. */
const pageSize = "100";

/** Instance states of the API, by what becomes of them. Memberships can be changed in all others. */
const passing: ReadonlySet<string> = new Set([
  "Starting",
  "Stopping",
  "Scaling",
  "SnapshotProcessing",
  "ImageProcessing",
  "ChangeVpc",
]);
const stuck: ReadonlySet<string> = new Set(["Expired", "Recycled", "Deleted", "Error"]);

function groupsOf({ nicInfo }: Instance): GroupsByType {
  return { normal: nicInfo.securityGroups ?? [], enterprise: nicInfo.enterpriseSecurityGroups ?? [] };
}

/** An entry without its groups is left out: it is asked for by itself. */
function recordsOf({ instances: entries }: InstanceList): readonly TargetRecord[] {
  return entries.flatMap(({ nicInfo, ...instance }) => (nicInfo ? [recordOf({ ...instance, nicInfo })] : []));
}

function recordOf(instance: Instance): TargetRecord {
  const { id, status, vpcId } = instance;
  const { normal, enterprise } = groupsOf(instance);
  return {
    target: { kind: "instance", id },
    securityGroupIds: [...normal, ...enterprise],
    status,
    phase: passing.has(status) ? "passing" : stuck.has(status) ? "stuck" : "ready",
    vpcId: vpcId || undefined,
  };
}

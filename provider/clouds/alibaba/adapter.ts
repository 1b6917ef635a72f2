/**
 * Alibaba Cloud ECS behind the port. Join and leave use JoinSecurityGroup and LeaveSecurityGroup: the operations that
 * the documentation prefers replace a target's whole set and silently lose what another writer added meanwhile.
 */
import { listedByIds, partsOf } from "../batches";
import {
  type Call,
  type Cloud,
  type Failed,
  type JoinOutcome,
  type LeaveOutcome,
  type TargetRecord,
  noRates,
} from "../cloud";
import { CloudError, type ErrorKind } from "../../model/errors";
import type { Target } from "../../model/membership";
import { instanceAttribute, instances, networkInterfaces, written } from "./answers";
import type { EcsClient } from "./client";
import { isOfOneId } from "./errors";
import { readGroups } from "./groups";
import { recordOfInstance, recordOfInterface } from "./records";

/** IDs of one read. */
const idsPerRead = 100;

export function alibaba(region: string, client: EcsClient): Cloud {
  /** One target a call is all that the API takes; `settle` says what an error means as the outcome. */
  async function write<O>(
    operation: "JoinSecurityGroup" | "LeaveSecurityGroup",
    group: string,
    targets: readonly Target[],
    call: Call,
    done: O,
    settle: (kind: ErrorKind) => O | undefined,
  ): Promise<ReadonlyMap<string, O | Failed>> {
    const outcomes = targets.map(async (target): Promise<[string, O | Failed]> => {
      const query = { RegionId: region, SecurityGroupId: group, ...parameterOf(target) };
      try {
        await client.call(operation, query, written, call);
        return [target.id, done];
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        return [target.id, settle(error.kind) ?? { outcome: "failed", error }];
      }
    });
    return new Map(await Promise.all(outcomes));
  }

  async function readInstances(ids: readonly string[], call: Call): Promise<TargetRecord[]> {
    const query = { RegionId: region, InstanceIds: JSON.stringify(ids), MaxResults: "100" };
    const { Instances } = await client.call("DescribeInstances", query, instances.only(...ids), call);
    return Instances.Instance.map(recordOfInstance);
  }

  async function readInterfaces(ids: readonly string[], call: Call): Promise<TargetRecord[]> {
    const named = Object.fromEntries(ids.map((id, index) => [`NetworkInterfaceId.${index + 1}`, id]));
    const query = { RegionId: region, ...named, MaxResults: "100" };
    const answer = networkInterfaces.only(...ids);
    const { NetworkInterfaceSets } = await client.call("DescribeNetworkInterfaces", query, answer, call);
    return NetworkInterfaceSets.NetworkInterfaceSet.map(recordOfInterface);
  }

  /** The first ten of the region. */
  async function readAnyInterfaces(call: Call): Promise<TargetRecord[]> {
    const query = { RegionId: region, MaxResults: "10" };
    const answer = networkInterfaces.page("networkInterface");
    const { NetworkInterfaceSets } = await client.call("DescribeNetworkInterfaces", query, answer, call);
    return NetworkInterfaceSets.NetworkInterfaceSet.map(recordOfInterface);
  }

  /**
   * A target that is not there is left out of the answer; some codes fail the call for all of its IDs because of one. Asked
   * for by itself, a malformed ID is that error.
   */
  const listInstances = (ids: readonly string[], call: Call): Promise<readonly TargetRecord[]> =>
    listedByIds(
      ids,
      (some) => readInstances(some, call),
      (error) => ids.length > 1 && isOfOneId(error),
    );
  const listInterfaces = (ids: readonly string[], call: Call): Promise<readonly TargetRecord[]> =>
    listedByIds(
      ids,
      (some) => readInterfaces(some, call),
      (error) => error.kind === "targetNotFound" || (ids.length > 1 && isOfOneId(error)),
    );

  /** DescribeInstances answers an empty list where a permission is missing; this operation answers an error. */
  async function confirmInstance(id: string, call: Call): Promise<TargetRecord | undefined> {
    try {
      const query = { RegionId: region, InstanceId: id };
      return recordOfInstance(await client.call("DescribeInstanceAttribute", query, instanceAttribute.only(id), call));
    } catch (error) {
      if (error instanceof CloudError && error.kind === "targetNotFound") return undefined;
      throw error;
    }
  }

  /**
   * An interface that is not there is mostly left out of the answer, without an error. That others of the region are listed
   * shows that listing is permitted, so the one that is asked for is gone; where none is, nobody can tell.
   */
  async function confirmInterface(id: string, call: Call): Promise<TargetRecord | undefined> {
    const [found] = await listInterfaces([id], call);
    if (found) return found;
    const some = await readAnyInterfaces(call);
    const late = some.find(({ target }) => target.id === id);
    if (late || some.length > 0) return late;
    throw new CloudError({
      cloud: "alicloud",
      operation: "DescribeNetworkInterfaces",
      kind: "unauthorized",
      code: "NothingListed",
      reason: `neither ${id} nor any other network interface of ${region} is listed`,
      advice: "Check that the RAM policy allows ecs:DescribeNetworkInterfaces, the region and the account.",
    });
  }

  return {
    name: "alicloud",
    region,
    limits: { targetsPerWrite: 1, idsPerRead, rates: noRates, groupsPerTarget: 5 },

    async readTargets(targets, call) {
      const idsOf = (kind: Target["kind"]) => targets.filter((target) => target.kind === kind).map(({ id }) => id);
      const records = await Promise.all([
        ...partsOf(idsOf("instance"), idsPerRead).map((ids) => listInstances(ids, call)),
        ...partsOf(idsOf("networkInterface"), idsPerRead).map((ids) => listInterfaces(ids, call)),
      ]);
      return new Map(records.flat().map((record) => [record.target.id, record]));
    },

    async listTargets(scope, kind, cursor, call) {
      const [name, id] = "vpcId" in scope ? ["VpcId", scope.vpcId] : ["SecurityGroupId", scope.securityGroupId];
      const query = { RegionId: region, [name]: id, ...(cursor && { NextToken: cursor }) };
      if (kind === "instance") {
        const { Instances, NextToken } = await client.call(
          "DescribeInstances",
          { ...query, MaxResults: "100" },
          instances.page(kind),
          call,
        );
        return { records: Instances.Instance.map(recordOfInstance), next: NextToken || undefined };
      }
      // It leaves primary interfaces out, which are no targets.
      const { NetworkInterfaceSets, NextToken } = await client.call(
        "DescribeNetworkInterfaces",
        { ...query, MaxResults: "500" },
        networkInterfaces.page(kind),
        call,
      );
      return { records: NetworkInterfaceSets.NetworkInterfaceSet.map(recordOfInterface), next: NextToken || undefined };
    },

    confirmTarget: ({ kind, id }, call) =>
      kind === "instance" ? confirmInstance(id, call) : confirmInterface(id, call),

    readGroups: (ids, call) => readGroups(client, region, ids, call),

    join: (group, targets, call) =>
      write<JoinOutcome>("JoinSecurityGroup", group, targets, call, { outcome: "joined" }, (kind) =>
        kind === "alreadyMember" ? { outcome: "alreadyMember" } : undefined,
      ),

    leave: (group, targets, call) =>
      write<LeaveOutcome>("LeaveSecurityGroup", group, targets, call, { outcome: "left" }, (kind) =>
        nothingToLeave.has(kind) ? { outcome: "notMember" } : undefined,
      ),
  };
}

const nothingToLeave: ReadonlySet<ErrorKind> = new Set(["notMember", "targetNotFound", "groupNotFound"]);

function parameterOf({ kind, id }: Target): Record<string, string> {
  return kind === "instance" ? { InstanceId: id } : { NetworkInterfaceId: id };
}

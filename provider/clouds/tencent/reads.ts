/** How instances (CVM) and network interfaces (VPC) are read. */
import type * as z from "zod";
import type { Call, GroupRecord, Scope, TargetPage, TargetRecord } from "../cloud";
import { listedByIds, partsOf } from "../batches";
import { CloudError } from "../../model/errors";
import type { Target } from "../../model/membership";
import { groups, instances, networkInterfaces } from "./answers";
import type { TencentClient } from "./client";
import { isOfOneId } from "./errors";
import { recordOfInstance, recordOfInterface } from "./records";

/** IDs of one read, and the longest page. */
export const idsPerRead = 100;

export interface Reads {
  /** Those of these targets that the cloud lists, by ID. One that is unknown or malformed does not hide the others. */
  read(targets: readonly Target[], call: Call): Promise<ReadonlyMap<string, TargetRecord>>;
  /** One target, or undefined if it is gone. */
  confirm(target: Target, call: Call): Promise<TargetRecord | undefined>;
  /** A page of the targets of a group or a VPC. The cursor is the offset. */
  page(scope: Scope, kind: Target["kind"], cursor: string | undefined, call: Call): Promise<TargetPage>;
  /** Those of these groups that exist, by ID. */
  groups(ids: readonly string[], call: Call): Promise<ReadonlyMap<string, GroupRecord>>;
}

type ReadByIds = (ids: readonly string[], call: Call) => Promise<readonly TargetRecord[]>;

export function reads(client: TencentClient): Reads {
  async function describeInstances(by: object, answer: typeof instances.all, call: Call): Promise<TargetRecord[]> {
    const { InstanceSet } = await client.call("DescribeInstances", { ...by, Limit: idsPerRead }, answer, call);
    return InstanceSet.map(recordOfInstance);
  }

  async function describeInterfaces(
    by: object,
    answer: typeof networkInterfaces.all,
    call: Call,
  ): Promise<TargetRecord[]> {
    const parameters = { ...by, Limit: idsPerRead };
    const { NetworkInterfaceSet } = await client.call("DescribeNetworkInterfaces", parameters, answer, call);
    return NetworkInterfaceSet.map(recordOfInterface);
  }

  /** Offset and Limit are strings, in this operation alone. */
  async function describeGroups(ids: readonly string[], call: Call): Promise<GroupRecord[]> {
    const parameters = { SecurityGroupIds: ids, Offset: "0", Limit: String(idsPerRead) };
    const { SecurityGroupSet } = await client.call("DescribeSecurityGroups", parameters, groups.only(...ids), call);
    return SecurityGroupSet.map(({ SecurityGroupId }) => ({ id: SecurityGroupId }));
  }

  const byIds: Readonly<Record<Target["kind"], ReadByIds>> = {
    instance: (ids, call) => describeInstances({ InstanceIds: ids }, instances.only(...ids), call),
    networkInterface: (ids, call) =>
      describeInterfaces({ NetworkInterfaceIds: ids }, networkInterfaces.only(...ids), call),
  };

  /**
   * DescribeInstances has no error for an instance that is not there (the list of its errors has none), and a missing
   * permission is an error of its own (`UnauthorizedOperation`, of the common error codes): nothing found is gone. It is
   * asked by a filter, as the listing by ID came first.
   */
  async function confirmInstance(id: string, call: Call): Promise<TargetRecord | undefined> {
    const by = { Filters: [{ Name: "instance-id", Values: [id] }] };
    const [found] = await describeInstances(
      by,
      counted(instances.only(id), ({ InstanceSet }) => InstanceSet),
      call,
    );
    return found;
  }

  /** DescribeNetworkInterfaces can answer ResourceNotFound; where it lists nothing instead, a filter confirms it. */
  async function confirmInterface(id: string, call: Call): Promise<TargetRecord | undefined> {
    try {
      const [found] = await byIds.networkInterface([id], call);
      if (found) return found;
    } catch (error) {
      if (error instanceof CloudError && error.kind === "targetNotFound") return undefined;
      throw error;
    }
    const by = { Filters: [{ Name: "network-interface-id", Values: [id] }] };
    const answer = counted(networkInterfaces.only(id), ({ NetworkInterfaceSet }) => NetworkInterfaceSet);
    const [found] = await describeInterfaces(by, answer, call);
    return found;
  }

  return {
    async read(targets, call) {
      const parts = (["instance", "networkInterface"] as const).flatMap((kind) => {
        const ids = targets.filter((target) => target.kind === kind).map(({ id }) => id);
        // CVM leaves an unknown ID out; a malformed one, and with VPC an unknown one too, fails the call for all of its IDs.
        return partsOf([...new Set(ids)], idsPerRead).map((part) =>
          listedByIds(part, (some) => byIds[kind](some, call), isOfOneId),
        );
      });
      const records = (await Promise.all(parts)).flat();
      return new Map(records.map((record) => [record.target.id, record]));
    },

    async page(scope, kind, cursor = "0", call) {
      const ofGroup = kind === "instance" ? "security-group-id" : "groups.security-group-id";
      const [Name, value] = "vpcId" in scope ? ["vpc-id", scope.vpcId] : [ofGroup, scope.securityGroupId];
      const by = { Filters: [{ Name, Values: [value] }], Offset: Number(cursor) };
      const records = await (kind === "instance"
        ? describeInstances(by, instances.page(kind), call)
        : describeInterfaces(by, networkInterfaces.page(kind), call));
      return { records, next: records.length < idsPerRead ? undefined : String(Number(cursor) + idsPerRead) };
    },

    /** An unknown group is ResourceNotFound, and a missing permission an error of its own: what is not listed is not there. */
    async groups(ids, call) {
      const parts = partsOf([...new Set(ids)], idsPerRead).map((part) =>
        listedByIds(part, (some) => describeGroups(some, call), isOfOneId),
      );
      return new Map((await Promise.all(parts)).flat().map((group) => [group.id, group]));
    },

    confirm: ({ kind, id }, call) => (kind === "instance" ? confirmInstance(id, call) : confirmInterface(id, call)),
  };
}

/** An answer that lists nothing only where it also counts nothing: one that keeps a record back does not say "gone". */
function counted<A extends { readonly TotalCount?: number | null | undefined }>(
  answer: z.ZodType<A>,
  recordsOf: (answer: A) => readonly unknown[],
): z.ZodType<A> {
  const isWhole = (given: A): boolean => recordsOf(given).length > 0 || !given.TotalCount;
  return answer.refine(isWhole, "lists nothing, and counts something");
}

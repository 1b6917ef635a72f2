/** How instances (CVM) and network interfaces (VPC) are read. */
import type { Call, TargetRecord } from "../cloud";
import { CloudError } from "../../model/errors";
import type { Target } from "../../model/membership";
import { instances, networkInterfaces } from "./answers";
import { halvesOf, partsOf } from "./batches";
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
}

type ReadByIds = (ids: readonly string[], call: Call) => Promise<readonly TargetRecord[]>;

export function reads(client: TencentClient): Reads {
  async function describeInstances(by: object, call: Call): Promise<TargetRecord[]> {
    const { InstanceSet } = await client.call("DescribeInstances", { ...by, Limit: idsPerRead }, instances, call);
    return InstanceSet.map(recordOfInstance);
  }

  async function describeInterfaces(by: object, call: Call): Promise<TargetRecord[]> {
    const parameters = { ...by, Limit: idsPerRead };
    const answer = await client.call("DescribeNetworkInterfaces", parameters, networkInterfaces, call);
    return answer.NetworkInterfaceSet.map(recordOfInterface);
  }

  const byIds: Readonly<Record<Target["kind"], ReadByIds>> = {
    instance: (ids, call) => describeInstances({ InstanceIds: ids }, call),
    networkInterface: (ids, call) => describeInterfaces({ NetworkInterfaceIds: ids }, call),
  };

  /** CVM leaves an unknown ID out; a malformed one, and with VPC an unknown one too, fails the call for all of its IDs. */
  async function listed(readByIds: ReadByIds, ids: readonly string[], call: Call): Promise<readonly TargetRecord[]> {
    try {
      return await readByIds(ids, call);
    } catch (error) {
      if (!(error instanceof CloudError) || !isOfOneId(error)) throw error;
      if (ids.length === 1) return [];
      const [first, second] = halvesOf(ids);
      return [...(await listed(readByIds, first, call)), ...(await listed(readByIds, second, call))];
    }
  }

  /**
   * DescribeInstances has no error for an instance that is not there (the list of its errors has none), and a missing
   * permission is an error of its own (`UnauthorizedOperation`, of the common error codes): nothing found is gone. It is
   * asked by a filter, as the listing by ID came first.
   */
  async function confirmInstance(id: string, call: Call): Promise<TargetRecord | undefined> {
    const [found] = await describeInstances({ Filters: [{ Name: "instance-id", Values: [id] }] }, call);
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
    const [found] = await describeInterfaces({ Filters: [{ Name: "network-interface-id", Values: [id] }] }, call);
    return found;
  }

  return {
    async read(targets, call) {
      const parts = (["instance", "networkInterface"] as const).flatMap((kind) => {
        const ids = targets.filter((target) => target.kind === kind).map(({ id }) => id);
        return partsOf([...new Set(ids)], idsPerRead).map((part) => listed(byIds[kind], part, call));
      });
      const records = (await Promise.all(parts)).flat();
      return new Map(records.map((record) => [record.target.id, record]));
    },

    confirm: ({ kind, id }, call) => (kind === "instance" ? confirmInstance(id, call) : confirmInterface(id, call)),
  };
}

/**
 * Alibaba Cloud ECS behind the port. Join and leave use JoinSecurityGroup and LeaveSecurityGroup: the operations that
 * the documentation prefers replace a target's whole set and silently lose what another writer added meanwhile.
 */
import type { Call, Cloud, Failed, JoinOutcome, LeaveOutcome, TargetRecord } from "../cloud";
import { CloudError, type ErrorKind } from "../../model/errors";
import type { Target } from "../../model/membership";
import { type Instance, instanceAttribute, instances, written } from "./answers";
import type { EcsClient } from "./client";

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
      const query = { RegionId: region, SecurityGroupId: group, InstanceId: target.id };
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

  return {
    name: "alicloud",
    region,
    limits: { targetsPerWrite: 1, idsPerRead: 100 },

    async readTargets(targets, call) {
      const query = {
        RegionId: region,
        InstanceIds: JSON.stringify(targets.map(({ id }) => id)),
        MaxResults: "100",
      };
      const answer = await client.call("DescribeInstances", query, instances, call);
      return new Map(answer.Instances.Instance.map((instance) => [instance.InstanceId, recordOf(instance)]));
    },

    async confirmTarget(target, call) {
      const query = { InstanceId: target.id, RegionId: region };
      try {
        return recordOf(await client.call("DescribeInstanceAttribute", query, instanceAttribute, call));
      } catch (error) {
        if (error instanceof CloudError && error.kind === "targetNotFound") return undefined;
        throw error;
      }
    },

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

/** Instance states of the API that pass by themselves. Memberships can be changed in `Running` and `Stopped`. */
const passing: ReadonlySet<string> = new Set(["Pending", "Starting", "Stopping"]);

function recordOf(instance: Instance): TargetRecord {
  const locks = instance.OperationLocks?.LockReason ?? [];
  const security = locks.map(({ LockReason }) => LockReason).find((reason) => reason === "security");
  return {
    target: { kind: "instance", id: instance.InstanceId },
    securityGroupIds: instance.SecurityGroupIds.SecurityGroupId,
    status: instance.Status,
    phase: passing.has(instance.Status) ? "passing" : "ready",
    vpcId: instance.VpcAttributes?.VpcId || undefined,
    lock: security,
  };
}

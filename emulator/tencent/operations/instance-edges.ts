import type { Refusal } from "../../cloud";
import type { Instance, Region, SecurityGroup } from "../../store";
import { missing, refusal, type Code } from "../errors";
import type { Task } from "../tasks";
import { isMalformed, MOST_IDS } from "./ids";
import type { OperationInput } from "./operation";
import { write, type Change, type QuotaCodes } from "./quotas";
import { lookup } from "../../lookup";

/** In which states an operation refuses an instance, and how. */
export interface StateRules {
  readonly byStatus: Readonly<Record<string, Code>>;
  /** An instance that is isolated for security reasons. */
  readonly locked: Code;
}

/** That an instance loses its last group has no documented code: of those that are listed, this is our choice. */
export function lastGroup(): Refusal {
  return refusal("FailedOperation.SecurityGroupActionFailed", "An instance must be in at least one security group.");
}

/** The instances that a write names, each once. One that is malformed or unknown fails the whole call. */
export function writableInstances(
  { region, tasks }: OperationInput,
  ids: readonly string[],
  states: StateRules,
  isIdentical: (task: Task) => boolean,
): Instance[] {
  if (ids.length === 0) throw missing("InstanceIds");
  if (ids.length > MOST_IDS) throw refusal("InvalidParameterValue.LimitExceeded", "`InstanceIds` may have 100 items.");
  const instances = [...new Set(ids)].map((id) => {
    const instance = region.instance(id);
    if (instance === undefined)
      throw malformedInstance(id) ?? refusal("InvalidInstanceId.NotFound", `It is \`${id}\`.`);
    return instance;
  });
  for (const instance of instances) {
    const refused = instance.locked ? states.locked : lookup(states.byStatus, instance.status);
    if (refused !== undefined) throw refusal(refused, `It is \`${instance.id}\`.`);
  }
  for (const instance of instances) {
    const task = tasks.running(instance);
    if (task === undefined) continue;
    throw refusal(isIdentical(task) ? "MutexOperation.TaskRunning" : "OperationDenied.InstanceOperationInProgress");
  }
  return instances;
}

/** CVM has two codes for a malformed id: ours tells a wrong rest of an id from what is no instance id at all. */
export function malformedInstance(id: string): Refusal | undefined {
  if (!isMalformed("instance", id)) return undefined;
  return refusal(
    id.startsWith("ins-") ? "InvalidInstanceId.Malformed" : "InvalidParameterValue.InstanceIdMalformed",
    `It is \`${id}\`.`,
  );
}

/** The one group that a call may bind or unbind. */
export function onlyGroup(region: Region, ids: readonly string[]): SecurityGroup {
  const [id] = ids;
  if (id === undefined) throw missing("SecurityGroupIds");
  if (ids.length > 1) {
    throw refusal("InvalidParameterValue.LimitExceeded", "Only one security group can be given.");
  }
  return existingGroup(region, id);
}

export function existingGroup(region: Region, id: string): SecurityGroup {
  const group = region.securityGroup(id);
  if (group !== undefined) return group;
  throw isMalformed("securityGroup", id)
    ? refusal("InvalidSgId.Malformed", `It is \`${id}\`.`)
    : refusal("InvalidSecurityGroupId.NotFound", `It is \`${id}\`.`);
}

export const QUOTA_CODES: QuotaCodes = {
  target: ({ id }) => refusal("LimitExceeded.AssociateUSGLimitExceeded", `It is \`${id}\`.`),
  group: ({ id }) => refusal("LimitExceeded.CvmsVifsPerSecGroupLimitExceeded", `It is \`${id}\`.`),
};

/** Does it, for all instances; each has an operation in progress until reads show it. */
export function apply(
  { region, tasks, requestId }: OperationInput,
  action: string,
  securityGroupIds: readonly string[],
  changes: readonly Change<Instance>[],
): void {
  for (const change of changes) {
    write(region, change);
    tasks.start(change.target, { action, securityGroupIds, requestId });
  }
}

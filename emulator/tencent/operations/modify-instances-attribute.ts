import { missing, refusal } from "../errors";
import type { Task } from "../tasks";
import { apply, lastGroup, QUOTA_CODES, writableInstances, type StateRules } from "./instance-edges";
import { operation } from "./operation";
import { checkQuotas } from "./quotas";

const ACTION = "ModifyInstancesAttribute";

const STATES: StateRules = {
  byStatus: {
    PENDING: "UnsupportedOperation.InstanceStatePending",
    STARTING: "UnsupportedOperation.InstanceStateStarting",
    STOPPING: "UnsupportedOperation.InstanceStateStopping",
    REBOOTING: "UnsupportedOperation.InstanceStateRebooting",
    SHUTDOWN: "UnsupportedOperation.InstanceStateShutdown",
    TERMINATING: "UnsupportedOperation.InstanceStateTerminating",
    TERMINATED: "UnsupportedOperation.InstanceStateTerminated",
    ISOLATING: "UnsupportedOperation.InstanceStateIsolating",
    FREEZING: "UnsupportedOperation.InstanceStateFreezing",
    REINSTALL_FAILED: "UnsupportedOperation.InstanceReinstallFailed",
    ENTER_RESCUE_MODE: "UnsupportedOperation.InstanceStateEnterRescueMode",
    RESCUE_MODE: "UnsupportedOperation.InstanceStateRescueMode",
    EXIT_RESCUE_MODE: "UnsupportedOperation.InstanceStateExitRescueMode",
    ENTER_SERVICE_LIVE_MIGRATE: "UnsupportedOperation.InstanceStateEnterServiceLiveMigrate",
    SERVICE_LIVE_MIGRATE: "UnsupportedOperation.InstanceStateServiceLiveMigrate",
    EXIT_SERVICE_LIVE_MIGRATE: "UnsupportedOperation.InstanceStateExitServiceLiveMigrate",
  },
  locked: "UnsupportedOperation.InstanceStateIsolating",
};

/**
 * Replaces the groups of up to 100 instances by `SecurityGroups`, in the given order. Another attribute alone is accepted
 * and means nothing here; one request changes one kind of attribute.
 */
export const modifyInstancesAttribute = operation({
  product: "cvm",
  writes: true,
  parameters: ({ text, texts, flag }) => ({
    InstanceIds: texts,
    SecurityGroups: texts.optional(),
    InstanceName: text.optional(),
    UserData: text.optional(),
    CamRoleName: text.optional(),
    CamRoleType: text.optional(),
    HostName: text.optional(),
    AutoReboot: flag.optional(),
    DisableApiTermination: flag.optional(),
    EnableJumboFrame: flag.optional(),
  }),
  perform: (input, { InstanceIds, SecurityGroups: ids, ...others }) => {
    const { region } = input;
    const otherAttributes = Object.keys(others).length > 0;
    if (ids === undefined && !otherAttributes) throw missing("SecurityGroups");
    if (ids !== undefined && otherAttributes) {
      throw refusal("InvalidParameterValue", "One request can modify one kind of attribute.");
    }
    const isIdentical = (task: Task): boolean =>
      task.action === ACTION && task.securityGroupIds.join() === (ids ?? []).join();
    const instances = writableInstances(input, InstanceIds, STATES, isIdentical);
    if (ids === undefined) return {};
    if (ids.length === 0) throw lastGroup();
    if (new Set(ids).size < ids.length) throw refusal("InvalidParameterValue", "A security group is given twice.");
    for (const id of ids) {
      // No code for a malformed group is documented here.
      if (region.securityGroup(id) === undefined) throw refusal("InvalidSecurityGroupId.NotFound", `It is \`${id}\`.`);
    }
    const changes = instances.map((instance) => ({ target: instance, groups: ids }));
    checkQuotas(region, changes, QUOTA_CODES);
    apply(input, ACTION, ids, changes);
    return {};
  },
});

import { apply, onlyGroup, QUOTA_CODES, writableInstances, type StateRules } from "./instance-edges";
import { operation } from "./operation";
import { checkQuotas } from "./quotas";

const ACTION = "AssociateSecurityGroups";

const STATES: StateRules = {
  byStatus: {
    PENDING: "UnsupportedOperation.InstanceStatePending",
    ISOLATING: "UnsupportedOperation.InstanceStateIsolating",
  },
  locked: "UnsupportedOperation.InstanceStateIsolating",
};

/**
 * Adds up to 100 instances to one group, behind the groups they have: the order of binding is the priority of rules. An
 * instance that is in the group already keeps its place; the documents leave open what the cloud does.
 */
export const associateSecurityGroups = operation({
  product: "cvm",
  writes: true,
  parameters: ({ texts }) => ({ SecurityGroupIds: texts, InstanceIds: texts }),
  perform: (input, { SecurityGroupIds, InstanceIds }) => {
    const { region } = input;
    const { id } = onlyGroup(region, SecurityGroupIds);
    const instances = writableInstances(
      input,
      InstanceIds,
      STATES,
      (task) => task.action === ACTION && task.securityGroupIds.includes(id),
    );
    const changes = instances.map((instance) => {
      const present = region.groupsOf(instance, "rules");
      return { target: instance, groups: present.includes(id) ? present : [...present, id] };
    });
    checkQuotas(region, changes, QUOTA_CODES);
    apply(input, ACTION, [id], changes);
    return {};
  },
});

import { apply, lastGroup, onlyGroup, writableInstances, type StateRules } from "./instance-edges";
import { operation } from "./operation";

const ACTION = "DisassociateSecurityGroups";

/** The operation documents no code of its own for a state. */
const STATES: StateRules = {
  byStatus: { PENDING: "UnsupportedOperation", ISOLATING: "UnsupportedOperation" },
  locked: "UnsupportedOperation",
};

/** Removes up to 100 instances from one group. One that is not in it stays as it is: no code is documented for that. */
export const disassociateSecurityGroups = operation({
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
      const groups = present.filter((each) => each !== id);
      if (groups.length === 0 && present.length > 0) throw lastGroup();
      return { target: instance, groups };
    });
    apply(input, ACTION, [id], changes);
    return {};
  },
});

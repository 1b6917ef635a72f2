import { missing, refusal } from "../errors";
import { instanceFields } from "./instance-fields";
import type { Operation } from "./operation";
import { existingInstance } from "./places";

/** One instance. Unlike DescribeInstances it says so where the instance does not exist. */
export const describeInstanceAttribute: Operation = {
  writes: false,
  perform: (input) => {
    const instanceId = input.parameters.text("InstanceId");
    if (instanceId === undefined) throw missing("InstanceId");
    // The operation documents no code for a malformed id.
    const { region, instance } = existingInstance(input, instanceId, () => refusal("InvalidInstanceId.NotFound"));
    return instanceFields(instance, region.groupsOf(instance, input.view));
  },
};

import { invalid, missing, refusal } from "../errors";
import { checkGroupSet, type GroupSetCodes } from "./group-set";
import type { Operation } from "./operation";
import { existingInstance } from "./places";

const CODES: GroupSetCodes = {
  classicGroup: () => refusal("InvalidSecurityGroupType.NotSupportClassic"),
  otherVpc: () => refusal("InvalidSecurityGroupVpc.NotBelongToOneVpc"),
  mixedTypes: () => refusal("EnterpriseGroupLimited.MutliGroupType"),
  full: ({ type }) =>
    refusal(type === "enterprise" ? "InvalidOperation.EniCountExceeded" : "SecurityGroupInstanceLimitExceed"),
};

/**
 * Replaces an instance's groups by `SecurityGroupIds.N`. Without that parameter there is nothing to change here: the
 * other attributes are accepted and mean nothing. An empty set cannot be said.
 */
export const modifyInstanceAttribute: Operation = {
  writes: true,
  perform: (input) => {
    const instanceId = input.parameters.text("InstanceId");
    if (instanceId === undefined) throw missing("InstanceId");
    const { region, instance } = existingInstance(input, instanceId, () =>
      invalid("InstanceId", `${instanceId} is malformed.`),
    );
    if (instance.locked) throw refusal("InstanceLockedForSecurity");
    const ids = input.parameters.list("SecurityGroupIds");
    if (ids.length === 0) return {};
    if (instance.status !== "Running" && instance.status !== "Stopped") throw refusal("IncorrectInstanceStatus");
    if (instance.vpcId === "") throw refusal("InvalidNetworkType.NotSupported");
    checkGroupSet(region, instance, ids, CODES);
    region.setGroups(instance, ids, "lagging");
    return {};
  },
};

import { refusal } from "../errors";
import { readBatch } from "./batch";
import { apply, checkCapacities, joined } from "./membership";
import type { Operation } from "./operation";

/** Binds groups of one type to instances: the only way to bind enterprise groups one by one. */
export const bindSecurityGroups: Operation = {
  action: "bindSecurityGroups",
  writes: true,
  answer: "requestId",
  perform: (input) => {
    const { region, instances, groups } = readBatch(input, "bind");
    if (groups.length === 0) throw refusal("SecurityGroup.NoSecurityGroup");
    const changes = instances.map((instance) => joined(region, instance, groups));
    checkCapacities(changes, groups);
    apply(changes);
    return {};
  },
};

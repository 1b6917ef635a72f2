import { readBatch } from "./batch";
import { apply, checkCapacities, replaced } from "./membership";
import type { Operation } from "./operation";

/** Gives instances exactly these groups, of this type: what they had of the other type goes too. */
export const replaceSecurityGroups: Operation = {
  action: "replaceSecurityGroups",
  writes: true,
  answer: "requestId",
  perform: (input) => {
    const { region, instances, groups } = readBatch(input, "bind");
    const changes = instances.map((instance) => replaced(region, instance, groups));
    checkCapacities(changes, groups);
    apply(changes);
    return {};
  },
};

import { refusalAbout } from "../errors";
import { readBatch } from "./batch";
import { apply, left } from "./membership";
import type { Operation } from "./operation";

/** Unbinds groups of one type from instances, from none of them the last. */
export const unbindSecurityGroups: Operation = {
  action: "unbindSecurityGroups",
  writes: true,
  answer: "requestId",
  perform: (input) => {
    const { region, instances, groups } = readBatch(input, "unbind");
    if (groups.length === 0) throw refusalAbout("InappropriateJSON", "securityGroupIds is empty");
    apply(instances.map((instance) => left(region, instance, groups)));
    return {};
  },
};

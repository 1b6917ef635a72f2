import type { Operation } from "./operation";
import { cutPage } from "./paging";
import { securityGroupFields } from "./security-group-fields";

/** Ordinary groups by filters; `instanceId` is the way to ask for an instance's ordinary groups. */
export const listSecurityGroups: Operation = {
  action: "listSecurityGroups",
  writes: false,
  answer: "fields",
  perform: (input) => {
    const { query, regions, view } = input;
    const vpcId = query.text("vpcId");
    const instanceId = query.text("instanceId");
    const one = query.text("securityGroupId");
    const many = query.list("securityGroupIds");
    const found = regions.flatMap((region) => {
      const instance = region.instance(instanceId ?? "");
      const bound = instance === undefined ? [] : region.groupsOf(instance, view);
      return region.securityGroups.filter(
        ({ id, type, vpcId: own }) =>
          type === "normal" &&
          (vpcId === undefined || own === vpcId) &&
          (instanceId === undefined || bound.includes(id)) &&
          (one === undefined || id === one) &&
          (many === undefined || many.includes(id)),
      );
    });
    return cutPage(input, "securityGroups", found, securityGroupFields);
  },
};

import type { Operation } from "./operation";
import { CREATED } from "./network-fields";
import { cutPage } from "./paging";
import { securityGroupFields } from "./security-group-fields";

/** Enterprise groups, all or those of an instance. */
export const listEnterpriseSecurityGroups: Operation = {
  action: "listEnterpriseSecurityGroups",
  writes: false,
  answer: "fields",
  perform: (input) => {
    const { query, regions, view } = input;
    const instanceId = query.text("instanceId");
    const found = regions.flatMap((region) => {
      const instance = region.instance(instanceId ?? "");
      const bound = instance === undefined ? [] : region.groupsOf(instance, view);
      return region.securityGroups.filter(
        ({ id, type }) => type === "enterprise" && (instanceId === undefined || bound.includes(id)),
      );
    });
    return cutPage(input, "enterpriseSecurityGroups", found, (group) => ({
      ...securityGroupFields(group),
      updatedTime: CREATED,
    }));
  },
};

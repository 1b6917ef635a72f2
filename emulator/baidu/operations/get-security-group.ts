import type { Operation } from "./operation";
import { notFound } from "./places";
import { securityGroupFields } from "./security-group-fields";

/** One ordinary group, with the number of its instances. */
export const getSecurityGroup: Operation = {
  action: "getSecurityGroup",
  writes: false,
  idNames: "group",
  answer: "fields",
  perform: ({ regions, id, view }) => {
    for (const region of regions) {
      const group = region.securityGroup(id);
      if (group?.type !== "normal") continue;
      const instances = region.membersOf(id, view).filter(({ kind }) => kind === "instance");
      return { ...securityGroupFields(group), sgVersion: 0, bindInstanceNum: instances.length };
    }
    throw notFound(id, "path");
  },
};

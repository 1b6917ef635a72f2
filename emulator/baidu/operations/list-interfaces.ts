import { invalidParameter } from "../errors";
import { interfaceFields } from "./interface-fields";
import type { Operation } from "./operation";
import { cutPage } from "./paging";

/** The elastic interfaces of a VPC, which must be named; an instance narrows the list down. */
export const listInterfaces: Operation = {
  action: "listInterfaces",
  writes: false,
  answer: "fields",
  perform: (input) => {
    const { query, regions } = input;
    const vpcId = query.text("vpcId");
    if (vpcId === undefined) throw invalidParameter("vpcId", "it is required.");
    const instanceId = query.text("instanceId");
    const name = query.text("name");
    // No interface of a world has an address.
    const byAddress = query.text("privateIpAddress") !== undefined;
    const found = regions.flatMap((region) =>
      region.networkInterfaces.filter(
        (each) =>
          !each.primary &&
          !byAddress &&
          each.vpcId === vpcId &&
          (instanceId === undefined || each.instanceId === instanceId) &&
          (name === undefined || each.id === name),
      ),
    );
    return cutPage(input, "enis", found, (each, region) => interfaceFields(region, each, input.view));
  },
};

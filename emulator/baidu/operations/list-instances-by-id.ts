import * as z from "zod";
import { instanceFields } from "./instance-fields";
import type { Operation } from "./operation";
import { cutPage } from "./paging";
import { isThere } from "./places";

const schema = z.object({ instanceIds: z.array(z.string()) });

/** Instances by ids in a body, with pages as in the list. An unknown id is no error: it is absent. */
export const listInstancesById: Operation = {
  action: "listInstances",
  writes: false,
  answer: "fields",
  perform: (input) => {
    const { instanceIds } = input.body.read(schema);
    const ids = [...new Set(instanceIds)];
    const found = input.regions
      .flatMap((region) => ids.map((id) => region.instance(id)))
      .filter((instance) => instance !== undefined)
      .filter(isThere);
    return cutPage(input, "instances", found, (instance, region) => instanceFields(region, instance, input.view));
  },
};

import { instanceFields } from "./instance-fields";
import type { Operation } from "./operation";
import { existingInstance } from "./places";

/** One instance. `isDeploySet` and `containsFailed` are accepted and mean nothing: worlds have neither. */
export const getInstance: Operation = {
  action: "getInstance",
  writes: false,
  idNames: "target",
  answer: "fields",
  perform: ({ regions, id, view }) => {
    const { region, instance } = existingInstance(regions, id, "path");
    return { instance: instanceFields(region, instance, view) };
  },
};

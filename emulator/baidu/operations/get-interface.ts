import { interfaceFields } from "./interface-fields";
import type { Operation } from "./operation";
import { existingInterface } from "./places";

/** One interface, its fields at top level. */
export const getInterface: Operation = {
  action: "getInterface",
  writes: false,
  idNames: "target",
  answer: "fields",
  perform: (input) => {
    const { region, target } = existingInterface(input);
    return interfaceFields(region, target, input.view);
  },
};

import type { Operation } from "./operation";
import { existingInterface } from "./places";

/** An interface's status alone. */
export const getInterfaceStatus: Operation = {
  action: "getInterfaceStatus",
  writes: false,
  idNames: "target",
  answer: "fields",
  perform: (input) => ({ status: existingInterface(input).target.status }),
};

import { apply, left } from "./membership";
import type { Operation } from "./operation";
import { singleEdge } from "./single";

/** Unbinds one ordinary group, never the last. A group that is not bound is not found: our choice. */
export const unbind: Operation = {
  action: "unbind",
  writes: true,
  idNames: "target",
  answer: "nothing",
  perform: (input) => {
    const { region, instance, group } = singleEdge(input, "unbind");
    apply([left(region, instance, [group])]);
    return {};
  },
};

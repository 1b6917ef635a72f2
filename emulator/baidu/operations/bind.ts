import { apply, checkCapacities, joined } from "./membership";
import type { Operation } from "./operation";
import { singleEdge } from "./single";

/** Binds one ordinary group to an instance. Binding it again is a success that changes nothing: our choice. */
export const bind: Operation = {
  action: "bind",
  writes: true,
  idNames: "target",
  answer: "nothing",
  perform: (input) => {
    const { region, instance, group } = singleEdge(input, "bind");
    const changes = [joined(region, instance, [group])];
    checkCapacities(changes, [group]);
    apply(changes);
    return {};
  },
};

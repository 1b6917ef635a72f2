import * as z from "zod";
import type { GroupType } from "../../terms";
import { apply, checkCapacities, checkInterface, replaced } from "./membership";
import type { Operation, OperationInput } from "./operation";
import { existingGroups, existingInterface } from "./places";

const ordinary = z.object({ securityGroupIds: z.array(z.string()) });
const enterprise = z.object({ enterpriseSecurityGroupIds: z.array(z.string()) });

/** `?bindSg`: gives an interface exactly these ordinary groups; its enterprise groups go. */
export const setInterfaceGroups: Operation = {
  action: "setInterfaceGroups",
  writes: true,
  idNames: "target",
  answer: "nothing",
  perform: (input) => set(input, input.body.read(ordinary).securityGroupIds, "normal"),
};

/** `?bindEsg`: gives an interface exactly these enterprise groups; its ordinary groups go. */
export const setInterfaceEnterpriseGroups: Operation = {
  action: "setInterfaceEnterpriseGroups",
  writes: true,
  idNames: "target",
  answer: "nothing",
  perform: (input) => set(input, input.body.read(enterprise).enterpriseSecurityGroupIds, "enterprise"),
};

function set(input: OperationInput, ids: readonly string[], type: GroupType): object {
  const { region, target } = existingInterface(input);
  const groups = existingGroups(region, ids, type);
  checkInterface(target);
  const changes = [replaced(region, target, groups)];
  checkCapacities(changes, groups);
  apply(changes);
  return {};
}

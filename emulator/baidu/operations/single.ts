import * as z from "zod";
import type { Instance, Region, SecurityGroup } from "../../store";
import { refusal, refusalAbout } from "../errors";
import { checkInstance } from "./membership";
import type { OperationInput } from "./operation";
import { existingGroups, existingInstance } from "./places";

/** What binding or unbinding one group is about. */
export interface SingleEdge {
  readonly region: Region;
  readonly instance: Instance;
  readonly group: SecurityGroup;
}

const schema = z.object({ securityGroupId: z.string() });

/** The instance in the path and the ordinary group in the body; enterprise groups are bound in batches only. */
export function singleEdge({ regions, id, body }: OperationInput, write: "bind" | "unbind"): SingleEdge {
  const { securityGroupId } = body.read(schema);
  if (securityGroupId === "") {
    throw write === "bind"
      ? refusal("SecurityGroup.NoSecurityGroup")
      : refusalAbout("InappropriateJSON", "securityGroupId is empty");
  }
  const { region, instance } = existingInstance(regions, id, "path");
  const [group] = existingGroups(region, [securityGroupId], "normal");
  if (group === undefined) throw refusal("NoSuchObject");
  checkInstance(instance, write);
  return { region, instance, group };
}

import * as z from "zod";
import type { Instance, Region, SecurityGroup } from "../../store";
import { GROUP_TYPES } from "../../terms";
import { checkInstance } from "./membership";
import type { OperationInput } from "./operation";
import { existingGroups, existingInstance } from "./places";

/** The instances and groups of a batch, each once, all in one region. */
export interface Batch {
  readonly region: Region;
  readonly instances: readonly Instance[];
  readonly groups: readonly SecurityGroup[];
}

const schema = z.object({
  instanceIds: z.array(z.string()).min(1, "expected at least one"),
  securityGroupIds: z.array(z.string()),
  securityGroupType: z.enum(GROUP_TYPES),
});

/**
 * What a batch is about. It is all or nothing: one wrong id or state refuses the whole (our choice; the documents speak
 * neither of partial failure nor of a limit to the lists).
 */
export function readBatch({ regions, body }: OperationInput, write: "bind" | "unbind"): Batch {
  const { instanceIds, securityGroupIds, securityGroupType } = body.read(schema);
  const [first = "", ...others] = new Set(instanceIds);
  const { region, instance } = existingInstance(regions, first, "body");
  const instances = [instance, ...others.map((id) => existingInstance([region], id, "body").instance)];
  const groups = existingGroups(region, securityGroupIds, securityGroupType);
  for (const each of instances) checkInstance(each, write);
  return { region, instances, groups };
}

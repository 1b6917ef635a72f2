import type { SecurityGroup } from "../../store";
import { CREATED } from "./network-fields";

/** What every answer tells of a group. Only ordinary groups have a VPC. */
export function securityGroupFields({ id, type, vpcId }: SecurityGroup): object {
  return {
    id,
    name: id,
    desc: "",
    ...(type === "normal" && { vpcId: vpcId ?? "" }),
    createdTime: CREATED,
    rules: [],
    tags: [],
  };
}

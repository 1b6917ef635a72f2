import * as z from "zod";
import { UsageError } from "./errors";
import { inputRules } from "./inputs";
import { cloudNames, type Membership, type Target, targetOf } from "./membership";

/**
 * The resource ID of a membership: `<cloud>/<region>/<securityGroupId>/<targetId>`. It holds everything needed to find
 * the membership again, so a bare ID can be read; users' stacks depend on this form, so it never changes.
 */
export function formatId(membership: Membership): string {
  const { cloud, region, securityGroupId, target } = membership;
  return [cloud, region, securityGroupId, target.id].join("/");
}

/**
 * The membership that an ID names. Throws a `UsageError` for anything that {@link formatId} could not have made of checked
 * inputs: an ID can come from anywhere, and its region becomes part of a host's name.
 */
export function parseId(id: string): Membership {
  const [cloud, region, securityGroupId, targetId = "", ...more] = id.split("/");
  const target = targetOf(targetId);
  const parsed = partsOf(target).safeParse({ cloud, region, securityGroupId, targetId });
  if (parsed.success && more.length === 0) {
    return {
      cloud: parsed.data.cloud,
      region: parsed.data.region,
      securityGroupId: parsed.data.securityGroupId,
      target,
    };
  }
  throw new UsageError(
    `"${id}" is not the ID of a membership: it must read <cloud>/<region>/<securityGroupId>/<targetId>, ` +
      `such as alicloud/cn-hangzhou/sg-1/i-1, where <cloud> is one of ${cloudNames.join(", ")}.`,
  );
}

function partsOf({ kind }: Target) {
  const { cloud, region, securityGroupId, instanceId, networkInterfaceId } = inputRules;
  return z.object({ cloud, region, securityGroupId, targetId: kind === "instance" ? instanceId : networkInterfaceId });
}

import type { Refusal } from "../../cloud";
import type { Instance, Region } from "../../store";
import { refusal } from "../errors";
import type { OperationInput } from "./operation";

/** The shape of ids. An id that exists is never malformed, whatever its shape. */
const WELL_FORMED = {
  securityGroup: /^sg-[A-Za-z0-9][A-Za-z0-9_-]{0,126}$/,
  instance: /^i-[A-Za-z0-9][A-Za-z0-9_-]{0,126}$/,
  networkInterface: /^eni-[A-Za-z0-9][A-Za-z0-9_-]{0,126}$/,
} as const;

export function isMalformed(kind: keyof typeof WELL_FORMED, id: string): boolean {
  return !WELL_FORMED[kind].test(id);
}

/** The region that `RegionId` names. */
export function namedRegion({ store, parameters }: OperationInput, absent: () => Refusal): Region {
  const name = parameters.text("RegionId");
  if (name === undefined) throw absent();
  const region = store.region(name);
  if (region === undefined) throw refusal("InvalidRegionId.NotFound");
  return region;
}

/**
 * Where an instance is when the request needs no region: in the one it names nevertheless, else in the one of the cloud's
 * host name (`ecs.<region>.aliyuncs.com`), else wherever it exists, as on loopback one endpoint serves all regions.
 */
export function regionOfInstance(input: OperationInput, instanceId: string): Region | undefined {
  const { store, parameters, host } = input;
  if (parameters.text("RegionId") !== undefined) {
    return namedRegion(input, () => refusal("MissingParameter.RegionId"));
  }
  const byHost = /^ecs(?:-vpc)?[.-]([a-z0-9-]+)\.aliyuncs\.com/.exec(host)?.[1];
  return store.region(byHost ?? "") ?? store.regions.find((region) => region.instance(instanceId) !== undefined);
}

/** An instance that must exist. */
export function existingInstance(
  input: OperationInput,
  instanceId: string,
  malformed: () => Refusal,
): { readonly region: Region; readonly instance: Instance } {
  const region = regionOfInstance(input, instanceId);
  const instance = region?.instance(instanceId);
  if (region !== undefined && instance !== undefined) return { region, instance };
  throw isMalformed("instance", instanceId) ? malformed() : refusal("InvalidInstanceId.NotFound");
}

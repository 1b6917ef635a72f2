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

/** What says where a request belongs. */
type Place = Pick<OperationInput, "store" | "parameters" | "host">;

/**
 * The region a request is about, whether it names it or its instance tells: rates count by it, and the same call must
 * count as the same either way. Undefined where the world has no such region.
 */
export function regionConcerned(place: Place): Region | undefined {
  const name = place.parameters.text("RegionId");
  if (name !== undefined) return place.store.region(name);
  const instanceId = place.parameters.text("InstanceId");
  return instanceId === undefined ? undefined : regionHolding(place, instanceId);
}

/** Where an instance is when the request needs no region: in the one it names nevertheless, else where it is held. */
export function regionOfInstance(input: OperationInput, instanceId: string): Region | undefined {
  if (input.parameters.text("RegionId") === undefined) return regionHolding(input, instanceId);
  return namedRegion(input, () => refusal("MissingParameter.RegionId"));
}

/**
 * The region of the cloud's host name (`ecs.<region>.aliyuncs.com`), else wherever the instance exists, as on loopback
 * one endpoint serves all regions.
 */
function regionHolding({ store, host }: Place, instanceId: string): Region | undefined {
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

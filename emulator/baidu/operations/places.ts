import type { Refusal } from "../../cloud";
import type { CloudStore, Instance, NetworkInterface, Region, SecurityGroup } from "../../store";
import type { GroupType } from "../../terms";
import { refusal, refusalAbout } from "../errors";
import type { OperationInput } from "./operation";

/**
 * The regions that a request may mean. The cloud's own host names one (`bcc.bj.baidubce.com`; here any host that begins
 * so); on loopback, where one endpoint serves them all, an id is looked for in every region of the world.
 */
export function regionsOf(store: CloudStore, host: string): readonly Region[] {
  const named = /^bcc\.([a-z0-9-]+)\./i.exec(host)?.[1]?.toLowerCase();
  if (named === undefined) return store.regions;
  const region = store.region(named);
  return region === undefined ? [] : [region];
}

/** The one region that a request is about, as far as its ids or the world tell. */
export function placeOf({ regions, id, query, body }: OperationInput): Region | undefined {
  if (regions.length <= 1) return regions[0];
  const ids = [
    id,
    ...body.stringsAt("instanceIds").slice(0, 1),
    query.text("instanceId") ?? "",
    ...(query.list("instanceIds") ?? []).slice(0, 1),
  ];
  return regions.find((region) =>
    ids.some(
      (each) =>
        region.instance(each) !== undefined ||
        region.networkInterface(each) !== undefined ||
        region.securityGroup(each) !== undefined,
    ),
  );
}

/** No id of the cloud has another shape; the documents show `i-…`, `g-…`, `esg-…` and `eni-…`, and promise no form. */
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Why an id is refused that nothing has: malformed in the path or the body, or simply not there. */
export function notFound(id: string, where: "path" | "body"): Refusal {
  if (ID.test(id)) return refusal("NoSuchObject");
  return where === "path" ? refusal("InvalidURI") : refusalAbout("InappropriateJSON", "an id is malformed");
}

export interface PlacedInstance {
  readonly region: Region;
  readonly instance: Instance;
}

/** An instance that must exist. One that is `Deleted` does not, although worlds can say so. */
export function existingInstance(regions: readonly Region[], id: string, where: "path" | "body"): PlacedInstance {
  for (const region of regions) {
    const instance = region.instance(id);
    if (instance !== undefined && isThere(instance)) return { region, instance };
  }
  throw notFound(id, where);
}

/** Whether an instance shows at all. */
export function isThere({ status }: Instance): boolean {
  return status !== "Deleted";
}

export interface PlacedInterface {
  readonly region: Region;
  readonly target: NetworkInterface;
}

/**
 * An interface that must exist. The interface operations of the VPC service know elastic (secondary) interfaces only: a
 * primary one is reached by its instance.
 */
export function existingInterface({ regions, id }: OperationInput): PlacedInterface {
  for (const region of regions) {
    const target = region.networkInterface(id);
    if (target !== undefined && !target.primary) return { region, target };
  }
  throw notFound(id, "path");
}

/** Groups that must exist and be of this type, without repetitions: an operation of one type knows no group of the other. */
export function existingGroups(region: Region, ids: readonly string[], type: GroupType): readonly SecurityGroup[] {
  return [...new Set(ids)].map((id) => {
    const group = region.securityGroup(id);
    if (group?.type !== type) throw notFound(id, "body");
    return group;
  });
}

import { createHash } from "node:crypto";
import type { GroupType, Terms } from "./terms";
import type {
  InstanceInput,
  InstanceState,
  NetworkInterfaceInput,
  NetworkInterfaceState,
  RegionInput,
  RegionState,
  Report,
  SecurityGroupInput,
  SecurityGroupState,
} from "./world";

/** The VPC of whatever names none, so that a minimal world just works. */
const DEFAULT_VPC = "vpc-default";

/** Fills in a region's defaults and reports what its parts say against each other. */
export function settleRegion(terms: Terms, input: RegionInput, report: Report): RegionState {
  const securityGroups = (input.securityGroups ?? []).map((group) => settleGroup(terms, group));
  reportRepeated("securityGroups", securityGroups, report);
  const groups = new Map(securityGroups.map((group) => [group.id, group]));

  const listed = input.networkInterfaces ?? [];
  const instances = (input.instances ?? []).map((instance) => settleInstance(terms, instance, listed, groups));
  reportRepeated("instances", instances, report);
  instances.forEach((instance, index) => {
    checkGroups(terms, instance, groups, `instances[${index}]`, report);
    checkVpc(terms, instance.vpcId, `instances[${index}]`, report);
  });
  securityGroups.forEach(({ vpcId }, index) => checkVpc(terms, vpcId, `securityGroups[${index}]`, report));
  reportSharedPrimaries(instances, report);

  const byId = new Map(instances.map((instance) => [instance.id, instance]));
  const byPrimary = new Map(instances.map((instance) => [instance.primaryInterfaceId, instance]));
  const networkInterfaces = listed.map((each, index) => {
    const path = `networkInterfaces[${index}]`;
    if (each.instanceId !== undefined && !byId.has(each.instanceId)) {
      report(`${path}.instanceId`, `no instance ${each.instanceId} in this region`);
    }
    const owner = byPrimary.get(each.id);
    if (owner !== undefined || each.kind === "primary") return settlePrimary(terms, each, owner, path, report);
    const settled = settleSecondary(terms, each, byId.get(each.instanceId ?? ""), groups);
    checkGroups(terms, settled, groups, path, report);
    checkVpc(terms, settled.vpcId, path, report);
    const host = byId.get(each.instanceId ?? "");
    if (host !== undefined && host.vpcId !== settled.vpcId) {
      report(`${path}.vpcId`, `${settled.vpcId} is not the VPC of its instance ${host.id}, ${host.vpcId}`);
    }
    return settled;
  });
  reportRepeated("networkInterfaces", networkInterfaces, report);
  return { securityGroups, instances, networkInterfaces };
}

function settleGroup(terms: Terms, input: SecurityGroupInput): SecurityGroupState {
  const type = input.type ?? terms.typeOfGroup(input.id);
  const capacity = input.capacity ?? terms.capacity[type];
  const vpcId = input.vpcId ?? (terms.groupHasVpc(type) ? DEFAULT_VPC : undefined);
  return { id: input.id, ...(vpcId !== undefined && { vpcId }), type, ...(capacity !== undefined && { capacity }) };
}

function settleInstance(
  terms: Terms,
  input: InstanceInput,
  interfaces: readonly NetworkInterfaceInput[],
  groups: ReadonlyMap<string, SecurityGroupState>,
): InstanceState {
  const primary = interfaces.find((each) => each.kind === "primary" && each.instanceId === input.id);
  return {
    id: input.id,
    status: input.status ?? terms.instanceStatuses[0],
    vpcId: input.vpcId ?? vpcOfGroups(terms, input.groups, groups),
    groups: input.groups ?? [],
    groupLimit: input.groupLimit ?? terms.groupLimit,
    locked: input.locked ?? false,
    primaryInterfaceId: input.primaryInterfaceId ?? primary?.id ?? primaryIdOf(input.id),
  };
}

/** An id may have 128 characters: where the instance's own leaves no room, a digest stands for it. */
function primaryIdOf(instanceId: string): string {
  const readable = `eni-${instanceId.replace(/^[a-z]+-/, "")}-primary`;
  if (readable.length <= 128) return readable;
  return `eni-${createHash("sha256").update(instanceId).digest("hex")}-primary`;
}

function settlePrimary(
  terms: Terms,
  input: NetworkInterfaceInput,
  owner: InstanceState | undefined,
  path: string,
  report: Report,
): NetworkInterfaceState {
  if (owner === undefined) {
    report(
      `${path}.kind`,
      input.instanceId === undefined
        ? "a primary interface needs an instanceId"
        : `${input.instanceId} has another primary interface`,
    );
  } else {
    if (input.kind === "secondary") report(`${path}.kind`, `${input.id} is the primary interface of ${owner.id}`);
    if (input.instanceId !== undefined && input.instanceId !== owner.id) {
      report(`${path}.instanceId`, `${input.id} is the primary interface of ${owner.id}, not of ${input.instanceId}`);
    }
    if (input.groups !== undefined && input.groups.join() !== owner.groups.join()) {
      report(`${path}.groups`, `a primary interface has its instance's groups: leave them out, or list the same`);
    }
    if (input.vpcId !== undefined && input.vpcId !== owner.vpcId) {
      report(`${path}.vpcId`, `${input.vpcId} is not the VPC of its instance ${owner.id}, ${owner.vpcId}`);
    }
  }
  return {
    id: input.id,
    kind: "primary",
    status: input.status ?? terms.interfaceStatuses.attached,
    vpcId: owner?.vpcId ?? DEFAULT_VPC,
    ...(owner !== undefined && { instanceId: owner.id }),
    groups: owner?.groups ?? [],
    groupLimit: input.groupLimit ?? owner?.groupLimit ?? terms.groupLimit,
    managed: input.managed ?? false,
    locked: input.locked ?? false,
  };
}

function settleSecondary(
  terms: Terms,
  input: NetworkInterfaceInput,
  host: InstanceState | undefined,
  groups: ReadonlyMap<string, SecurityGroupState>,
): NetworkInterfaceState {
  const { attached, detached } = terms.interfaceStatuses;
  return {
    id: input.id,
    kind: "secondary",
    status: input.status ?? (input.instanceId === undefined ? detached : attached),
    vpcId: input.vpcId ?? host?.vpcId ?? vpcOfGroups(terms, input.groups, groups),
    ...(input.instanceId !== undefined && { instanceId: input.instanceId }),
    groups: input.groups ?? [],
    groupLimit: input.groupLimit ?? terms.groupLimit,
    managed: input.managed ?? false,
    locked: input.locked ?? false,
  };
}

function vpcOfGroups(
  terms: Terms,
  ids: readonly string[] | undefined,
  groups: ReadonlyMap<string, SecurityGroupState>,
): string {
  const group = groups.get(ids?.[0] ?? "");
  return (group !== undefined && terms.groupHasVpc(group.type) ? group.vpcId : undefined) ?? DEFAULT_VPC;
}

/** What no hand at a console can do either: unknown groups, a group twice, another VPC, mixed types. Quotas are no such thing. */
export function groupsProblem(
  terms: Terms,
  vpcId: string,
  ids: readonly string[],
  find: (id: string) => { readonly vpcId?: string | undefined; readonly type: GroupType } | undefined,
): { readonly index: number; readonly text: string } | undefined {
  const first = find(ids[0] ?? "");
  for (const [index, id] of ids.entries()) {
    const group = find(id);
    if (group === undefined) return { index, text: `no security group ${id} in this region` };
    if (ids.indexOf(id) < index) return { index, text: `${id} is listed twice` };
    if (terms.groupHasVpc(group.type) && group.vpcId !== vpcId) {
      return { index, text: `${id} is in ${vpcText(group.vpcId)}, the target in ${vpcText(vpcId)}` };
    }
    if (first !== undefined && group.type !== first.type) {
      return { index, text: `${id} is of type ${group.type}, the groups before it are ${first.type}` };
    }
  }
  return undefined;
}

function vpcText(vpcId: string | undefined): string {
  return vpcId === undefined || vpcId === "" ? "the classic network" : vpcId;
}

function checkGroups(
  terms: Terms,
  target: InstanceState | NetworkInterfaceState,
  groups: ReadonlyMap<string, SecurityGroupState>,
  path: string,
  report: Report,
): void {
  const found = groupsProblem(terms, target.vpcId, target.groups, (id) => groups.get(id));
  if (found !== undefined) report(`${path}.groups[${found.index}]`, found.text);
}

function checkVpc(terms: Terms, vpcId: string | undefined, path: string, report: Report): void {
  if (vpcId === "" && !terms.classicNetwork) report(`${path}.vpcId`, `this cloud has no classic network: name a VPC`);
}

function reportRepeated(key: string, items: readonly { readonly id: string }[], report: Report): void {
  const seen = new Set<string>();
  items.forEach(({ id }, index) => {
    if (seen.has(id)) report(`${key}[${index}].id`, `${id} is listed twice`);
    seen.add(id);
  });
}

function reportSharedPrimaries(instances: readonly InstanceState[], report: Report): void {
  const owners = new Map<string, string>();
  instances.forEach(({ id, primaryInterfaceId }, index) => {
    const other = owners.get(primaryInterfaceId);
    if (other !== undefined && other !== id) {
      report(
        `instances[${index}].primaryInterfaceId`,
        `${primaryInterfaceId} is also the primary interface of ${other}`,
      );
    }
    owners.set(primaryInterfaceId, id);
  });
}

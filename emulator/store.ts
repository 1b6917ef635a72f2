import type { Clock } from "./cloud";
import type { GroupType, Terms } from "./terms";
import type { CloudState, Credential, InstanceState, NetworkInterfaceState, RegionState } from "./world";
import { lookup } from "./lookup";

/**
 * Which truth to look at. `rules`: every write at once, what rules and quotas go by. `reads`: what reads show, which
 * lags behind by `visibilityDelayMs`. `stale`: as before the latest write to the target.
 */
export type View = "rules" | "reads" | "stale";

export interface SecurityGroup {
  readonly id: string;
  readonly region: string;
  /** Empty: classic network; undefined: groups of this kind have no VPC. */
  readonly vpcId: string | undefined;
  readonly type: GroupType;
  /** Undefined: no limit. */
  readonly capacity: number | undefined;
  /** Place in its region; pages follow it. */
  readonly ordinal: number;
}

interface TargetFacts {
  readonly id: string;
  readonly region: string;
  readonly status: string;
  /** Empty: classic network. */
  readonly vpcId: string;
  readonly groupLimit: number;
  readonly locked: boolean;
  readonly ordinal: number;
}

export interface Instance extends TargetFacts {
  readonly kind: "instance";
  readonly primaryInterfaceId: string;
}

export interface NetworkInterface extends TargetFacts {
  readonly kind: "interface";
  readonly primary: boolean;
  readonly instanceId: string | undefined;
  /** Owned by a cloud service. */
  readonly managed: boolean;
}

export type Target = Instance | NetworkInterface;

/** One region's groups, instances and interfaces, and who is in which group. */
export interface Region {
  readonly name: string;
  /** In world order. */
  readonly securityGroups: readonly SecurityGroup[];
  readonly instances: readonly Instance[];
  /** In world order; primary interfaces that the world did not list come last. */
  readonly networkInterfaces: readonly NetworkInterface[];
  securityGroup(id: string): SecurityGroup | undefined;
  instance(id: string): Instance | undefined;
  networkInterface(id: string): NetworkInterface | undefined;
  /** The interfaces of an instance, its primary first. */
  interfacesOf(instanceId: string): readonly NetworkInterface[];
  /** In binding order. A primary interface has its instance's groups. */
  groupsOf(target: Target, view: View): readonly string[];
  /** The instances and secondary interfaces in a group, in world order. */
  membersOf(groupId: string, view: View): readonly Target[];
  /** How many targets are in a group by the rules. */
  memberCount(groupId: string): number;
  /**
   * Replaces a target's groups; checks nothing. The same groups in the same order are no write. `lagging` shows in reads after `visibilityDelayMs` (what a cloud's own
   * writes do), `atOnce` right away (the control API).
   */
  setGroups(target: Target, groups: readonly string[], visible: "lagging" | "atOnce"): void;
}

/** One cloud's world in memory. The object stays when the world is replaced. */
export class CloudStore {
  private state: CloudState;
  private byName: ReadonlyMap<string, RegionStore>;
  private byKeyId: ReadonlyMap<string, Credential>;

  constructor(
    private readonly terms: Terms,
    state: CloudState,
    private readonly now: Clock,
  ) {
    [this.state, this.byName, this.byKeyId] = this.index(state);
  }

  /** Forgets everything and starts from this state. */
  replace(state: CloudState): void {
    [this.state, this.byName, this.byKeyId] = this.index(state);
  }

  private index(state: CloudState): [CloudState, ReadonlyMap<string, RegionStore>, ReadonlyMap<string, Credential>] {
    const regions = Object.entries(state.regions).map(
      ([name, region]) => [name, new RegionStore(name, region, this.terms, state.visibilityDelayMs, this.now)] as const,
    );
    return [state, new Map(regions), new Map(state.credentials.map((credential) => [credential.id, credential]))];
  }

  get regions(): readonly Region[] {
    return [...this.byName.values()];
  }

  region(name: string): Region | undefined {
    return this.byName.get(name);
  }

  credential(id: string): Credential | undefined {
    return this.byKeyId.get(id);
  }

  /** Requests a second of an action; undefined where there is no limit. */
  rateLimit(action: string): number | undefined {
    return lookup(this.state.rateLimits, action);
  }

  get visibilityDelayMs(): number {
    return this.state.visibilityDelayMs;
  }

  /** The present state, by the rules; secrets included. */
  export(): CloudState {
    return {
      ...this.state,
      regions: Object.fromEntries([...this.byName].map(([name, region]) => [name, region.export()])),
    };
  }
}

/** A target's groups through time. Shared by an instance and its primary interface: one truth. */
interface Binding {
  readonly target: Target;
  groups: readonly string[];
  /** What `groups` was before the latest write. */
  before: readonly string[];
  /** What reads showed before the writes that do not show yet; the oldest first. */
  hidden: { readonly shownUntil: number; readonly groups: readonly string[] }[];
}

class RegionStore implements Region {
  readonly securityGroups: readonly SecurityGroup[];
  readonly instances: readonly Instance[];
  readonly networkInterfaces: readonly NetworkInterface[];
  private readonly groupsById: ReadonlyMap<string, SecurityGroup>;
  private readonly instancesById: ReadonlyMap<string, Instance>;
  private readonly interfacesById: ReadonlyMap<string, NetworkInterface>;
  private readonly interfacesByInstance = new Map<string, NetworkInterface[]>();
  private readonly bindings = new Map<string, Binding>();
  private readonly members = new Map<string, Set<Binding>>();
  /** Who is or was in a group: views of the past look here. */
  private readonly everMembers = new Map<string, Set<Binding>>();

  constructor(
    readonly name: string,
    private readonly initial: RegionState,
    private readonly terms: Terms,
    private readonly visibilityDelayMs: number,
    private readonly now: Clock,
  ) {
    this.securityGroups = initial.securityGroups.map((group, ordinal) => ({
      id: group.id,
      region: name,
      vpcId: group.vpcId,
      type: group.type,
      capacity: group.capacity,
      ordinal,
    }));
    this.groupsById = new Map(this.securityGroups.map((group) => [group.id, group]));
    this.instances = initial.instances.map((state, ordinal) => toInstance(name, state, ordinal));
    this.instancesById = new Map(this.instances.map((instance) => [instance.id, instance]));
    this.networkInterfaces = this.listInterfaces();
    this.interfacesById = new Map(this.networkInterfaces.map((each) => [each.id, each]));
    this.indexInterfaces();
    for (const { id } of this.securityGroups) {
      this.members.set(id, new Set());
      this.everMembers.set(id, new Set());
    }
    for (const state of initial.instances) this.bind(this.instancesById.get(state.id), state.groups);
    for (const state of initial.networkInterfaces) {
      if (state.kind === "secondary") this.bind(this.interfacesById.get(state.id), state.groups);
    }
  }

  private listInterfaces(): NetworkInterface[] {
    const listed = this.initial.networkInterfaces.map((state, ordinal) => toInterface(this.name, state, ordinal));
    const ids = new Set(listed.map(({ id }) => id));
    const derived = this.instances.filter(({ primaryInterfaceId }) => !ids.has(primaryInterfaceId));
    const status = this.terms.interfaceStatuses.attached;
    return [...listed, ...derived.map((instance, index) => primaryOf(instance, status, listed.length + index))];
  }

  private indexInterfaces(): void {
    for (const each of this.networkInterfaces) {
      if (each.instanceId === undefined) continue;
      const siblings = this.interfacesByInstance.get(each.instanceId) ?? [];
      if (each.primary) siblings.unshift(each);
      else siblings.push(each);
      this.interfacesByInstance.set(each.instanceId, siblings);
    }
  }

  private bind(target: Target | undefined, groups: readonly string[]): void {
    if (target === undefined) return;
    const binding: Binding = { target, groups, before: groups, hidden: [] };
    this.bindings.set(target.id, binding);
    for (const group of groups) {
      this.members.get(group)?.add(binding);
      this.everMembers.get(group)?.add(binding);
    }
  }

  securityGroup(id: string): SecurityGroup | undefined {
    return this.groupsById.get(id);
  }

  instance(id: string): Instance | undefined {
    return this.instancesById.get(id);
  }

  networkInterface(id: string): NetworkInterface | undefined {
    return this.interfacesById.get(id);
  }

  interfacesOf(instanceId: string): readonly NetworkInterface[] {
    return this.interfacesByInstance.get(instanceId) ?? [];
  }

  groupsOf(target: Target, view: View): readonly string[] {
    return this.groupsIn(this.bindingOf(target), view);
  }

  membersOf(groupId: string, view: View): readonly Target[] {
    const candidates = (view === "rules" ? this.members : this.everMembers).get(groupId) ?? [];
    return [...candidates]
      .filter((binding) => this.groupsIn(binding, view).includes(groupId))
      .map(({ target }) => target)
      .sort((a, b) => a.ordinal - b.ordinal);
  }

  memberCount(groupId: string): number {
    return this.members.get(groupId)?.size ?? 0;
  }

  setGroups(target: Target, groups: readonly string[], visible: "lagging" | "atOnce"): void {
    const binding = this.bindingOf(target);
    if (visible === "atOnce") binding.hidden = [];
    // A write that changes nothing is none: a stale read still shows what was before the latest real one.
    if (groups.join() === binding.groups.join()) return;
    for (const id of binding.groups) this.members.get(id)?.delete(binding);
    for (const id of groups) {
      this.members.get(id)?.add(binding);
      this.everMembers.get(id)?.add(binding);
    }
    if (visible === "lagging" && this.visibilityDelayMs > 0) {
      binding.hidden.push({ shownUntil: this.now() + this.visibilityDelayMs, groups: binding.groups });
    }
    binding.before = binding.groups;
    binding.groups = [...groups];
  }

  private groupsIn(binding: Binding, view: View): readonly string[] {
    switch (view) {
      case "rules":
        return binding.groups;
      case "stale":
        // Never newer than what an ordinary read shows.
        return this.shown(binding) ?? binding.before;
      case "reads":
        return this.shown(binding) ?? binding.groups;
    }
  }

  /** What reads show while writes lag behind. */
  private shown(binding: Binding): readonly string[] | undefined {
    if (binding.hidden.length === 0) return undefined;
    const now = this.now();
    binding.hidden = binding.hidden.filter(({ shownUntil }) => shownUntil > now);
    return binding.hidden[0]?.groups;
  }

  private bindingOf(target: Target): Binding {
    const holder = target.kind === "interface" && target.primary ? target.instanceId : target.id;
    const binding = this.bindings.get(holder ?? "");
    if (binding === undefined) throw new Error(`${target.id} is not in the region ${this.name}`);
    return binding;
  }

  export(): RegionState {
    return {
      securityGroups: this.initial.securityGroups,
      instances: this.initial.instances.map((state) => ({ ...state, groups: this.liveGroups(state.id) })),
      networkInterfaces: this.initial.networkInterfaces.map((state) => ({
        ...state,
        groups: this.liveGroups(state.kind === "primary" ? (state.instanceId ?? "") : state.id),
      })),
    };
  }

  private liveGroups(id: string): readonly string[] {
    return this.bindings.get(id)?.groups ?? [];
  }
}

function toInstance(region: string, state: InstanceState, ordinal: number): Instance {
  const { id, status, vpcId, groupLimit, locked, primaryInterfaceId } = state;
  return { kind: "instance", id, region, status, vpcId, groupLimit, locked, primaryInterfaceId, ordinal };
}

function toInterface(region: string, state: NetworkInterfaceState, ordinal: number): NetworkInterface {
  const { id, status, vpcId, groupLimit, locked, managed, instanceId } = state;
  const primary = state.kind === "primary";
  return { kind: "interface", id, region, primary, status, vpcId, instanceId, groupLimit, managed, locked, ordinal };
}

function primaryOf(instance: Instance, status: string, ordinal: number): NetworkInterface {
  return {
    kind: "interface",
    id: instance.primaryInterfaceId,
    region: instance.region,
    primary: true,
    status,
    vpcId: instance.vpcId,
    instanceId: instance.id,
    groupLimit: instance.groupLimit,
    managed: false,
    locked: instance.locked,
    ordinal,
  };
}

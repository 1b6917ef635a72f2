import type { Session } from "../../provider/lifecycle/session";
import { Crash, type CrashPoint, type EmulatedCloud, membershipId } from "./clouds";
import { type Declared, Engine, type Other, type Ran } from "./engine";
import { Ledger } from "./ledger";
import { type Edge, groupId, type Place, targetId } from "./places";
import { type Chapter, type Drift, type InlineList, patient, type Program, type Story } from "./story";

/**
 * Plays a story and holds what was promised to whoever runs `pulumi up`:
 * 1. at any time, what is in the cloud is others' or is in the state: nothing of others is touched, nothing of ours is
 *    forgotten;
 * 2. an `up` that nothing disturbs succeeds; then the cloud has what others put there and what is declared, no more, no
 *    less, and the next `up` changes nothing and writes nothing.
 * A membership that the state came to hold is ours from then on, whoever made it. One that a provider process made as it
 * died is others' until it is declared again: nobody can know of it.
 */
export async function play(place: Place, story: Story, cloud: EmulatedCloud): Promise<void> {
  cloud.begin(story.beginning);
  const played = new Playing(place, cloud);
  for (const chapter of story.chapters) await played.chapter(chapter);
  await played.becomePatient(story.last);
  await played.chapter(story.last);
}

export class Playing {
  private readonly engine = new Engine();
  private readonly ledger: Ledger;
  /** What a list put back while the state was giving it up. */
  private readonly putBack = new Set<string>();

  constructor(
    private readonly place: Place,
    private readonly cloud: EmulatedCloud,
    /** What the provider takes for the limit of groups a target; the cloud's own default where it is not set. */
    private readonly groupsPerTarget?: number,
  ) {
    this.ledger = new Ledger(cloud.memberships(), this.engine.held());
  }

  /** A delete has the time that the state gives it: too little of it is a disturbance that ends with what it held. */
  async becomePatient(last: Chapter): Promise<void> {
    for (let ups = 0; ups < 5 && this.engine.shortestTimeout() < patient; ups++) {
      await this.up({ ...last, drift: [], refresh: false, lists: [] });
      this.cloud.settle();
    }
  }

  async chapter(chapter: Chapter): Promise<void> {
    for (const drift of chapter.drift) this.change(drift);
    this.cloud.setFaults(chapter.faults);
    if (chapter.refresh) await this.refresh(chapter);
    await this.up(chapter);
    this.cloud.setFaults([]);
    if (this.isUndisturbed(chapter)) await this.expectConverged(chapter.program);
  }

  private change({ edge, does }: Drift): void {
    const group = groupId(this.place, edge.group);
    const target = targetId(this.place, edge.target);
    const present = this.cloud.groupsOf(target);
    const id = this.idOf(edge);
    if (does === "leave") {
      this.cloud.setGroups(
        target,
        present.filter((each) => each !== group),
      );
      this.ledger.foreign.delete(id);
    } else if (!present.includes(group)) {
      this.cloud.setGroups(target, [...present, group]);
      if (!this.engine.held().has(id)) this.ledger.foreign.add(id);
    }
  }

  private async refresh({ parallel, faults }: Chapter): Promise<void> {
    const before = this.engine.held();
    const { failures } = await this.engine.refresh(parallel, this.provider());
    this.takeOver();
    this.expectOnlyOf(failures, faults.length > 0);
    if (faults.some(({ kind }) => kind === "staleRead")) {
      // Who looks at an old picture forgets what is not on it.
      const forgotten = [...before].filter((id) => !this.engine.held().has(id));
      for (const id of forgotten) if (this.cloud.memberships().has(id)) this.ledger.foreign.add(id);
    }
    this.expectAllAccounted("refresh");
  }

  private async up(chapter: Chapter): Promise<void> {
    const { program, parallel, crash, goesOn } = chapter;
    const mayFail = !this.isUndisturbed(chapter);
    const others = chapter.lists.map((list) => this.otherOf(list));
    const provider = this.provider(crash);
    const { failures } = await this.engine.up(declared(this.place, program), parallel, provider, { others, goesOn });
    this.expectOnlyOf(failures, mayFail);
    this.takeOver();
    // Whoever comes back to an update that failed finds reads that have caught up.
    if (failures.length > 0) this.cloud.settle();
    if (failures.some((error) => error instanceof Crash)) this.leaveBehind(program);
    // Whoever wrote last: the list's, if it is there and no longer in the state.
    const present = this.cloud.memberships();
    for (const id of this.putBack) if (present.has(id) && !this.engine.held().has(id)) this.ledger.foreign.add(id);
    this.putBack.clear();
    this.expectAllAccounted("up");
  }

  /** The resource that writes a list, beside the group that every target is in. */
  private otherOf({ target, groups, after, takesMs }: InlineList): Other {
    const id = targetId(this.place, target);
    const update = async (): Promise<void> => {
      await this.cloud.rest(takesMs);
      const written = [this.place.home, ...groups.map((group) => groupId(this.place, group))];
      const before = this.cloud.groupsOf(id);
      this.cloud.setGroups(id, written);
      for (const group of before) {
        if (!written.includes(group)) this.ledger.foreign.delete(membershipId(this.place, group, id));
      }
      for (const group of written) {
        const edge = membershipId(this.place, group, id);
        if (before.includes(group)) continue;
        if (this.engine.held().has(edge)) this.putBack.add(edge);
        else this.ledger.foreign.add(edge);
      }
    };
    return { targetId: id, after, update };
  }

  /** An `up` that has to fail, each time as it should. */
  async refused({ program, parallel }: Chapter, asItShould: (error: unknown) => boolean): Promise<void> {
    const { failures } = await this.engine.up(declared(this.place, program), parallel, this.provider());
    const others = failures.filter((error) => !asItShould(error));
    if (failures.length === 0) throw new Error("it was not refused");
    if (others.length > 0) throw new Error(`refused otherwise: ${others.map(String).join("; ")}`);
    this.takeOver();
    this.expectAllAccounted("an up that was refused");
  }

  private provider(crash?: CrashPoint): Session {
    return this.cloud.provider({ crash, groupsPerTarget: this.groupsPerTarget });
  }

  private takeOver(): void {
    this.ledger.takeOver(this.engine.takeOver());
  }

  private isUndisturbed({ faults, crash, program }: Chapter): boolean {
    const times = [this.engine.shortestTimeout(), ...program.map(({ timeoutSeconds }) => timeoutSeconds)];
    return faults.length === 0 && crash === undefined && Math.min(...times) >= patient;
  }

  /** What the provider process had begun as it died. */
  private leaveBehind(program: Program): void {
    const present = this.cloud.memberships();
    const held = this.engine.held();
    for (const id of program.map(({ edge }) => this.idOf(edge))) {
      if (present.has(id) && !held.has(id)) this.ledger.foreign.add(id);
    }
  }

  private expectOnlyOf(failures: readonly unknown[], mayFail: boolean): void {
    for (const error of failures) {
      if (!mayFail || !isExpected(error)) throw new Error(`failed: ${String(error)}`, { cause: error });
    }
  }

  private expectAllAccounted(after: string): void {
    this.ledger.expectAllAccounted(after, this.cloud.memberships(), this.engine.held());
  }

  private async expectConverged(program: Program): Promise<void> {
    const ids = program.map(({ edge }) => this.idOf(edge));
    this.ledger.expectConverged(this.cloud.memberships(), ids);
    this.cloud.takeActions();
    const again = await this.engine.up(declared(this.place, program), 8, this.provider());
    this.takeOver();
    this.expectOnlyOf(again.failures, false);
    expectNothingDone(again, this.cloud.takeActions(), this.place);
    this.ledger.expectConverged(this.cloud.memberships(), ids);
  }

  private idOf({ target, group }: Edge): string {
    return membershipId(this.place, groupId(this.place, group), targetId(this.place, target));
  }
}

/** A program as the resource's inputs, by name. */
export function declared({ cloud, region, ...place }: Place, program: Program): Declared {
  const all = { ...place, cloud, region };
  return new Map(
    program.map(({ name, edge, timeoutSeconds, profile }) => {
      const target = targetId(all, edge.target);
      const named = target.startsWith("eni-") ? { networkInterfaceId: target } : { instanceId: target };
      return [name, { cloud, region, securityGroupId: groupId(all, edge.group), ...named, timeoutSeconds, profile }];
    }),
  );
}

/** Anything but a mistake of ours. */
function isExpected(error: unknown): boolean {
  return error instanceof Crash || (error instanceof Error && error.name === "LifecycleError");
}

function expectNothingDone({ steps }: Ran, actions: readonly string[], { actions: { writes } }: Place): void {
  const written = actions.filter((action) => writes.includes(action));
  if (steps.length > 0 || written.length > 0) {
    throw new Error(`a second up did something: ${[...steps, ...written].join(", ")}`);
  }
}

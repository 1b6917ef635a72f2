/**
 * The engine in little: what `pulumi up` and `pulumi refresh` ask of a provider, in which order, and what they keep of
 * it. Promises, each as the engine has it:
 * 1. `check` and `diff` come one at a time, in the order of registration; what follows from them overlaps;
 * 2. a replacement is checked again without the old inputs, and the old one is deleted last;
 * 3. an `up` begins nothing after a failure, and deletes nothing then, unless it was told to go on; what runs is waited
 *    for;
 * 4. a failed step leaves the state as it was, except that a partial creation is kept and updated by the next `up`.
 */
import { check } from "../../provider/lifecycle/check";
import type { Declaration } from "../../provider/lifecycle/claims";
import { create } from "../../provider/lifecycle/create";
import { remove } from "../../provider/lifecycle/delete";
import { diff } from "../../provider/lifecycle/diff";
import { PartiallyCreated } from "../../provider/lifecycle/failure";
import { read } from "../../provider/lifecycle/read";
import type { Session } from "../../provider/lifecycle/session";
import { unfinishedIn, unfinishedOf } from "../../provider/lifecycle/unfinished";
import { update } from "../../provider/lifecycle/update";
import { type Inputs, inputsSchema, membershipOf } from "../../provider/model/inputs";
import { formatId } from "../../provider/model/id";

export type Properties = Readonly<Record<string, unknown>>;
/** What a program declares, by name, in the order of registration. */
export type Declared = ReadonlyMap<string, Properties>;

/** A resource of the program that is none of ours: its step, and the target whose memberships wait for it. */
export interface Other {
  readonly targetId: string;
  /** How many memberships are registered before it begins, at most. */
  readonly after: number;
  readonly update: () => Promise<void>;
}

/** One resource of the state. */
interface Kept {
  readonly inputs: Inputs;
  readonly outputs: Properties;
}

export interface Ran {
  readonly failures: readonly unknown[];
  /** "create a", "update b", … in the order of their beginning. */
  readonly steps: readonly string[];
}

export class Engine {
  private readonly kept = new Map<string, Kept>();
  private replaced: Kept[] = [];
  private readonly taken = new Set<string>();

  /** The IDs that the state came to hold since this was asked last, if only for a while. */
  takeOver(): ReadonlySet<string> {
    const taken = new Set(this.taken);
    this.taken.clear();
    return taken;
  }

  /** The IDs that the state holds now. */
  held(): ReadonlySet<string> {
    return new Set([...this.kept.values(), ...this.replaced].map(({ inputs }) => idOf(inputs)));
  }

  /** The shortest time that a delete of what the state holds may take, in seconds. */
  shortestTimeout(): number {
    return Math.min(...[...this.kept.values(), ...this.replaced].map(({ inputs }) => inputs.timeoutSeconds));
  }

  /** `others` are other resources of the program that memberships depend on; `goesOn`: `--continue-on-error`. */
  async up(
    program: Declared,
    parallel: number,
    session: Session,
    { others = [], goesOn = false }: { readonly others?: readonly Other[]; readonly goesOn?: boolean } = {},
  ): Promise<Ran> {
    const run = new Run(parallel, goesOn ? "goesOn" : "stops");
    const startedAt = session.clock.now();
    const done = new Map<Other, Promise<number>>();
    const dependsOn = (properties: Properties, other: Other) => Object.values(properties).includes(other.targetId);
    // Who waits for another resource is registered after it.
    const waits = ([, properties]: readonly [string, Properties]) =>
      others.some((other) => dependsOn(properties, other));
    const ordered = [...[...program].filter((each) => !waits(each)), ...[...program].filter(waits)];
    for (const [index, [name, properties]] of ordered.entries()) {
      if (run.stopped) break;
      const begun = others.filter((other) => other.after <= index || dependsOn(properties, other));
      for (const other of begun) {
        if (!done.has(other))
          done.set(
            other,
            other.update().then(() => session.clock.now()),
          );
      }
      const dependencies = others
        .filter((other) => dependsOn(properties, other))
        .flatMap((other) => done.get(other) ?? []);
      const knownAt = Math.max(startedAt, ...(await Promise.all(dependencies)));
      await run.generate(async () => this.register(name, properties, program, knownAt, session, run));
    }
    await Promise.all(done.values());
    await run.done();
    if (!run.stopped) {
      this.deleteReplaced(session, run);
      this.deleteUndeclared(program, session, run);
      await run.done();
    }
    return run;
  }

  async refresh(parallel: number, session: Session): Promise<Ran> {
    const run = new Run(parallel, "goesOn");
    for (const [name, { inputs, outputs }] of [...this.kept]) {
      run.start(`read ${name}`, async () => {
        const found = await read(outputs, inputs, session);
        if (found === "gone") {
          this.kept.delete(name);
          return;
        }
        this.keep(name, inputs, found === "there" ? {} : found);
        await diff(inputs, inputs, session);
      });
    }
    await run.done();
    return run;
  }

  /** What the program process tells of a membership: what it knows of the state and of the other declarations. */
  private declarationOf(properties: Properties, program: Declared, knownAt: number): Declaration {
    const target = (each: Properties) => each["instanceId"] ?? each["networkInterfaceId"];
    const isSame = (one: Properties, other: Properties) =>
      target(one) === target(other) && one["securityGroupId"] === other["securityGroupId"];
    const states = [...this.kept.values()].flatMap(({ inputs, outputs }) => {
      const { inPlaceOf } = unfinishedIn(outputs) ?? {};
      return inPlaceOf === undefined ? [inputs] : [inputs, { ...inputs, securityGroupId: inPlaceOf }];
    });
    const givenUp = states
      .filter((inputs) => target(inputs) === target(properties))
      .filter((inputs) => ![...program.values()].some((each) => isSame(each, inputs)));
    return { knownAt, owned: states.some((inputs) => isSame(inputs, properties)), givenUp };
  }

  private async register(
    name: string,
    properties: Properties,
    program: Declared,
    knownAt: number,
    session: Session,
    run: Run,
  ): Promise<void> {
    const old = this.kept.get(name);
    const declaration = this.declarationOf(properties, program, knownAt);
    const inputs = checked(old?.inputs, properties, session, declaration);
    if (!old) {
      run.start(`create ${name}`, () => this.create(name, inputs, session));
      return;
    }
    const { changes, replaces } = await diff(old.outputs, inputs, session);
    if (replaces.length > 0)
      this.replace(name, old, checked(undefined, properties, session, declaration), session, run);
    else if (changes || old.outputs["unfinished"] === true) {
      run.start(`update ${name}`, () =>
        this.keepWhat(name, inputs, session, () => update(old.outputs, inputs, session)),
      );
    } else this.keep(name, inputs);
  }

  private replace(name: string, old: Kept, inputs: Inputs, session: Session, run: Run): void {
    run.start(`replace ${name}`, () => this.create(name, inputs, session, old));
  }

  private create(name: string, inputs: Inputs, session: Session, replaces?: Kept): Promise<void> {
    return this.keepWhat(name, inputs, session, () => create(inputs, session), replaces);
  }

  /** Keeps what a step made, also when it was made in part; the step fails then. */
  private async keepWhat(
    name: string,
    inputs: Inputs,
    session: Session,
    step: () => Promise<unknown>,
    replaces?: Kept,
  ): Promise<void> {
    let partial: PartiallyCreated | undefined;
    try {
      await step();
    } catch (error) {
      if (!(error instanceof PartiallyCreated)) throw error;
      partial = error;
    }
    if (replaces) this.replaced.push(replaces);
    this.keep(name, inputs, partial && unfinishedOf(inputs, session));
    if (partial) throw partial;
  }

  private keep(name: string, inputs: Inputs, more: Properties = {}): void {
    this.kept.set(name, { inputs, outputs: { ...inputs, ...more } });
    this.taken.add(idOf(inputs));
  }

  private deleteReplaced(session: Session, run: Run): void {
    for (const old of this.replaced) {
      run.start(`delete replaced ${idOf(old.inputs)}`, async () => {
        await remove(old.inputs, session);
        this.replaced = this.replaced.filter((each) => each !== old);
      });
    }
  }

  private deleteUndeclared(program: Declared, session: Session, run: Run): void {
    for (const [name, { inputs }] of [...this.kept]) {
      if (program.has(name)) continue;
      run.start(`delete ${name}`, async () => {
        await remove(inputs, session);
        this.kept.delete(name);
      });
    }
  }
}

/** One operation: steps that overlap, no more than so many at a time. */
class Run implements Ran {
  readonly failures: unknown[] = [];
  readonly steps: string[] = [];
  private readonly waiting: (() => Promise<void>)[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly parallel: number,
    private readonly afterFailure: "stops" | "goesOn",
  ) {}

  /** Whether nothing more begins. */
  get stopped(): boolean {
    return this.failures.length > 0 && this.afterFailure === "stops";
  }

  async generate(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.push(error);
    }
  }

  start(step: string, work: () => Promise<void>): void {
    this.waiting.push(() => {
      this.steps.push(step);
      return this.generate(work);
    });
    this.next();
  }

  async done(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private next(): void {
    if (this.stopped) this.waiting.length = 0;
    while (this.running.size < this.parallel) {
      const work = this.waiting.shift();
      if (!work) return;
      const running = work().finally(() => {
        this.running.delete(running);
        this.next();
      });
      this.running.add(running);
    }
  }
}

function checked(olds: Inputs | undefined, news: Properties, session: Session, declaration: Declaration): Inputs {
  const { inputs, failures } = check(olds, news, session, declaration);
  if (failures.length > 0) throw new Error(`the program is not valid: ${JSON.stringify(failures)}`);
  return inputsSchema.parse(inputs);
}

function idOf(inputs: Inputs): string {
  return formatId(membershipOf(inputs));
}

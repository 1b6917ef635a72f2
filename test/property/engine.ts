/**
 * The engine in little: what `pulumi up` and `pulumi refresh` ask of a provider, in which order, and what they keep of
 * it. Promises, each as the engine has it:
 * 1. `check` and `diff` come one at a time, in the order of registration; what follows from them overlaps;
 * 2. a replacement is checked again without the old inputs; unless it is deleted first, the old one is deleted last;
 * 3. an `up` begins nothing after a failure, and deletes nothing then; what runs is waited for;
 * 4. a failed step leaves the state as it was, except that a partial creation is kept and updated by the next `up`.
 */
import { check } from "../../provider/lifecycle/check";
import { create } from "../../provider/lifecycle/create";
import { remove } from "../../provider/lifecycle/delete";
import { diff } from "../../provider/lifecycle/diff";
import { PartiallyCreated } from "../../provider/lifecycle/failure";
import { read } from "../../provider/lifecycle/read";
import type { Session } from "../../provider/lifecycle/session";
import { unfinishedOf } from "../../provider/lifecycle/unfinished";
import { update } from "../../provider/lifecycle/update";
import { type Inputs, inputsSchema, membershipOf } from "../../provider/model/inputs";
import { formatId } from "../../provider/model/id";

export type Properties = Readonly<Record<string, unknown>>;
/** What a program declares, by name, in the order of registration. */
export type Declared = ReadonlyMap<string, Properties>;

/** One resource of the state. */
interface Kept {
  readonly inputs: Inputs;
  readonly outputs: Properties;
  /** It was left first, and what takes its place was not created. */
  readonly left: boolean;
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
    const all = [...this.kept.values(), ...this.replaced].filter(({ left }) => !left);
    return new Set(all.map(({ inputs }) => idOf(inputs)));
  }

  /** The shortest time that a delete of what the state holds may take, in seconds. */
  shortestTimeout(): number {
    return Math.min(...[...this.kept.values(), ...this.replaced].map(({ inputs }) => inputs.timeoutSeconds));
  }

  async up(program: Declared, parallel: number, session: Session): Promise<Ran> {
    const run = new Run(parallel, "stops");
    for (const [name, properties] of program) {
      await run.generate(async () => this.register(name, properties, session, run));
      if (run.failed) break;
    }
    await run.done();
    if (!run.failed) {
      this.deleteReplaced(session, run);
      this.deleteUndeclared(program, session, run);
      await run.done();
    }
    return run;
  }

  async refresh(parallel: number, session: Session): Promise<Ran> {
    const run = new Run(parallel, "goesOn");
    for (const [name, { inputs, outputs, left }] of [...this.kept]) {
      if (left) continue;
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

  private async register(name: string, properties: Properties, session: Session, run: Run): Promise<void> {
    const old = this.kept.get(name);
    const inputs = checked(old?.inputs, properties, session);
    if (!old || old.left) {
      run.start(`create ${name}`, () => this.create(name, inputs, session));
      return;
    }
    const { changes, replaces } = await diff(old.outputs, inputs, session);
    if (replaces.length > 0) this.replace(name, old, checked(undefined, properties, session), session, run);
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
    this.kept.set(name, { inputs, outputs: { ...inputs, ...more }, left: false });
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
    for (const [name, { inputs, left }] of [...this.kept]) {
      if (program.has(name)) continue;
      if (left) this.kept.delete(name);
      else {
        run.start(`delete ${name}`, async () => {
          await remove(inputs, session);
          this.kept.delete(name);
        });
      }
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

  get failed(): boolean {
    return this.failures.length > 0;
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
    if (this.failed && this.afterFailure === "stops") this.waiting.length = 0;
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

function checked(olds: Inputs | undefined, news: Properties, session: Session): Inputs {
  const { inputs, failures } = check(olds, news, session);
  if (failures.length > 0) throw new Error(`the program is not valid: ${JSON.stringify(failures)}`);
  return inputsSchema.parse(inputs);
}

function idOf(inputs: Inputs): string {
  return formatId(membershipOf(inputs));
}

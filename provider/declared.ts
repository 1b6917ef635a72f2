/**
 * What a program declares so far, and what its stack's state holds: the program process tells the provider process of both,
 * membership by membership (`registration.ts`).
 */
import * as pulumi from "@pulumi/pulumi";
import type { SecurityGroupMembershipArgs } from "./membership";
import type { Inputs } from "./model/inputs";
import { momentNow, type Moment } from "./registration";
import { waitedFor } from "./resource-tree";
import { runnerOf } from "./runner";
import { readState } from "./state";

/** The parts of the inputs that say which membership it is. */
const identity = ["cloud", "region", "securityGroupId", "instanceId", "networkInterfaceId"] as const;

/** A `Registration` as it is handed to the engine. */
interface Told {
  readonly knownAt: Moment;
  readonly owned?: boolean;
  readonly givenUp?: pulumi.Input<readonly Inputs[]>;
}

interface Declared {
  readonly name: string;
  /** What is known by now; without a region where it comes from a default. */
  readonly known: Partial<Record<(typeof identity)[number], unknown>>;
  /** The resource itself, once it is made. */
  resource?: pulumi.Resource;
}

/** A declaration that is under way. */
export interface Declaration {
  /** Undefined where no engine runs the program. */
  readonly registration: Told | Promise<Told> | undefined;
  /** Names the resource that the declaration is of, as soon as there is one. */
  belongsTo(resource: pulumi.Resource): void;
}

/** By stack resource: a program of the Automation API can run several times in one process. */
const programs = new WeakMap<object, Program>();

/**
 * Notes a membership that the program declares. What it gives is handed to `check` beside the inputs: at once in a preview,
 * where nothing changes; otherwise once the inputs are known and all that the resource depends on is done.
 */
export function declaration(
  name: string,
  args: SecurityGroupMembershipArgs,
  opts: pulumi.CustomResourceOptions | undefined,
): Declaration {
  const stack = pulumi.runtime.getStackResource();
  if (!stack || runnerOf() === "nobody") return { registration: undefined, belongsTo: () => undefined };
  if (pulumi.runtime.isDryRun()) return { registration: { knownAt: momentNow() }, belongsTo: () => undefined };
  const program = programs.get(stack) ?? new Program();
  programs.set(stack, program);
  const declared: Declared = { name, known: {} };
  return {
    registration: program.declare(declared, args, opts),
    belongsTo: (resource) => (declared.resource = resource),
  };
}

/** A membership of the state. */
interface Held {
  readonly name: string;
  readonly inputs: Inputs;
}

class Program {
  private readonly unknown = new Set<Declared>();
  private readonly known = new Map<unknown, Declared[]>();
  private readonly held = heldByTarget();

  async declare(
    declared: Declared,
    args: SecurityGroupMembershipArgs,
    opts: pulumi.CustomResourceOptions | undefined,
  ): Promise<Told> {
    this.unknown.add(declared);
    // What the engine takes from the state instead is not known here.
    const ignored = identity.filter((property) => ignores(opts, property));
    const given = identity.filter((property) => args[property] !== undefined && !ignored.includes(property));
    await Promise.all(
      given.map(async (property) => {
        const value = await valueOf(args[property]);
        if (value !== notKnown) declared.known[property] = value;
      }),
    );
    const isKnown = ignored.length === 0 && given.every((property) => property in declared.known);
    if (isKnown) {
      this.unknown.delete(declared);
      add(this.known, targetOf(declared.known), declared);
    }
    await whenDone(declared, opts);
    const knownAt = momentNow();
    const held = await this.held;
    if (!held || !isKnown) return { knownAt };
    // What became known in the same turn is noted by then.
    await new Promise((resolve) => setImmediate(resolve));
    const ofTarget = (held.get(targetOf(declared.known)) ?? []).filter(({ inputs }) =>
      isOf(declared, inputs, elsewhere),
    );
    const owned = ofTarget.some(({ inputs }) => isOf(declared, inputs, identity));
    const givenUp = ofTarget.filter((each) => this.isGivenUp(each)).map(({ inputs }) => inputs);
    // The engine gives the state's secrets in plain text: what is not known to be public stays out of its logs.
    return { knownAt, owned, givenUp: givenUp.length === 0 ? [] : pulumi.secret(givenUp) };
  }

  /** Nothing that the program declares is, or can come to be, this membership of the state. */
  private isGivenUp({ name, inputs }: Held): boolean {
    const claimed = this.known.get(targetOf(inputs))?.some((each) => isOf(each, inputs, identity));
    return !claimed && ![...this.unknown].some((each) => each.name === name || isOf(each, inputs, identity));
  }
}

/** Whether the option `ignoreChanges` lets the engine take a property from the state instead of the program. */
function ignores(opts: pulumi.CustomResourceOptions | undefined, property: string): boolean {
  const ignored = opts?.ignoreChanges ?? [];
  return ignored.includes(property) || ignored.includes("*");
}

const elsewhere = identity.filter((property) => property !== "securityGroupId");

/** Whether nothing of these that is known of a declared membership contradicts the inputs of another. */
function isOf({ known }: Declared, inputs: Inputs, properties: readonly (typeof identity)[number][]): boolean {
  return properties.every((property) => !(property in known) || known[property] === inputs[property]);
}

function targetOf({ instanceId, networkInterfaceId }: Declared["known"]): unknown {
  return instanceId ?? networkInterfaceId;
}

async function heldByTarget(): Promise<ReadonlyMap<unknown, readonly Held[]> | undefined> {
  const state = await readState();
  if (!state) return undefined;
  const held = new Map<unknown, Held[]>();
  for (const [urn, { inputs, inPlaceOf }] of state) {
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    add(held, targetOf(inputs), { name, inputs });
    // An unfinished move holds its old membership, too.
    if (inPlaceOf !== undefined) {
      add(held, targetOf(inputs), { name, inputs: { ...inputs, securityGroupId: inPlaceOf } });
    }
  }
  return held;
}

function add<T>(lists: Map<unknown, T[]>, key: unknown, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** Stands for what is not known, also in an update: something that it comes from was not made. */
const notKnown = Symbol("not known");

/** The value of an input; `notKnown` where it is not known or fails, which the resource's own registration tells. */
async function valueOf(input: unknown): Promise<unknown> {
  try {
    if (!pulumi.Output.isInstance(input)) return await input;
    const { isKnown, promise } = input as unknown as Settling;
    return (await isKnown) ? await promise.call(input) : notKnown;
  } catch {
    return notKnown;
  }
}

/** What the SDK's types leave out: `apply` is not called where an output is not known in an update. */
interface Settling {
  readonly isKnown: Promise<boolean>;
  readonly promise: () => Promise<unknown>;
}

/** Resolves when the steps of all resources are done that the options make this one wait for. */
async function whenDone(declared: Declared, opts: pulumi.CustomResourceOptions | undefined): Promise<void> {
  if (!opts) return;
  const dependencies = opts.dependsOn === undefined ? [] : [await valueOf(pulumi.output(opts.dependsOn))].flat();
  const resources = dependencies.filter((each) => pulumi.Resource.isInstance(each));
  const others = [opts.parent, opts.deletedWith, opts.provider].filter((each) => each !== undefined);
  const awaited = [...(await waitedFor(resources)), ...others].filter((each) => each !== declared.resource);
  await Promise.all(awaited.map(({ urn }) => valueOf(urn)));
}

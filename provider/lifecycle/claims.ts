import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import type { Membership } from "../model/membership";

/** What the program says of a membership that it declares. */
export interface Declaration {
  /** When the program knew the inputs, by the provider's clock, in milliseconds: earlier reads say nothing of it. */
  readonly knownAt: number;
  /** Whether the stack's state held this membership when the operation began, under whatever name. */
  readonly owned: boolean;
  /** Memberships of the same target that the state holds and the program no longer declares; undefined: not known. */
  readonly givenUp: readonly Inputs[] | undefined;
}

/** A declaration of which the program process told nothing. */
export function undeclared(knownAt: number): Declaration {
  return { knownAt, owned: false, givenUp: undefined };
}

/**
 * Who owns which membership in the running operation, by the IDs of memberships: what the program declares, what the state
 * holds for it, and what the operation gives up.
 */
export class Claims {
  private readonly declarations = new Map<string, Declaration>();
  private readonly held = new Set<string>();
  private readonly begun = new Set<string>();
  private readonly left = new Set<string>();
  private readonly adopted = new Set<string>();
  /** Memberships that others take the place of: by the ID of the new one, and by their own. */
  private readonly predecessors = new Map<string, Inputs>();
  private readonly successors = new Map<string, string>();
  /** The same of moves that an earlier operation did not finish. */
  private readonly unfinished = new Map<string, Inputs>();

  /** The program declares the membership. */
  declare(id: string, declaration: Declaration): void {
    const earlier = this.declarations.get(id);
    // A replacement is checked twice.
    const knownAt = Math.max(declaration.knownAt, earlier?.knownAt ?? -Infinity);
    this.declarations.set(id, { ...declaration, knownAt });
  }

  declaration(id: string): Declaration | undefined {
    return this.declarations.get(id);
  }

  isDeclared(id: string): boolean {
    return this.declarations.has(id);
  }

  /** A step that makes the membership begins. */
  begin(id: string): void {
    this.begun.add(id);
  }

  /** The state holds the membership for the resource that declares it. */
  hold(id: string): void {
    this.held.add(id);
  }

  /** The membership was there before a step asked for it. */
  adopt(id: string): void {
    this.adopted.add(id);
  }

  isAdopted(id: string): boolean {
    return this.adopted.has(id);
  }

  isHeld(id: string): boolean {
    return this.held.has(id);
  }

  /** One resource gives `old` up for `id`. */
  replace(old: Inputs, id: string): void {
    this.predecessors.set(id, old);
    this.successors.set(formatId(membershipOf(old)), id);
  }

  /** An earlier operation began to give `old` up for `id`. */
  resume(old: Inputs, id: string): void {
    this.unfinished.set(id, old);
  }

  /** The membership that this one takes the place of. */
  predecessor(id: string): Inputs | undefined {
    return this.unfinished.get(id) ?? this.predecessors.get(id);
  }

  /** The operation has left a membership already, for its successor's sake. */
  leftEarly(id: string): void {
    this.left.add(id);
  }

  isLeftAlready(id: string): boolean {
    return this.left.has(id);
  }

  /** Whether the membership is deleted before the one that takes its place is made (the option `deleteBeforeReplace`). */
  isLeftFirst(id: string): boolean {
    const successor = this.successors.get(id);
    return successor !== undefined && !this.begun.has(successor);
  }

  /**
   * Memberships of the same target that the operation gives up and nobody declares: its own predecessor first, and last
   * those that other resources move away from, which may need them yet. The program knows all of its declarations, and
   * tells of an unfinished move's old membership, too; where it did not tell, these are the ones that diffs replaced so far.
   */
  givenUpFor(membership: Membership): readonly Inputs[] {
    const id = formatId(membership);
    const unfinished = this.unfinished.get(id);
    const known = [...(unfinished ? [unfinished] : []), ...this.predecessors.values()];
    const all = (this.declarations.get(id)?.givenUp ?? known)
      .filter((inputs) => isSameTarget(membershipOf(inputs), membership))
      .map((inputs) => [formatId(membershipOf(inputs)), inputs] as const);
    const own = this.predecessor(id);
    const ownId = own && formatId(membershipOf(own));
    const rank = (each: string): number => (each === ownId ? 0 : this.successors.has(each) ? 2 : 1);
    const ranked = [...new Map(all)].sort(([one], [other]) => rank(one) - rank(other));
    return ranked.filter(([each]) => each !== id && !this.isDeclared(each)).map(([, inputs]) => inputs);
  }
}

/** Whether two memberships are of one target. */
export function isSameTarget(one: Membership, other: Membership): boolean {
  return one.cloud === other.cloud && one.region === other.region && one.target.id === other.target.id;
}

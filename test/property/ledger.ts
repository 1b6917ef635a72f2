/** Whose memberships are whose, by their IDs: what others put there is theirs until the state comes to hold it. */
export class Ledger {
  readonly foreign: Set<string>;

  constructor(present: ReadonlySet<string>, held: ReadonlySet<string>) {
    this.foreign = new Set([...present].filter((id) => !held.has(id)));
  }

  takeOver(held: ReadonlySet<string>): void {
    for (const id of held) this.foreign.delete(id);
  }

  /** Nothing of others is touched, and nothing of ours is forgotten. */
  expectAllAccounted(after: string, present: ReadonlySet<string>, held: ReadonlySet<string>): void {
    const lost = [...this.foreign].filter((id) => !present.has(id));
    const forgotten = [...present].filter((id) => !this.foreign.has(id) && !held.has(id));
    if (lost.length > 0) throw new Error(`after ${after} there is no more, though it is others': ${lost.join(", ")}`);
    if (forgotten.length > 0) throw new Error(`after ${after} the state has forgotten: ${forgotten.join(", ")}`);
  }

  /** There is what others put there and what is declared, no more, no less. */
  expectConverged(present: ReadonlySet<string>, declared: Iterable<string>): void {
    const wanted = new Set([...this.foreign, ...declared]);
    const missing = [...wanted].filter((id) => !present.has(id));
    const superfluous = [...present].filter((id) => !wanted.has(id));
    if (missing.length > 0) throw new Error(`missing after an undisturbed up: ${missing.join(", ")}`);
    if (superfluous.length > 0) throw new Error(`left over after an undisturbed up: ${superfluous.join(", ")}`);
  }
}

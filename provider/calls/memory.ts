/** What the calls of one operation have learned of targets, so that nobody asks twice. */
import type { TargetRecord } from "../clouds/cloud";
import type { Target } from "../model/membership";
import type { Clock } from "./clock";

/** How long a record answers questions, in milliseconds: an operation on a large stack takes a minute or two. */
const goodForMs = 60_000;

interface Remembered {
  readonly record: TargetRecord;
  readonly at: number;
}

export class TargetMemory {
  private readonly known = new Map<string, Remembered>();
  /** Writes that were begun, by target: what was read before one says nothing after it. */
  private readonly writes = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  recall({ id }: Target): TargetRecord | undefined {
    const found = this.known.get(id);
    return found && this.clock.now() - found.at < goodForMs ? found.record : undefined;
  }

  /** Begins a read. What it answers is given to the function that this gives back. */
  reading(): (records: Iterable<TargetRecord>) => void {
    const before = new Map(this.writes);
    const at = this.clock.now();
    return (records) => {
      for (const record of records) {
        const { id } = record.target;
        if (this.writes.get(id) === before.get(id)) this.known.set(id, { record, at });
      }
    };
  }

  /** A write begins. */
  writing(targets: readonly Target[]): void {
    for (const { id } of targets) this.writes.set(id, (this.writes.get(id) ?? 0) + 1);
  }

  /** A write ended in this; undefined if what became of it is not known. */
  written({ id }: Target, change: ((groups: readonly string[]) => readonly string[]) | undefined): void {
    this.writes.set(id, (this.writes.get(id) ?? 0) + 1);
    const found = this.known.get(id);
    if (!found) return;
    if (!change) this.known.delete(id);
    else {
      const securityGroupIds = change(found.record.securityGroupIds);
      this.known.set(id, { ...found, record: { ...found.record, securityGroupIds } });
    }
  }
}

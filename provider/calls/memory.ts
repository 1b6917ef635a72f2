/**
 * What the calls of one operation have learned of targets, so that nobody asks twice. Promises:
 * 1. a record answers for a minute, and only questions that allow for a read as old as it is;
 * 2. what was read before a write of the target ended is not kept after it;
 * 3. a write changes what is known of its target, or has it forgotten where its outcome is not clear.
 */
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
  /** Counts the beginnings of reads, and the beginnings and ends of writes. */
  private events = 0;
  /** The last beginning or end of a write, by target: what was read before it says nothing after it. */
  private readonly writes = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** The record of the latest read of the target, if that read began at `notBefore` or later. */
  recall({ id }: Target, notBefore = -Infinity): TargetRecord | undefined {
    const found = this.known.get(id);
    return found && this.isGood(found.at) && found.at >= notBefore ? { ...found.record, readAt: found.at } : undefined;
  }

  /** Targets of a kind whose latest read began before that time: those that were read longest ago first. */
  readBefore(time: number, kind: Target["kind"]): readonly Target[] {
    return [...this.known.values()]
      .filter(({ record: { target }, at }) => target.kind === kind && at < time)
      .sort((one, other) => one.at - other.at)
      .map(({ record }) => record.target);
  }

  /** Whether what was read at that time still answers. */
  isGood(at: number): boolean {
    return this.clock.now() - at < goodForMs;
  }

  /** Begins a read. What it answers is given to the function that this gives back. */
  reading(): (records: Iterable<TargetRecord>) => void {
    const begun = ++this.events;
    const at = this.clock.now();
    return (records) => {
      for (const record of records) {
        const { id } = record.target;
        const newest = this.known.get(id)?.at ?? -Infinity;
        if (at >= newest && (this.writes.get(id) ?? 0) < begun) this.known.set(id, { record, at });
      }
    };
  }

  /** A write begins. */
  writing(targets: readonly Target[]): void {
    for (const { id } of targets) this.writes.set(id, ++this.events);
  }

  /** A write ended in this; undefined if what became of it is not known. */
  written({ id }: Target, change: ((groups: readonly string[]) => readonly string[]) | undefined): void {
    this.writes.set(id, ++this.events);
    const found = this.known.get(id);
    if (!found) return;
    if (!change) this.known.delete(id);
    else {
      const securityGroupIds = change(found.record.securityGroupIds);
      this.known.set(id, { ...found, record: { ...found.record, securityGroupIds } });
    }
  }
}

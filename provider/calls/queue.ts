/**
 * Gathers what is asked for under keys, and runs together what waits. Promises:
 * 1. items run once nobody comes any more: of one key there are as many as a run takes, or nobody came for a pause. The pause
 *    follows the engine's pace (`steps.ts`), within limits, and is shorter where all that can come are there. While somebody
 *    is expected it lasts at least as long as they are waited for;
 * 2. nothing is started while a run would have to wait: what comes meanwhile joins it. Then those who have waited longest
 *    for company go first, and the largest of the others;
 * 3. no item waits longer than its patience and a pause, whatever else holds;
 * 4. everybody in a run gets its result, or its error, once.
 */
import type { Clock } from "./clock";
import type { Steps } from "./steps";

export interface QueueRules<T> {
  /** Items of one run. */
  readonly most: number;
  /** How long it waits for company after the last sign of any, at least, in milliseconds. */
  readonly pauseMs: number;
  /** The pause where the engine is slow, at most, in milliseconds; it begins when the engine is not busy any more. */
  readonly longestPauseMs: number;
  /** How long it waits while more and more company comes, in milliseconds. */
  readonly longestMs: number;
  /** How long an item may wait at all, in milliseconds. */
  readonly patienceMs: (item: T) => number;
  /** How long a run would have to wait now, in milliseconds. */
  readonly waitMs: () => number;
  /** How long after the last one to wait for one more that is expected, at least, in milliseconds; 0 if nobody is. */
  readonly expectedMs: () => number;
  /** Whether the run is what a step does last, as a rule: those who run bring nobody new then. */
  readonly endsStep: boolean;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly since: number;
  /** When its patience ends. */
  readonly until: number;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** How much of the pause passes before the next look. */
const shareOfPause = 1 / 3;

export class Queue<T, R> {
  /** By key; sorted when a run is taken. */
  private readonly waiting = new Map<string, Waiting<T, R>[]>();
  private lastArrivalAt = 0;
  private tending = false;
  private wake: () => void = () => undefined;

  constructor(
    private readonly run: (key: string, items: readonly T[]) => Promise<R>,
    private readonly rules: QueueRules<T>,
    private readonly steps: Steps,
    private readonly clock: Clock,
  ) {}

  add(key: string, item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      const since = this.clock.now();
      const all = this.waiting.get(key) ?? [];
      all.push({ item, since, until: since + this.rules.patienceMs(item), resolve, reject });
      this.waiting.set(key, all);
      this.lastArrivalAt = since;
      this.steps.countWaiting(1);
      if (all.length >= this.rules.most) this.start();
      if (this.tending) this.wake();
      else void this.tend();
    });
  }

  /** Waits for company, and starts what waits when no more comes. */
  private async tend(): Promise<void> {
    this.tending = true;
    while (this.waiting.size > 0) {
      const waitMs = this.dueAt() - this.clock.now();
      if (waitMs > 0) await this.sleep(waitMs);
      else {
        if (this.quietAt() <= this.clock.now()) this.steps.nobodyCame();
        this.start();
        if (this.waiting.size > 0) await this.sleep(this.rules.waitMs());
      }
    }
    this.tending = false;
  }

  /** Looks again in between, since what happens elsewhere can bring the end of the wait nearer. */
  private async sleep(milliseconds: number): Promise<void> {
    const woken = new Promise<void>((resolve) => (this.wake = resolve));
    await Promise.race([woken, this.clock.sleep(Math.min(milliseconds, this.rules.pauseMs * shareOfPause))]);
  }

  private dueAt(): number {
    let dueAt = this.quietAt();
    for (const all of this.waiting.values()) {
      for (const { since, until } of all) dueAt = Math.min(dueAt, since + this.rules.longestMs, until);
    }
    return dueAt;
  }

  /** When it is clear that nobody comes any more. */
  private quietAt(): number {
    const { pauseMs, longestPauseMs, expectedMs } = this.rules;
    const quietAt = this.steps.quietAt(this.lastArrivalAt, pauseMs, longestPauseMs);
    return Math.max(quietAt, this.lastArrivalAt + expectedMs());
  }

  private start(): void {
    for (const [key, all] of this.inOrder()) {
      if (this.rules.waitMs() > 0 && !all.some((one) => this.isImpatient(one))) continue;
      all.sort((one, other) => one.until - other.until);
      const batch = all.splice(0, this.rules.most);
      if (all.length === 0) this.waiting.delete(key);
      if (!this.rules.endsStep) this.steps.countWaiting(-batch.length);
      void this.finish(key, batch);
    }
  }

  private inOrder(): readonly [string, Waiting<T, R>[]][] {
    const late = (all: Waiting<T, R>[]) => (all.some((one) => this.isLate(one)) ? 1 : 0);
    return [...this.waiting].sort(([, one], [, other]) => late(other) - late(one) || other.length - one.length);
  }

  private isImpatient({ until }: Waiting<T, R>): boolean {
    return this.clock.now() >= until;
  }

  private isLate(one: Waiting<T, R>): boolean {
    return this.clock.now() - one.since >= this.rules.longestMs || this.isImpatient(one);
  }

  private async finish(key: string, batch: readonly Waiting<T, R>[]): Promise<void> {
    try {
      const result = await this.run(
        key,
        batch.map(({ item }) => item),
      );
      for (const { resolve } of batch) resolve(result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      if (this.rules.endsStep) this.steps.countWaiting(-batch.length);
    }
  }
}

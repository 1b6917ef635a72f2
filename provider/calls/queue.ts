/** Gathers what is asked for under keys, and runs together what waits. */
import type { Clock } from "./clock";

export interface QueueRules {
  /** Items of one run. */
  readonly most: number;
  /** How long it waits for company after the last arrival, in milliseconds. */
  readonly pauseMs: number;
  /** How long anything waits for company at most, in milliseconds. */
  readonly longestMs: number;
  /** How long a run would have to wait now, in milliseconds. It is not started before: what comes meanwhile joins it. */
  readonly waitMs: () => number;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** From so many on, the number of those who are on the way at once says how many their sender sends. */
const fewestToTell = 4;

/**
 * Runs what waits, each key by itself, once nobody comes any more: for a pause, or because as many wait as were ever on the
 * way at once, so that their sender has no more to send before some are done. Where not all may run, the largest go first.
 * Everybody in a run gets its result, or its error.
 */
export class Queue<T, R> {
  private readonly waiting = new Map<string, Waiting<T, R>[]>();
  private arrivals = 0;
  private tending = false;
  /** Those who wait or run now. */
  private onTheWay = 0;
  /** The most who were on the way when something was started: a first crowd is not known to be the whole one. */
  private crowd: number | undefined;

  constructor(
    private readonly run: (key: string, items: readonly T[]) => Promise<R>,
    private readonly rules: QueueRules,
    private readonly clock: Clock,
  ) {}

  add(key: string, item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.set(key, [...(this.waiting.get(key) ?? []), { item, resolve, reject }]);
      this.arrivals += 1;
      this.onTheWay += 1;
      if (this.isComplete()) this.start();
      if (!this.tending) void this.tend();
    });
  }

  /** Waits for company, and starts what waits when no more comes. */
  private async tend(): Promise<void> {
    this.tending = true;
    const { pauseMs, longestMs, waitMs } = this.rules;
    for (let since = this.clock.now(); this.waiting.size > 0;) {
      const seen = this.arrivals;
      await this.clock.sleep(Math.max(pauseMs, waitMs()));
      if (seen !== this.arrivals && this.clock.now() - since < longestMs) continue;
      this.start();
      since = this.clock.now();
    }
    this.tending = false;
  }

  private isComplete(): boolean {
    const sizes = [...this.waiting.values()].map(({ length }) => length);
    const all = sizes.reduce((sum, size) => sum + size, 0);
    return Math.max(...sizes) >= this.rules.most || (all >= fewestToTell && all >= (this.crowd ?? Infinity));
  }

  private start(): void {
    this.crowd = Math.max(this.crowd ?? 0, this.onTheWay);
    const largestFirst = [...this.waiting].sort(([, one], [, other]) => other.length - one.length);
    for (const [key, all] of largestFirst) {
      if (this.rules.waitMs() > 0) return;
      const batch = all.slice(0, this.rules.most);
      if (batch.length === all.length) this.waiting.delete(key);
      else this.waiting.set(key, all.slice(batch.length));
      void this.finish(key, batch);
    }
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
      this.onTheWay -= batch.length;
    }
  }
}

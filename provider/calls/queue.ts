/**
 * Gathers what is asked for under keys, and runs together what waits. Promises:
 * 1. a key's items run once nobody comes any more: for a pause, because there are as many as a run takes, or because as
 *    many wait as were on the way when nobody came any more: their sender sends the next when some are done. The pause
 *    follows the sender, within limits: it is a few times what lately lay between one arrival and the next;
 * 2. nothing is started while a run would have to wait: what comes meanwhile joins it. Then those who have waited longest
 *    for company go first, and the largest of the others;
 * 3. no item waits longer than its patience and a pause, whatever else holds;
 * 4. everybody in a run gets its result, or its error, once.
 */
import type { Clock } from "./clock";

export interface QueueRules<T> {
  /** Items of one run. */
  readonly most: number;
  /** How long it waits for company after the last arrival, at least and at first, in milliseconds. */
  readonly pauseMs: number;
  /** How long it waits where arrivals lie far apart, in milliseconds. Default: no longer. */
  readonly longestPauseMs?: number;
  /** How long it waits while more and more company comes, in milliseconds. */
  readonly longestMs: number;
  /** How long an item may wait at all, in milliseconds. */
  readonly patienceMs: (item: T) => number;
  /** How long a run would have to wait now, in milliseconds. */
  readonly waitMs: () => number;
}

interface Waiting<T, R> {
  readonly item: T;
  readonly since: number;
  /** When its patience ends. */
  readonly until: number;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

/** Pauses a sender makes by chance are shorter than so many times its usual gap. */
const gapsOfPause = 4;
/** How much one gap counts in the average. */
const shareOfGap = 1 / 8;
/** The part of the pause that is waited where all that can be on the way are. */
const shareOfFull = 1 / 3;
/** From so many on, the number of those who are on the way at once says how many their sender sends. */
const fewestToTell = 4;

export class Queue<T, R> {
  /** By key, the least patient first. */
  private readonly waiting = new Map<string, Waiting<T, R>[]>();
  private lastArrivalAt = 0;
  /** What lay between one arrival and the next lately, on average; of those only who found somebody waiting. */
  private gapMs = 0;
  private tending = false;
  /** Those who wait or run now. */
  private onTheWay = 0;
  /** How many were on the way when nobody came any more; undefined until then, and when more came after all. */
  private crowd: number | undefined;

  constructor(
    private readonly run: (key: string, items: readonly T[]) => Promise<R>,
    private readonly rules: QueueRules<T>,
    private readonly clock: Clock,
  ) {}

  add(key: string, item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      const since = this.clock.now();
      if (this.waiting.size > 0) this.gapMs += (since - this.lastArrivalAt - this.gapMs) * shareOfGap;
      const all = this.waiting.get(key) ?? [];
      all.push({ item, since, until: since + this.rules.patienceMs(item), resolve, reject });
      all.sort((one, other) => one.until - other.until);
      this.waiting.set(key, all);
      this.lastArrivalAt = since;
      this.onTheWay += 1;
      if (this.crowd !== undefined && this.onTheWay > this.crowd) this.crowd = undefined;
      if (all.length >= this.rules.most) this.start();
      else if (this.allAreThere()) {
        this.start();
        // Whether really nobody else comes is seen again the next time.
        this.crowd = undefined;
      }
      if (!this.tending) void this.tend();
    });
  }

  /** Waits for company, and starts what waits when no more comes. What has to wait for its turn is tried each pause. */
  private async tend(): Promise<void> {
    this.tending = true;
    while (this.waiting.size > 0) {
      const waitMs = this.dueAt() - this.clock.now();
      // Looks again in between: an arrival can bring the end of the wait nearer.
      if (waitMs > 0) await this.clock.sleep(Math.min(waitMs, this.rules.pauseMs * shareOfFull));
      else {
        if (this.clock.now() - this.lastArrivalAt >= this.pauseMs()) this.crowd ??= this.onTheWay;
        this.start();
        if (this.waiting.size > 0) await this.clock.sleep(this.rules.pauseMs);
      }
    }
    this.tending = false;
  }

  private pauseMs(): number {
    const { pauseMs, longestPauseMs = pauseMs } = this.rules;
    // The sender sends more only when somebody is done: few of those wait together.
    if (this.onTheWay >= fewestToTell && this.onTheWay === this.crowd) return pauseMs * shareOfFull;
    return Math.min(Math.max(pauseMs, this.gapMs * gapsOfPause), longestPauseMs);
  }

  private dueAt(): number {
    const { longestMs } = this.rules;
    const each = [...this.waiting.values()].flat();
    return Math.min(
      this.lastArrivalAt + this.pauseMs(),
      ...each.map(({ since, until }) => Math.min(since + longestMs, until)),
    );
  }

  private allAreThere(): boolean {
    const all = [...this.waiting.values()].reduce((sum, { length }) => sum + length, 0);
    return all >= fewestToTell && all === this.crowd;
  }

  private start(): void {
    for (const [key, all] of this.inOrder()) {
      if (this.rules.waitMs() > 0 && !all.some((one) => this.isImpatient(one))) continue;
      const batch = all.splice(0, this.rules.most);
      if (all.length === 0) this.waiting.delete(key);
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
      this.onTheWay -= batch.length;
    }
  }
}

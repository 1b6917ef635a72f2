/**
 * What the steps that the engine asks for tell of the engine. It writes its state before each step and after it, one after
 * the other in the order in which that came up: while it writes down what was answered, it hands over nothing. Promises:
 * 1. silence counts only after the engine has had the time to write down what was answered, or if it prepares its steps and
 *    has none prepared;
 * 2. how long the engine takes is learned from what lies between its steps, but for the time in which it had none prepared;
 * 3. once nobody came, those who are under way are all there can be, until more come, or nobody comes with fewer.
 */
import type { Clock } from "./clock";

/** How much one gap counts in the average; what was written down together is an average already. */
const shareOfGap = 1 / 8;
const shareOfWriting = 1 / 2;
/** A longer gap has another reason: it counts as so many usual ones, or as this where they are short, and never as more than that. */
const gapsAtMost = 4;
const shortGapMs = 75;
const longestGapMs = 500;
/** After so many usual gaps nobody comes; one gap in a hundred is six times as long as the others. */
const gapsOfPause = 6;
/** The same where more can come than are there. */
const gapsOfPatience = 12;
/** How much longer than before writing down may take, and how much shorter. */
const marginOfWriting = 1.25;
const partOfWriting = 0.5;
/** The part of the least pause, and the gaps, that are enough where all wait that can come; less each time that it proves right. */
const shareOfFull = 1 / 3;
const gapsOfFull = 1.5;
/** Fewer than so many wait together by chance. */
const fewestToTell = 4;

export class Steps {
  private underWay = 0;
  private waiting = 0;
  private mostEver = 0;
  /** How many can be under way now, and how often in a row nobody came when as many were. */
  private mostNow = 0;
  private confirmed = 0;
  private cameSinceQuiet = false;
  private lastArrivalAt = -Infinity;
  private lastPreparedAt = -Infinity;
  /** When the steps were prepared that are not here yet, and whether the last ones here were; a destroy prepares none. */
  private preparedAt: number[] = [];
  private preparesAll = false;
  /** When the steps were answered that the engine may still have to write down, the earliest first. */
  private unwritten: number[] = [];
  /** What lately lay between one step and the next; 0 as long as nothing is known. It follows the size of the state. */
  private gapMs = 0;
  /** How many such gaps it takes to write an answer down. */
  private gapsOfWriting = 0;

  constructor(private readonly clock: Clock) {}

  /** Does the work of one step, from the engine's question to our answer. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.arrive();
    try {
      return await work();
    } finally {
      this.answer();
    }
  }

  /** Notes that the engine prepares a step that it will hand over when it can. */
  prepare(): void {
    this.lastPreparedAt = this.clock.now();
    this.preparedAt.push(this.lastPreparedAt);
    this.preparesAll = true;
  }

  /** Notes that so many steps more (fewer, if negative) wait for company, or for the answer to what is their last question. */
  countWaiting(more: number): void {
    this.waiting += more;
  }

  /** When it is clear that nobody comes, if nobody has since then: after a pause of at least and at most so many milliseconds. */
  quietAt(since: number, leastMs: number, mostMs: number): number {
    return Math.max(since, this.silentSince()) + Math.min(this.pauseMs(leastMs), mostMs);
  }

  /** Says that nobody came: those who are under way are all there can be now. Saying it again adds nothing. */
  nobodyCame(): void {
    if (this.underWay < this.mostNow) {
      // What was prepared and had room to come does not come any more.
      this.preparedAt = [];
      this.confirmed = 1;
    } else if (this.cameSinceQuiet) this.confirmed += 1;
    this.mostNow = this.underWay;
    this.cameSinceQuiet = false;
  }

  private arrive(): void {
    const now = this.clock.now();
    const preparedAt = this.preparedAt.shift();
    this.learn(now, preparedAt ?? -Infinity);
    this.cameSinceQuiet = true;
    this.preparesAll &&= preparedAt !== undefined;
    this.underWay += 1;
    this.mostEver = Math.max(this.mostEver, this.underWay);
    this.forgetWritten();
    if (this.underWay > this.mostNow) {
      this.mostNow = this.underWay;
      this.confirmed = 0;
    }
    this.lastArrivalAt = now;
  }

  private learn(now: number, preparedAt: number): void {
    const [firstAnswerAt] = this.unwritten;
    const silentMs = now - Math.max(this.lastArrivalAt, firstAnswerAt ?? -Infinity);
    const isNext = firstAnswerAt !== undefined && firstAnswerAt < this.lastArrivalAt && silentMs < 2 * this.gapMs;
    if (firstAnswerAt === undefined || isNext) {
      const tookMs = Math.min(silentMs, now - preparedAt);
      if (this.underWay > 0) this.gapMs = averaged(this.gapMs, this.sampleOf(tookMs), shareOfGap);
      return;
    }
    if (silentMs > (this.unwritten.length + 1) * this.gapMs * gapsAtMost) {
      // All is written down by now, and the rest of the silence had another reason.
      this.unwritten = [];
      return;
    }
    // A step that comes after a silence came up when the first answer was written down: after what was answered by then.
    const written = this.unwritten.filter((at) => at <= firstAnswerAt + this.gapMs).length;
    if (silentMs < Math.max(2 * this.gapMs, written * this.writingMs() * partOfWriting)) return;
    this.unwritten = this.unwritten.slice(written);
    if (this.gapMs === 0) return;
    const gapsOfOne = Math.min(silentMs / (written + 1) / this.gapMs, gapsAtMost);
    this.gapsOfWriting = averaged(this.gapsOfWriting, gapsOfOne, shareOfWriting);
  }

  private answer(): void {
    this.underWay -= 1;
    this.unwritten.push(this.clock.now());
    this.forgetWritten();
  }

  /** Those who write down what was answered are not under way: no more do than are left of all. */
  private forgetWritten(): void {
    const writing = this.mostEver - this.underWay;
    this.unwritten = this.unwritten.slice(Math.max(0, this.unwritten.length - writing));
  }

  private pauseMs(leastMs: number): number {
    if (this.confirmed === 0 || this.mostNow < fewestToTell) return Math.max(leastMs, this.gapMs * gapsOfPause);
    if (this.waiting < this.mostNow) {
      return Math.max(leastMs, this.gapMs * (this.isThrough() ? gapsOfPause : gapsOfPatience));
    }
    return Math.max(leastMs * shareOfFull, this.gapMs * gapsOfFull) / this.confirmed;
  }

  private sampleOf(gapMs: number): number {
    return Math.min(gapMs, Math.max(this.gapMs * gapsAtMost, shortGapMs), longestGapMs);
  }

  /** Since when the engine is silent without a known reason: a moment to come, as long as it has one. */
  private silentSince(): number {
    const lastSignAt = Math.max(this.lastArrivalAt, this.lastPreparedAt, this.unwritten[0] ?? -Infinity);
    if (this.isThrough()) return lastSignAt;
    return lastSignAt + this.unwritten.length * this.writingMs() * marginOfWriting;
  }

  /** Whether the engine prepares what it hands over, and has nothing prepared: it does so as soon as it can take one more. */
  private isThrough(): boolean {
    return this.preparesAll && this.preparedAt.length === 0;
  }

  private writingMs(): number {
    return this.gapMs * Math.max(1, this.gapsOfWriting);
  }
}

function averaged(average: number, next: number, share: number): number {
  return average === 0 ? next : average + (next - average) * share;
}

import type { Clock } from "../../provider/calls/clock";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Time that passes when the test says so. Sleepers wake in their order, each after what the one before set going. */
export class ManualClock implements Clock {
  private time = 0;
  /** In the order in which they wake. */
  private readonly sleepers: Sleeper[] = [];

  readonly now = (): number => this.time;

  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => {
      const until = this.time + milliseconds;
      const next = this.sleepers.findIndex((each) => each.until > until);
      this.sleepers.splice(next < 0 ? this.sleepers.length : next, 0, { until, wake });
    });

  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    do await settled();
    while (this.wakeNext(end));
    this.time = end;
  }

  /** Lets time pass until the promise is settled, and gives its result. */
  async passUntil<T>(ended: Promise<T>): Promise<T> {
    const state = { ended: false };
    const end = () => {
      state.ended = true;
    };
    ended.then(end, end);
    do {
      await settled();
      if (state.ended) return ended;
    } while (this.wakeNext(Infinity));
    throw new Error("nobody sleeps, and what was waited for has not ended");
  }

  /** Wakes the sleeper whose time comes next, if it comes by then, and says whether there was one. */
  private wakeNext(end: number): boolean {
    const next = this.sleepers[0];
    if (!next || next.until > end) return false;
    this.sleepers.shift();
    this.time = Math.max(this.time, next.until);
    next.wake();
    return true;
  }
}

/** Everything that needs no time is done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

import type { Clock } from "../../provider/calls/clock";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** Time that passes when the test says so. Sleepers wake in their order, each after what the one before set going. */
export class ManualClock implements Clock {
  private time = 0;
  private sleepers: Sleeper[] = [];

  readonly now = (): number => this.time;

  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => this.sleepers.push({ until: this.time + milliseconds, wake }));

  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settled();
      const [next] = this.sleepers.filter(({ until }) => until <= end).sort((one, other) => one.until - other.until);
      if (!next) break;
      this.sleepers = this.sleepers.filter((each) => each !== next);
      this.time = Math.max(this.time, next.until);
      next.wake();
    }
    this.time = end;
  }
}

/** Everything that needs no time is done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

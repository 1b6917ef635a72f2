import type { Clock } from "../../provider/calls/clock";
import type { Deadline } from "../../provider/calls/deadline";
import type { Call, Cloud } from "../../provider/clouds/cloud";

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/**
 * Time that passes only when nobody works: once no call to a cloud is under way and somebody sleeps, it jumps to the
 * first who wakes. Steps overlap as they would in real time, and minutes of waiting cost nothing. `Date` tells the same
 * time, so that requests are signed by the emulator's clock.
 */
export class VirtualTime implements Clock {
  private time = Date.UTC(2026, 0, 1);
  private busy = 0;
  private sleepers: Sleeper[] = [];
  private ended = false;

  constructor() {
    jest.useFakeTimers({ now: this.time, doNotFake: [...everythingButDate] });
  }

  readonly now = (): number => this.time;

  readonly sleep = (milliseconds: number): Promise<void> =>
    new Promise((wake) => {
      // In whole milliseconds, so that adding them up is exact.
      this.sleepers.push({ until: this.time + Math.ceil(milliseconds), wake });
      this.whenIdle();
    });

  pass(milliseconds: number): void {
    this.time += milliseconds;
    jest.setSystemTime(this.time);
  }

  /** The port, whose calls hold time up while they work, and not while they sleep. */
  heldUpBy(cloud: Cloud): Cloud {
    const held = <T>(call: Call, work: (call: Call) => Promise<T>): Promise<T> =>
      this.working(() => work({ ...call, deadline: this.restingIn(call.deadline) }));
    return {
      ...cloud,
      readTargets: (targets, call) => held(call, (inner) => cloud.readTargets(targets, inner)),
      confirmTarget: (target, call) => held(call, (inner) => cloud.confirmTarget(target, inner)),
      listTargets: (scope, kind, cursor, call) => held(call, (inner) => cloud.listTargets(scope, kind, cursor, inner)),
      readGroups: (ids, call) => held(call, (inner) => cloud.readGroups(ids, inner)),
      join: (group, targets, call) => held(call, (inner) => cloud.join(group, targets, inner)),
      leave: (group, targets, call) => held(call, (inner) => cloud.leave(group, targets, inner)),
    };
  }

  /** Whoever sleeps still, as a queue that has nothing left to do, sleeps on. */
  end(): void {
    this.sleepers = [];
    this.ended = true;
    jest.useRealTimers();
  }

  private async working<T>(work: () => Promise<T>): Promise<T> {
    this.busy += 1;
    try {
      return await work();
    } finally {
      this.busy -= 1;
      this.whenIdle();
    }
  }

  private restingIn(deadline: Deadline): Deadline {
    return {
      remainingMs: () => deadline.remainingMs(),
      sleep: async (milliseconds) => {
        this.busy -= 1;
        this.whenIdle();
        try {
          return await deadline.sleep(milliseconds);
        } finally {
          this.busy += 1;
        }
      },
    };
  }

  /** What follows an answer is done before the next turn of the event loop, and may be another call. */
  private whenIdle(): void {
    setImmediate(() => {
      if (this.ended || this.busy > 0 || this.sleepers.length === 0) return;
      const next = Math.min(...this.sleepers.map(({ until }) => until));
      if (next > this.time) this.pass(next - this.time);
      const awake = this.sleepers.filter(({ until }) => until <= this.time);
      this.sleepers = this.sleepers.filter(({ until }) => until > this.time);
      for (const { wake } of awake) wake();
      // Who woke may call nobody, and others may sleep still.
      this.whenIdle();
    });
  }
}

const everythingButDate = [
  "hrtime",
  "nextTick",
  "performance",
  "queueMicrotask",
  "setImmediate",
  "clearImmediate",
  "setInterval",
  "clearInterval",
  "setTimeout",
  "clearTimeout",
] as const;

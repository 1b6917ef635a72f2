/**
 * Keeps calls under the account's rate. Promises:
 * 1. no more calls of one kind (joins of instances, reads of interfaces, …) a second than are documented; where no rate is
 *    documented they are not held up until the cloud throttles;
 * 2. a throttled call halves what is sent a second, and calls that go well bring it back one by one, so that a lower rate than
 *    was documented is found and kept;
 * 3. a wait never passes the call's deadline: then the call is made all the same, and the cloud decides.
 */
import type { Call, Cloud, Failed, Rates } from "../clouds/cloud";
import { CloudError } from "../model/errors";
import type { Target } from "../model/membership";
import type { Clock } from "./clock";

/** A second, and some more: calls arrive a little closer together than they were sent. Milliseconds. */
const windowMs = 1_100;
/** Calls that go well, after which one more a second is tried. */
const callsToRecover = 40;

/** The calls of one kind in the last second. */
class Window {
  private readonly sent: number[] = [];
  private allowed: number;
  private goneWell = 0;
  private slowedAt = -Infinity;

  constructor(
    private readonly documented: number | undefined,
    private readonly clock: Clock,
  ) {
    this.allowed = documented ?? Infinity;
  }

  /** How long until a call may be made, in milliseconds. */
  waitMs(): number {
    const now = this.clock.now();
    while (this.sent[0] !== undefined && now - this.sent[0] >= windowMs) this.sent.shift();
    const oldest = this.sent[this.sent.length - this.allowed];
    return oldest === undefined ? 0 : oldest + windowMs - now;
  }

  async turn({ deadline }: Call): Promise<void> {
    for (let waitMs = this.waitMs(); waitMs > 0 && deadline.remainingMs() > 0; waitMs = this.waitMs()) {
      await deadline.sleep(waitMs);
    }
    this.sent.push(this.clock.now());
  }

  ended(throttled: boolean): void {
    if (!throttled) {
      this.goneWell += 1;
      if (this.goneWell % callsToRecover === 0) this.allowed = Math.min(this.allowed + 1, this.documented ?? Infinity);
      return;
    }
    this.goneWell = 0;
    // What was sent before it was slowed down is throttled too, and says nothing new.
    if (this.clock.now() - this.slowedAt < windowMs) return;
    this.slowedAt = this.clock.now();
    this.allowed = Math.max(1, Math.floor(Math.min(this.allowed, this.sent.length) / 2));
  }
}

/** The account's rates, and what was learned of them. */
export class Pacer {
  private readonly windows = new Map<string, Window>();

  constructor(
    private readonly rates: Rates,
    private readonly clock: Clock,
  ) {}

  of(action: keyof Rates, target: Target["kind"]): Window {
    const key = `${action} ${target}`;
    const window = this.windows.get(key) ?? new Window(this.rates[action][target], this.clock);
    this.windows.set(key, window);
    return window;
  }
}

export function pace(cloud: Cloud, pacer: Pacer): Cloud {
  async function paced<T>(window: Window, call: Call, make: () => Promise<T>, isThrottled: (answer: T) => boolean) {
    await window.turn(call);
    try {
      const answer = await make();
      window.ended(isThrottled(answer));
      return answer;
    } catch (error) {
      window.ended(error instanceof CloudError && error.kind === "throttled");
      throw error;
    }
  }

  const read = <T>(kind: Target["kind"], call: Call, make: () => Promise<T>) =>
    paced(pacer.of("read", kind), call, make, () => false);
  const write = <O extends { readonly outcome: string }>(
    action: "join" | "leave",
    targets: readonly Target[],
    call: Call,
    make: () => Promise<ReadonlyMap<string, O | Failed>>,
  ) => paced(pacer.of(action, kindOf(targets)), call, make, (outcomes) => [...outcomes.values()].some(wasThrottled));

  return {
    ...cloud,
    readTargets: (targets, call) => read(kindOf(targets), call, () => cloud.readTargets(targets, call)),
    confirmTarget: (target, call) => read(target.kind, call, () => cloud.confirmTarget(target, call)),
    listTargets: (scope, kind, cursor, call) => read(kind, call, () => cloud.listTargets(scope, kind, cursor, call)),
    join: (group, targets, call) => write("join", targets, call, () => cloud.join(group, targets, call)),
    leave: (group, targets, call) => write("leave", targets, call, () => cloud.leave(group, targets, call)),
  };
}

/** What is asked together is nearly always of one kind; a mixed call counts as its first target's. */
export function kindOf([first]: readonly Target[]): Target["kind"] {
  return first?.kind ?? "instance";
}

function wasThrottled(outcome: { readonly outcome: string } | Failed): boolean {
  return "error" in outcome && outcome.error.kind === "throttled";
}

import type { Clock } from "./clock";

/** The moment by which one operation on one membership has to end. Every wait below it is bounded by it. */
export interface Deadline {
  /** What is left, in milliseconds; 0 once it has passed. */
  remainingMs(): number;
  /** Sleeps, but no longer than what is left. Resolves to false if the deadline has passed by then. */
  sleep(milliseconds: number): Promise<boolean>;
}

/** The deadline of a call that several share: that of the one who has the most time. */
export function latestOf(deadlines: readonly Deadline[]): Deadline {
  return deadlines.reduce((one, other) => (other.remainingMs() > one.remainingMs() ? other : one));
}

/** A deadline that leaves some of the time: when that part of what is left now has passed. */
export function partOf(deadline: Deadline, share: number): Deadline {
  const after = deadline.remainingMs() * (1 - share);
  const remainingMs = () => Math.max(0, deadline.remainingMs() - after);
  return {
    remainingMs,
    sleep: async (milliseconds) => {
      await deadline.sleep(Math.min(milliseconds, remainingMs()));
      return remainingMs() > 0;
    },
  };
}

export function deadlineIn(seconds: number, clock: Clock): Deadline {
  const end = clock.now() + seconds * 1000;
  const remainingMs = () => Math.max(0, end - clock.now());
  return {
    remainingMs,
    sleep: async (milliseconds) => {
      await clock.sleep(Math.min(milliseconds, remainingMs()));
      return remainingMs() > 0;
    },
  };
}

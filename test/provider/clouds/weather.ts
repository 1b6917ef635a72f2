/** What a network and a cloud put in the way, as faults of the emulator; and the port as production uses it in it. */
import type { Fault } from "../../../emulator";
import { withCalls } from "../../../provider/accounts";
import type { Clock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import type { Call, Cloud } from "../../../provider/clouds/cloud";
import type { CloudName } from "../../../provider/model/membership";

/** How a cloud says that it is throttling, and that it failed. */
export interface Words {
  readonly cloud: CloudName;
  readonly throttling: { readonly code: string; readonly status?: number | undefined };
  readonly internal: { readonly code: string; readonly status: number };
}

export interface Weather {
  readonly name: string;
  readonly faults: (words: Words) => readonly Omit<Fault, "cloud">[];
  /** How long reads show what was before a write. */
  readonly visibilityDelayMs: number;
  /** Answers are lost, and reads show what was long before. */
  readonly misleads?: boolean;
}

const delays: Weather["faults"] = () => [{ kind: "delay", delayMs: 15, probability: 0.5, seed: 11 }];
const throttling: Weather["faults"] = (words) => [{ kind: "error", ...words.throttling, probability: 0.35, seed: 12 }];
const cutBefore: Weather["faults"] = () => [{ kind: "resetBefore", probability: 0.3, seed: 13 }];
const cutAfter: Weather["faults"] = () => [{ kind: "resetAfter", probability: 0.3, seed: 14 }];
const failing: Weather["faults"] = (words) => [{ kind: "errorAfter", ...words.internal, probability: 0.3, seed: 15 }];
const staleReads: Weather["faults"] = () => [{ kind: "staleRead", probability: 0.4, seed: 16 }];

export const weathers: readonly Weather[] = [
  { name: "delays", faults: delays, visibilityDelayMs: 0 },
  { name: "throttling", faults: throttling, visibilityDelayMs: 0 },
  { name: "connections cut before the effect", faults: cutBefore, visibilityDelayMs: 0 },
  { name: "connections cut after the effect", faults: cutAfter, visibilityDelayMs: 0 },
  { name: "server errors after the effect", faults: failing, visibilityDelayMs: 0 },
  { name: "stale reads", faults: staleReads, visibilityDelayMs: 0 },
  { name: "reads that lag behind", faults: () => [], visibilityDelayMs: 40 },
  {
    name: "all of it at once",
    misleads: true,
    faults: (words) =>
      [delays, throttling, cutBefore, cutAfter, failing, staleReads].flatMap((faults) =>
        faults(words).map((fault) => ({ ...fault, probability: (fault.probability ?? 1) / 2.5 })),
      ),
    visibilityDelayMs: 30,
  },
];

/** Time that runs 60 times as fast, so that back-offs of seconds do not take them. */
const haste = 60;
const hurriedClock: Clock = {
  now: () => performance.now() * haste,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / haste)),
};

/** A deadline that no busy machine reaches: 36,000 s of this time are ten minutes. */
export function hurriedCall(seconds = 36_000): Call {
  return { deadline: deadlineIn(seconds, hurriedClock) };
}

/** As `provider/accounts.ts` opens a cloud, with a jitter that is the same each time. */
export function asInProduction(cloud: Cloud): Cloud {
  return withCalls(cloud, hurriedClock, () => 0.5);
}

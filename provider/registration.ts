/**
 * What the program process tells `check` beside a membership's inputs, as a property that `check` takes out again: it never
 * reaches the state, the preview or a diff.
 */
import * as z from "zod";
import { inputsSchema } from "./model/inputs";

/** The property's name. */
export const registrationKey = "__registration";

/** A moment, by two clocks that the processes of one machine share: either can be set or differ, hardly both. */
const moment = z.object({ wallMs: z.number(), monotonicMs: z.number() });
export type Moment = z.infer<typeof moment>;

const registration = z.object({
  /** When the program knew the inputs, and everything that the resource depends on was done. */
  knownAt: moment.optional().catch(undefined),
  /** Whether the stack's state holds the same membership, under whatever name. */
  owned: z.boolean().optional().catch(undefined),
  /** Memberships of the same target that the state holds and the program no longer declares; missing: not known. */
  givenUp: z.array(inputsSchema).optional().catch(undefined),
});
export type Registration = z.infer<typeof registration>;

export function momentNow(): Moment {
  return { wallMs: Date.now(), monotonicMs: Number(process.hrtime.bigint() / 1_000_000n) };
}

/** How long ago a moment was, in milliseconds: the shorter of what the two clocks say, and no less than 0. */
export function agoMs(then: Moment, now: Moment = momentNow()): number {
  return Math.max(0, Math.min(now.wallMs - then.wallMs, now.monotonicMs - then.monotonicMs));
}

/** The inputs without the registration, and the registration; an empty one if there is none that can be read. */
export function takeRegistration<P extends Readonly<Record<string, unknown>>>(
  properties: P,
): { readonly inputs: Omit<P, typeof registrationKey>; readonly registration: Registration } {
  const { [registrationKey]: told, ...inputs } = properties;
  const parsed = registration.safeParse(told);
  return { inputs, registration: parsed.success ? parsed.data : {} };
}

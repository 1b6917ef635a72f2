import * as z from "zod";
import { CLOUDS } from "./clouds";
import type { Call } from "./cloud";
import { problem, problemsOf, strict } from "./problems";
import { CLOUD_IDS, type CloudId } from "./terms";

/** What a {@link Fault} does; see its `kind`. */
export type FaultKind = "error" | "errorAfter" | "resetBefore" | "resetAfter" | "delay" | "staleRead";
export const FAULT_KINDS = [
  "error",
  "errorAfter",
  "resetBefore",
  "resetAfter",
  "delay",
  "staleRead",
] as const satisfies readonly FaultKind[];

/** A disturbance of the requests that match; every matcher left out matches all. */
export interface Fault {
  readonly cloud?: CloudId | undefined;
  /** One of the cloud's operations, e.g. `JoinSecurityGroup`. */
  readonly action?: string | undefined;
  /** An instance or interface that the request names. */
  readonly targetId?: string | undefined;
  /**
   * `error`: refused, nothing happens. `errorAfter`: it happens, and the answer is the error. `resetBefore`,
   * `resetAfter`: the connection is cut instead of an answer. `delay`: it happens later. `staleRead`: a read answers as
   * before the latest write; writes do not match.
   */
  readonly kind: FaultKind;
  /** Of `error` and `errorAfter`. Default: the cloud's internal error. */
  readonly code?: string | undefined;
  /** Of `error` and `errorAfter`, 400 to 599 (Tencent: 200 too). Default: the code's documented status. */
  readonly status?: number | undefined;
  /** Milliseconds to wait; before the effect, or with `errorAfter` and `resetAfter` after it. Required of `delay`. */
  readonly delayMs?: number | undefined;
  /** How many requests it disturbs. Default: all, until the faults are replaced. */
  readonly times?: number | undefined;
  /** 0 to 1: the share of matching requests it disturbs. Not with `times`. */
  readonly probability?: number | undefined;
  /** Of `probability`: the same seed and the same requests give the same disturbances. Default 1; else not used. */
  readonly seed?: number | undefined;
}

/** Faults that cannot be, each problem with its path. */
export class FaultsError extends Error {
  override readonly name = "FaultsError";

  constructor(readonly problems: readonly string[]) {
    super(`the faults are not valid: ${problems.join("; ")}`);
  }
}

/** What the faults do to one request. */
export interface Disturbance {
  readonly delayBeforeMs: number;
  readonly before: { readonly kind: "error" | "resetBefore"; readonly fault: Fault } | undefined;
  readonly stale: boolean;
  readonly after: { readonly kind: "errorAfter" | "resetAfter"; readonly fault: Fault } | undefined;
  readonly delayAfterMs: number;
}

const STATUSES = "expected an HTTP status from 400 to 599, or 200 for Tencent";

const schema = z.array(
  strict({
    cloud: z.enum(CLOUD_IDS).optional(),
    action: z.string().optional(),
    targetId: z.string().min(1, "expected an id, not an empty string").optional(),
    kind: z.enum(FAULT_KINDS),
    code: z.string().min(1, "expected an error code, not an empty string").optional(),
    status: z.int(STATUSES).min(200, STATUSES).max(599, STATUSES).optional(),
    delayMs: z
      .number()
      .min(0, "expected milliseconds, at least 0")
      .max(3_600_000, "expected an hour at most")
      .optional(),
    times: z.int("expected a whole number").min(1, "expected at least 1").optional(),
    probability: z.number().min(0, "expected 0 to 1").max(1, "expected 0 to 1").optional(),
    seed: z.int("expected a whole number").optional(),
  }),
);

/**
 * Reads faults, from a request or a program.
 *
 * @throws FaultsError with all problems found
 */
export function readFaults(input: unknown): readonly Fault[] {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (!parsed.success) throw new FaultsError(problemsOf(parsed.error));
  const problems = parsed.data.flatMap((fault, index) =>
    contradictions(fault).map(([key, text]) => problem([index, key], text)),
  );
  if (problems.length > 0) throw new FaultsError(problems);
  return parsed.data;
}

function contradictions(fault: Fault): (readonly [key: keyof Fault, text: string])[] {
  const found: (readonly [keyof Fault, string])[] = [];
  const clouds = fault.cloud === undefined ? CLOUD_IDS : [fault.cloud];
  const actions = [...new Set(clouds.flatMap((cloud) => CLOUDS[cloud].terms.actions))];
  if (fault.action !== undefined && !actions.includes(fault.action)) {
    found.push(["action", `unknown action ${JSON.stringify(fault.action)}; allowed: ${actions.join(", ")}`]);
  }
  const answers = fault.kind === "error" || fault.kind === "errorAfter";
  if (fault.code !== undefined && !answers) found.push(["code", "only with kind error or errorAfter"]);
  if (fault.status !== undefined && !answers) found.push(["status", "only with kind error or errorAfter"]);
  const tencentOk = fault.status === 200 && fault.cloud === "tencentcloud";
  if (fault.status !== undefined && fault.status < 400 && !tencentOk) found.push(["status", STATUSES]);
  if (fault.kind === "delay" && fault.delayMs === undefined) found.push(["delayMs", "kind delay needs it"]);
  if (fault.times !== undefined && fault.probability !== undefined) {
    found.push(["probability", "times and probability exclude each other"]);
  }
  return found;
}

interface Armed {
  readonly fault: Fault;
  left: number;
  readonly random: () => number;
}

/** The faults in force. */
export class Faults {
  private armed: Armed[] = [];

  /** Replaces all faults; counts and random sequences start anew. */
  set(faults: readonly Fault[]): void {
    this.armed = faults.map((fault) => ({ fault, left: fault.times ?? Infinity, random: mulberry32(fault.seed ?? 1) }));
  }

  /**
   * Decides, once for a request, what happens to it. Delays add up; of the kinds that answer before the effect (and of
   * those after it) the first in the list wins, and the others are not used up.
   */
  disturb(cloud: CloudId, call: Call): Disturbance {
    let delayBeforeMs = 0;
    let delayAfterMs = 0;
    let stale = false;
    let before: Disturbance["before"];
    let after: Disturbance["after"];
    for (const armed of this.armed) {
      const { fault } = armed;
      if (!matches(fault, cloud, call)) continue;
      switch (fault.kind) {
        case "delay":
          if (strikes(armed)) delayBeforeMs += fault.delayMs ?? 0;
          break;
        case "staleRead":
          if (!call.writes && strikes(armed)) {
            stale = true;
            delayBeforeMs += fault.delayMs ?? 0;
          }
          break;
        case "error":
        case "resetBefore":
          if (before === undefined && strikes(armed)) {
            before = { kind: fault.kind, fault };
            delayBeforeMs += fault.delayMs ?? 0;
          }
          break;
        case "errorAfter":
        case "resetAfter":
          if (before === undefined && after === undefined && strikes(armed)) {
            after = { kind: fault.kind, fault };
            delayAfterMs += fault.delayMs ?? 0;
          }
          break;
      }
    }
    return { delayBeforeMs, before, stale, after, delayAfterMs };
  }
}

function matches(fault: Fault, cloud: CloudId, call: Call): boolean {
  return (
    (fault.cloud === undefined || fault.cloud === cloud) &&
    (fault.action === undefined || fault.action === call.action) &&
    (fault.targetId === undefined || call.targetIds.includes(fault.targetId))
  );
}

function strikes(armed: Armed): boolean {
  if (armed.fault.probability !== undefined) return armed.random() < armed.fault.probability;
  if (armed.left <= 0) return false;
  armed.left -= 1;
  return true;
}

/** A small seeded generator (mulberry32): the same seed gives the same sequence on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

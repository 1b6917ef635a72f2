import { setTimeout as sleep } from "node:timers/promises";
import { Refusal, type Call, type Clock, type WireAnswer, type Wire, type WireRequest } from "./cloud";
import { copied } from "./copied";
import type { Disturbance, Faults } from "./faults";
import type { Rates } from "./rates";
import type { RequestLog } from "./requests";
import type { CloudStore } from "./store";
import type { CloudId } from "./terms";

/** A cloud that answers: its wire protocol, and the store behind it. */
export interface ConnectedCloud {
  readonly id: CloudId;
  readonly wire: Wire;
  readonly store: CloudStore;
}

export interface CallOptions {
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Undefined: rates are not limited. */
  readonly rates: Rates | undefined;
  readonly latencyMs: number;
  readonly now: Clock;
  /** Ends every wait; the request is then dropped without effect. */
  readonly closing: AbortSignal;
}

/** `reset`: cut the connection instead of answering. */
export type CallOutcome = WireAnswer | "reset";

/** The log keeps no more of an id list and of an id than this: both come from outside. No batch has more than 100 ids. */
const LOGGED_IDS = 100;
const LOGGED_ID_LENGTH = 128;

/** The way of one request through its cloud: door, latency, rate limit, faults, effect, log. */
export async function serveCall(
  cloud: ConnectedCloud,
  request: WireRequest,
  options: CallOptions,
): Promise<CallOutcome> {
  const call = cloud.wire.receive(request);
  await wait(options.latencyMs, options.closing);
  if (call.refusal !== undefined) return refuse(cloud, call, call.refusal, options);

  const limit = cloud.store.rateLimit(call.action);
  if (options.rates !== undefined && limit !== undefined) {
    const admitted = options.rates.admit(`${cloud.id} ${copied(call.region, LOGGED_ID_LENGTH)} ${call.action}`, limit);
    if (!admitted) return refuse(cloud, call, cloud.wire.throttled(), options);
  }

  const disturbance = options.faults.disturb(cloud.id, call);
  await wait(disturbance.delayBeforeMs, options.closing);
  if (disturbance.before !== undefined) return interfere(cloud, call, disturbance.before, options);

  const answer = perform(cloud, call, disturbance);
  if (disturbance.after === undefined) {
    record(cloud, call, answer.status, answer.code, options);
    return answer.wire;
  }
  await wait(disturbance.delayAfterMs, options.closing);
  return interfere(cloud, call, disturbance.after, options);
}

async function wait(ms: number, closing: AbortSignal): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { signal: closing });
}

interface Performed {
  readonly wire: WireAnswer;
  readonly status: number;
  readonly code: string | null;
}

function perform(cloud: ConnectedCloud, call: Call, { stale }: Disturbance): Performed {
  try {
    const wire = call.succeed(call.perform(stale ? "stale" : "reads"));
    return { wire, status: wire.status, code: null };
  } catch (error) {
    // Anything else is a mistake of the emulator: the caller still gets an answer in its cloud's envelope.
    const refusal = error instanceof Refusal ? error : cloud.wire.refusal({});
    const wire = call.refuse(refusal);
    return { wire, status: wire.status, code: refusal.code };
  }
}

function refuse(cloud: ConnectedCloud, call: Call, refusal: Refusal, options: CallOptions): WireAnswer {
  const wire = call.refuse(refusal);
  record(cloud, call, wire.status, refusal.code, options);
  return wire;
}

function interfere(
  cloud: ConnectedCloud,
  call: Call,
  { kind, fault }: NonNullable<Disturbance["before"] | Disturbance["after"]>,
  options: CallOptions,
): CallOutcome {
  switch (kind) {
    case "error":
    case "errorAfter":
      return refuse(
        cloud,
        call,
        cloud.wire.refusal({ code: fault.code, status: fault.status, action: call.action }),
        options,
      );
    case "resetBefore":
    case "resetAfter":
      record(cloud, call, 0, "ConnectionReset", options);
      return "reset";
  }
}

function record(cloud: ConnectedCloud, call: Call, status: number, code: string | null, options: CallOptions): void {
  options.requests.add({
    at: new Date(options.now()).toISOString(),
    cloud: cloud.id,
    action: call.action,
    status,
    code,
    // Whoever was turned away at the door has not proved to hold a key: nothing of such a request is kept.
    targetIds: call.refusal === undefined ? logged(call.targetIds) : [],
    securityGroupIds: call.refusal === undefined ? logged(call.securityGroupIds) : [],
    requestId: call.requestId,
  });
}

function logged(ids: readonly string[]): string[] {
  return ids.slice(0, LOGGED_IDS).map((id) => copied(id, LOGGED_ID_LENGTH));
}

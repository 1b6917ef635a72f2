import { clean } from "./clean";
import type { CloudName } from "./membership";

/** What an answer means to us, whatever its cloud's code for it is. */
export type ErrorKind =
  | "invalidInput"
  | "unauthorized"
  | "targetNotFound"
  | "groupNotFound"
  | "notMember"
  | "alreadyMember"
  | "vpcMismatch"
  | "groupTypeConflict"
  | "targetQuota"
  | "groupQuota"
  | "ruleQuota"
  | "lastGroup"
  | "targetState"
  | "targetLocked"
  | "managedByService"
  | "busy"
  | "throttled"
  | "unavailable"
  | "unexpected";

/** What is known of a failed call. Nothing in it may hold a secret, a token or a signature. */
export interface CloudErrorFacts {
  readonly kind: ErrorKind;
  readonly cloud: CloudName;
  /** The cloud's own name of the call, such as `JoinSecurityGroup`. */
  readonly operation: string;
  /** The cloud's error code; for a call that got no answer, the system's, such as `ECONNREFUSED`. */
  readonly code: string;
  /** The cloud's sentence, or ours where it gave none. */
  readonly reason: string;
  /** HTTP status, if there was an answer. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  /** What the user can do. One sentence or two, each ended by a full stop. */
  readonly advice: string;
  /** What the code can mean instead, where it leaves that open. */
  readonly perhaps?: ErrorKind | undefined;
  /** The call was sent and never clearly answered: a write may have happened. */
  readonly outcomeUnknown?: boolean;
  /** Of `targetState`: the state does not pass by itself, so waiting is in vain. */
  readonly lasting?: boolean;
  /** How long the server asks us to wait before the next try, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
}

/** An error whose message users read, in terminals and in logs of CI systems. The message is {@link clean}. */
export abstract class UserError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(clean(message), options);
  }
}

/** The most characters of a code, an ID or a name of a call, and of a cloud's sentence. */
const longestName = 128;
const longestReason = 2_000;

/** A call to a cloud that failed. Its texts are {@link clean}, whoever wrote them. Its message is one line that says what was asked, what came back and what to do. */
export class CloudError extends UserError implements CloudErrorFacts {
  override readonly name = "CloudError";
  readonly kind: ErrorKind;
  readonly cloud: CloudName;
  readonly operation: string;
  readonly code: string;
  readonly reason: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly advice: string;
  readonly perhaps: ErrorKind | undefined;
  readonly outcomeUnknown: boolean;
  readonly lasting: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(given: CloudErrorFacts) {
    const facts = cleaned(given);
    super(describe(facts));
    this.kind = facts.kind;
    this.cloud = facts.cloud;
    this.operation = facts.operation;
    this.code = facts.code;
    this.reason = facts.reason;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.advice = facts.advice;
    this.perhaps = facts.perhaps;
    this.outcomeUnknown = facts.outcomeUnknown ?? false;
    this.lasting = facts.lasting ?? false;
    this.retryAfterMs = facts.retryAfterMs;
  }

  /** The same failure, with what is known better. */
  with(better: Partial<CloudErrorFacts>): CloudError {
    const { kind, cloud, operation, code, reason, status, requestId, advice, perhaps } = this;
    const { outcomeUnknown, lasting, retryAfterMs } = this;
    const facts = { kind, cloud, operation, code, reason, status, requestId, advice, perhaps };
    return new CloudError({ ...facts, outcomeUnknown, lasting, retryAfterMs, ...better });
  }
}

function cleaned(facts: CloudErrorFacts): CloudErrorFacts {
  return {
    ...facts,
    operation: clean(facts.operation, longestName),
    code: clean(facts.code, longestName) || "unknown",
    reason: clean(facts.reason, longestReason),
    requestId: facts.requestId === undefined ? undefined : clean(facts.requestId, longestName),
    advice: clean(facts.advice),
  };
}

function describe({ code, reason, operation, status, requestId, advice }: CloudErrorFacts): string {
  const answer = [operation, status && `HTTP ${String(status)}`, requestId && `request ${requestId}`].filter(Boolean);
  return `${code}: ${asSentence(reason)} (${answer.join(", ")}) ${advice}`.trim();
}

function asSentence(text: string): string {
  return /[.!?。…]$/.test(text) ? text : `${text}.`;
}

/** Whether the same call can go well a little later, without anybody's doing. */
export function canPass({ kind }: CloudError): boolean {
  return kind === "throttled" || kind === "busy" || kind === "unavailable";
}

/** Kinds of errors of a read that another target's need not have. */
const ofTarget: ReadonlySet<ErrorKind> = new Set<ErrorKind>(["invalidInput", "targetNotFound", "targetState", "busy"]);

/** Whether the next read of the same account would fail in the same way. */
export function concernsAccount({ kind }: CloudError): boolean {
  return !ofTarget.has(kind);
}

/** A problem that the user's program, configuration or environment causes and a user can mend; no call was made. */
export class UsageError extends UserError {
  override readonly name = "UsageError";
}

/**
 * No place that is looked at when nothing chooses an account holds credentials. Unlike other usage errors this does not
 * contradict a setting: a preview without credentials shows its plan, unchecked.
 */
export class NoCredentials extends UsageError {}

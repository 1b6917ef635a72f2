import type { IncomingHttpHeaders } from "node:http";
import type { CloudStore, View } from "./store";
import type { Terms } from "./terms";

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** One HTTP request, whole, as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  /** What follows the question mark, still encoded; empty where there is none. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Why a cloud says no, in that cloud's own words. Operations throw it (nobody between the rule and the envelope can do
 * anything about it) and `Call.refuse` puts it into the cloud's envelope.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** One request, understood. Nothing has happened yet. */
export interface Call {
  /** One of `Terms.actions`; `unknown` for anything else, so that the request log stays bounded. */
  readonly action: string;
  /** Empty where the request names none. Rate limits count by it. */
  readonly region: string;
  readonly targetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly requestId: string;
  /** Whether a success changes memberships; a `staleRead` fault leaves such a call alone. */
  readonly writes: boolean;
  /** Why the request is turned away at the door (signature, clock, unknown operation); `perform` is then never called. */
  readonly refusal?: Refusal;
  /**
   * Does the work, at once and undivided: calls never interleave.
   *
   * @param view - what a read shows: `reads` or, under a `staleRead` fault, `stale`. Rules always go by `rules`.
   * @returns what `succeed` wants to put into the envelope
   * @throws Refusal
   */
  perform(view: Exclude<View, "rules">): object;
  succeed(result: object): WireAnswer;
  refuse(refusal: Refusal): WireAnswer;
}

/** What a fault or the server itself wants to say in a cloud's words. */
export interface RefusalRequest {
  /** Default: the cloud's internal error. */
  readonly code?: string | undefined;
  /** Default: the code's documented status. */
  readonly status?: number | undefined;
  /** The operation that is refused: a code can have another status there. */
  readonly action?: string | undefined;
}

/** One cloud's wire protocol and operations, connected to its store. Holds what must outlive a request, such as nonces. */
export interface Wire {
  /** Whether the request is in this cloud's language. Cheap; looks at path, query and headers, and never throws. */
  claims(request: WireRequest): boolean;
  /** Takes a request apart and verifies its signature. Never throws: what is wrong becomes the call's `refusal`. */
  receive(request: WireRequest): Call;
  /** A code in this cloud's words: its documented status and message, or the given ones. */
  refusal(request: RefusalRequest): Refusal;
  /** The cloud's answer to a caller that is over its rate. */
  throttled(): Refusal;
}

/** Everything that the emulator knows of one cloud: its folder exports this, `clouds.ts` lists it. */
export interface Cloud {
  readonly terms: Terms;
  readonly connect: (store: CloudStore, now: Clock) => Wire;
}

import type { Clock } from "../cloud";
import { copied } from "../copied";
import type { Region } from "../store";
import { refusal } from "./errors";

/** A token is forgotten a day after its latest use. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** More than any client has in flight; beyond it the oldest are forgotten first. */
const MOST = 100_000;

interface Answered {
  readonly request: string;
  readonly result: object;
  readonly forgetAt: number;
}

/**
 * What makes writes idempotent: the same token with the same request is answered as the first time and changes nothing,
 * with another request it is a mistake. A refused request leaves no trace, so that it can be tried again.
 */
export class ClientTokens {
  /** Tokens go with their region, also when the world is replaced. */
  private readonly byRegion = new WeakMap<Region, Map<string, Answered>>();

  constructor(private readonly now: Clock) {}

  /**
   * Does the work unless this token has done it.
   *
   * @param request - everything that makes two requests the same
   * @throws Refusal `IdempotentParameterMismatch`, and whatever the work throws
   */
  once(region: Region, token: string, request: string, work: () => object): object {
    const answered = this.byRegion.get(region) ?? new Map<string, Answered>();
    this.byRegion.set(region, answered);
    this.forget(answered);
    const before = answered.get(token);
    if (before !== undefined && before.request !== request) throw refusal("IdempotentParameterMismatch");
    const result = before?.result ?? work();
    answered.delete(token);
    answered.set(copied(token, token.length), { request, result, forgetAt: this.now() + KEPT_MS });
    return result;
  }

  private forget(answered: Map<string, Answered>): void {
    const now = this.now();
    for (const [oldest, { forgetAt }] of answered) {
      if (forgetAt > now && answered.size < MOST) break;
      answered.delete(oldest);
    }
  }
}

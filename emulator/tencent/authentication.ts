import type { Clock, Refusal } from "../cloud";
import type { CloudStore } from "../store";
import { missing, refusal } from "./errors";

/** A signed request, whatever the version of the signature. */
export interface Signed {
  readonly keyId: string;
  /** Unix seconds, as text. */
  readonly timestamp: string;
  readonly token: string | undefined;
  /** Whether the signature is the one that this secret gives. Only asked of a timestamp that is a time. */
  matches(secret: string): boolean;
  /** What was signed, for an SDK's author to compare with their own. Holds no secret. */
  readonly hint?: string;
}

/** How far a request's time may be off (Tencent Cloud API docs: Common Error Codes). */
const CLOCK_WINDOW_MS = 5 * 60 * 1000;

/**
 * The door: clock, key, token, signature, in this order. There is no nonce: the same signed request passes again until it
 * expires.
 */
export class Authentication {
  constructor(
    private readonly store: CloudStore,
    private readonly now: Clock,
  ) {}

  /** Why the request may not pass; undefined if it may. */
  check(signed: Signed | undefined): Refusal | undefined {
    if (signed === undefined) return refusal("AuthFailure.InvalidAuthorization");
    const { keyId, timestamp, token } = signed;
    if (timestamp === "") return missing("Timestamp");
    if (!/^\d{1,12}$/.test(timestamp)) return refusal("InvalidParameter", "`Timestamp` must be Unix seconds.");
    if (Math.abs(this.now() - Number(timestamp) * 1000) > CLOCK_WINDOW_MS) {
      return refusal("AuthFailure.SignatureExpire");
    }
    const credential = this.store.credential(keyId);
    if (credential === undefined) return refusal("AuthFailure.SecretIdNotFound");
    if (token !== credential.token) return refusal("AuthFailure.TokenFailure");
    return signed.matches(credential.secret) ? undefined : refusal("AuthFailure.SignatureFailure", signed.hint);
  }
}

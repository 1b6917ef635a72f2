import { createHash } from "node:crypto";

/** More than any client signs within the clock window; beyond it the oldest are forgotten first. */
const MOST = 200_000;

/** Nonces that were used, kept as long as a request that repeats one would still be within its clock window. */
export class Nonces {
  /** Hash of a nonce → when it may be forgotten; a Map keeps the order of insertion. */
  private readonly used = new Map<string, number>();

  /** Whether the nonce is new, and if so remembers it. */
  use(nonce: string, now: number, forgetAt: number): boolean {
    for (const [oldest, until] of this.used) {
      if (until > now && this.used.size < MOST) break;
      this.used.delete(oldest);
    }
    // A nonce can be as long as a request; its hash is short, and keeps nothing of the request in memory.
    const hash = createHash("sha256").update(nonce).digest("base64");
    if (this.used.has(hash)) return false;
    this.used.set(hash, forgetAt);
    return true;
  }
}

/** More than any client signs within the clock window; beyond it the oldest are forgotten first. */
const MOST = 200_000;

/** Nonces that were used, kept as long as a request that repeats one would still be within its clock window. */
export class Nonces {
  /** Nonce → when it may be forgotten; a Map keeps the order of insertion. */
  private readonly used = new Map<string, number>();

  /** Whether the nonce is new, and if so remembers it. */
  use(nonce: string, now: number, forgetAt: number): boolean {
    for (const [oldest, until] of this.used) {
      if (until > now && this.used.size < MOST) break;
      this.used.delete(oldest);
    }
    if (this.used.has(nonce)) return false;
    this.used.set(nonce, forgetAt);
    return true;
  }
}

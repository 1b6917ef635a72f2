import type { Clock } from "./cloud";

/** Requests that were let through lately, for one account, region and action. */
interface Window {
  /** Times of the admitted requests; those before `start` are over. */
  times: number[];
  start: number;
}

/**
 * Rate limits by rolling window: of one key no more than `limit` requests are admitted in any second. A limit below 1 is
 * one request in 1/limit seconds. Refused requests do not count.
 */
export class Rates {
  private readonly windows = new Map<string, Window>();

  constructor(private readonly now: Clock) {}

  /** Forgets what was let through. */
  clear(): void {
    this.windows.clear();
  }

  /** Whether a request with this key may pass, and if so counts it. */
  admit(key: string, limit: number): boolean {
    const most = Math.max(1, Math.floor(limit));
    const spanMs = (most / limit) * 1000;
    const now = this.now();
    const window = this.windows.get(key) ?? { times: [], start: 0 };
    this.windows.set(key, window);
    while (window.start < window.times.length && (window.times[window.start] ?? now) <= now - spanMs) window.start += 1;
    if (window.times.length - window.start >= most) return false;
    if (window.start > most) {
      window.times = window.times.slice(window.start);
      window.start = 0;
    }
    window.times.push(now);
    return true;
  }
}

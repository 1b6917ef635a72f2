import type { CloudId } from "./terms";

/** The log keeps this many of the newest requests; the counts go on. */
const KEPT = 10_000;

/** One cloud request as it was answered. Holds no secret, token or signature. */
export interface RequestEntry {
  /** When it was answered, ISO 8601 UTC. */
  readonly at: string;
  readonly cloud: CloudId;
  /** One of the cloud's operations, or `unknown`. */
  readonly action: string;
  /** The HTTP status; 0 where a fault cut the connection. */
  readonly status: number;
  /** The error code; null for a success. */
  readonly code: string | null;
  /** At most 100 of each, cut to 128 characters; none where the signature, the clock or the operation was refused. */
  readonly targetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly requestId: string;
}

/** What the clouds were asked. */
export interface RequestReport {
  readonly total: number;
  /** By `<cloud>:<action>`. */
  readonly byAction: Readonly<Record<string, number>>;
  /** The newest 10,000, the oldest of them first. */
  readonly log: readonly RequestEntry[];
}

/** What the clouds were asked, and what they answered. */
export class RequestLog {
  private total = 0;
  private readonly byAction = new Map<string, number>();
  private entries: RequestEntry[] = [];

  add(entry: RequestEntry): void {
    this.total += 1;
    const key = `${entry.cloud}:${entry.action}`;
    this.byAction.set(key, (this.byAction.get(key) ?? 0) + 1);
    this.entries.push(entry);
    // Cut in bulk: shifting one at a time would move 10,000 entries for each request.
    if (this.entries.length >= 2 * KEPT) this.entries = this.entries.slice(-KEPT);
  }

  clear(): void {
    this.total = 0;
    this.byAction.clear();
    this.entries = [];
  }

  report(): RequestReport {
    return { total: this.total, byAction: Object.fromEntries(this.byAction), log: this.entries.slice(-KEPT) };
  }
}

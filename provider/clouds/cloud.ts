/**
 * The port: what the life cycle asks of a cloud, in the project's own words. One value stands for one account in one
 * region. Adapters (`alibaba/`, …) implement it; the wrappers of `calls/` take it and give it back.
 *
 * Promises of every implementation:
 * 1. A call that throws, throws a `CloudError` (or a `UsageError` before any call was made).
 * 2. Being unreachable, unauthorized or throttled is an error, never an answer such as "not there".
 * 3. Nobody else's membership is touched: join and leave name one group.
 */
import type { Deadline } from "../calls/deadline";
import type { CloudError } from "../model/errors";
import type { CloudName, Target } from "../model/membership";

export interface Cloud {
  readonly name: CloudName;
  readonly region: string;
  readonly limits: Limits;

  /**
   * Reads targets as the cloud lists them, by ID. A target that the cloud did not list is absent from the answer, which
   * does **not** mean that it is gone: ask {@link confirmTarget}.
   */
  readTargets(targets: readonly Target[], call: Call): Promise<ReadonlyMap<string, TargetRecord>>;

  /** Reads one target by an operation that tells "gone" (undefined) from "you may not see it" (an error). */
  confirmTarget(target: Target, call: Call): Promise<TargetRecord | undefined>;

  /**
   * Reads a page of the targets of one kind in a group or a VPC, with all of their groups; `cursor` is the page before's
   * `next`. Undefined where the cloud has no such list. A target that is absent from all pages may still be there.
   */
  listTargets(
    scope: Scope,
    kind: Target["kind"],
    cursor: string | undefined,
    call: Call,
  ): Promise<TargetPage | undefined>;

  /** Reads groups by ID. One that is absent from the answer does not exist: that was confirmed where a listing can hide it. */
  readGroups(ids: readonly string[], call: Call): Promise<ReadonlyMap<string, GroupRecord>>;

  /** Adds targets to one group. One outcome for each target, by its ID. */
  join(securityGroupId: string, targets: readonly Target[], call: Call): Promise<ReadonlyMap<string, JoinOutcome>>;

  /** Takes targets out of one group. One outcome for each target, by its ID. */
  leave(securityGroupId: string, targets: readonly Target[], call: Call): Promise<ReadonlyMap<string, LeaveOutcome>>;
}

/** What bounds a call. */
export interface Call {
  readonly deadline: Deadline;
  /** The group that a read is about: its members, and what shares a VPC with the target, may be read ahead. */
  readonly about?: string | undefined;
  /** Bypass the cache: the caller is polling for a change. */
  readonly fresh?: boolean | undefined;
  /**
   * The earliest time at which a read that answers may have begun, by the provider's clock, in milliseconds. Default: any
   * time in this operation.
   */
  readonly notBefore?: number | undefined;
}

/** What a listing is of. */
export type Scope = { readonly securityGroupId: string } | { readonly vpcId: string };

export interface TargetPage {
  readonly records: readonly TargetRecord[];
  /** Where the next page begins; undefined on the last one. */
  readonly next?: string | undefined;
}

export interface Limits {
  /** Targets that one join or leave can name. */
  readonly targetsPerWrite: number;
  /** IDs that one read can name. */
  readonly idsPerRead: number;
  /** Kinds of targets of which one call of the cloud reads one only. Default: none. */
  readonly readOneByOne?: readonly Target["kind"][] | undefined;
  /** Requests a second that the account may make, where it is documented. */
  readonly rates: Rates;
  /** Groups that a target may be in, where the account's quota was not raised. */
  readonly groupsPerTarget: number;
}

/** Calls a second, by what is done and the kind of target; undefined where no rate is documented. */
export type Rates = Readonly<Record<"read" | "join" | "leave", Readonly<Partial<Record<Target["kind"], number>>>>>;

export const noRates: Rates = { read: {}, join: {}, leave: {} };

/** A target as the cloud shows it now. */
export interface TargetRecord {
  readonly target: Target;
  /** When the read began that showed this, by the provider's clock, in milliseconds; undefined if it was made just now. */
  readonly readAt?: number | undefined;
  /** Its security groups, in the cloud's order. */
  readonly securityGroupIds: readonly string[];
  /** The cloud's own word, such as `Running`. */
  readonly status: string;
  /** Whether its memberships can be changed: now, soon without anybody's doing (starting, …), or not by waiting. */
  readonly phase: "ready" | "passing" | "stuck";
  readonly vpcId?: string | undefined;
  /** What runs on the target now, in the cloud's own word, where it tells. Memberships are not settled before its end. */
  readonly operation?: string | undefined;
  /** What the cloud says of the latest operation on the target, if that failed. */
  readonly failure?: string | undefined;
  /** Why it is locked, if it is. */
  readonly lock?: string | undefined;
  /** The instance whose primary interface this is: one edge with two IDs, managed by the instance's. */
  readonly primaryOf?: string | undefined;
  /** A cloud service owns it, and only that service changes its groups. */
  readonly managed?: boolean | undefined;
}

/** A security group as the cloud shows it now. */
export interface GroupRecord {
  readonly id: string;
  /** Undefined where the cloud's groups belong to no VPC. */
  readonly vpcId?: string | undefined;
  /** The cloud's word for its type, such as `advanced`, where types do not mix on a target. */
  readonly type?: string | undefined;
  /** How many more targets it takes, where the cloud tells. */
  readonly room?: number | undefined;
  /** A cloud service owns it, and only that service changes its members. */
  readonly managed?: boolean | undefined;
}

export type JoinOutcome = { readonly outcome: "joined" } | { readonly outcome: "alreadyMember" } | Failed;

/** `notMember` also where the group or the target is gone: there is nothing left to leave. */
export type LeaveOutcome = { readonly outcome: "left" } | { readonly outcome: "notMember" } | Failed;

export interface Failed {
  readonly outcome: "failed";
  readonly error: CloudError;
}

/**
 * What the steps of the life cycle share while one provider process serves one operation of the engine (an `up`, a
 * preview, a refresh, a destroy).
 */
import type { Clock } from "../calls/clock";
import { type Deadline, deadlineIn } from "../calls/deadline";
import { Turns } from "../calls/turns";
import type { Cloud } from "../clouds/cloud";
import type { Inputs } from "../model/inputs";
import { type CloudName, describeTarget, type Membership } from "../model/membership";
import { Claims } from "./claims";

/** Which account a membership belongs to, and where in it. */
export interface Account {
  readonly cloud: CloudName;
  readonly region: string;
  readonly profile?: string | undefined;
}

export interface Session {
  /** The way to a cloud; the same for the same account. Throws a `UsageError` if it cannot be had. */
  cloudOf(account: Account): Cloud;
  /**
   * The region for memberships that name none, from the configuration or the environment. Throws a `UsageError` that names
   * the source if what is set cannot be a region.
   */
  defaultRegion(cloud: CloudName): string | undefined;
  /** What to set where there is no region, for the message. */
  regionSources(cloud: CloudName): string;
  /** `up`: a diff asks the cloud whether the membership is still there. `refresh`: only a refresh does. */
  readonly driftCheck: "up" | "refresh";
  /** One short line for the user, shown on the stack. The same line is shown once. */
  notice(line: string): void;
  readonly clock: Clock;
  readonly memory: Memory;
}

/** What one step leaves for the next ones of the same operation. */
export interface Memory {
  /**
   * What the program declares in this operation, as `check` saw it or `create` and `update` made it: nobody leaves it. A diff
   * alone says nothing: a refresh asks for diffs of what the state has.
   */
  readonly claims: Claims;
  /** One step on a membership at a time: a create must not adopt what a delete of the same ID is about to take away. */
  readonly turns: Turns;
  /** Regions that `check` kept from old inputs, by membership without region: on a replacement it is asked again without them. */
  readonly keptRegions: Map<string, string>;
  /** The IDs of memberships that creates found there: not joined, but taken over. */
  readonly takenOver: Set<string>;
  /** Accounts that could not be asked in a diff: not asked again for each of their memberships. */
  readonly unasked: Set<string>;
}

export function newMemory(): Memory {
  return { claims: new Claims(), turns: new Turns(), keptRegions: new Map(), takenOver: new Set(), unasked: new Set() };
}

export function accountOf({ cloud, region, profile }: Inputs): Account {
  return { cloud, region, profile };
}

export function deadlineOf({ timeoutSeconds }: Inputs, session: Session): Deadline {
  return deadlineIn(timeoutSeconds, session.clock);
}

/** "alicloud cn-hangzhou", for messages. */
export function describeAccount({ cloud, region }: Account): string {
  return `${cloud} ${region}`;
}

/** "instance i-1 in security group sg-1 (alicloud cn-hangzhou)", for messages. */
export function describeMembership({ cloud, region, securityGroupId, target }: Membership): string {
  return `${describeTarget(target)} in security group ${securityGroupId} (${cloud} ${region})`;
}

/**
 * Makes a membership be there: create and the re-join of update both come here. Promises:
 * 1. ends with the cloud showing the membership, or with an error that says why not and what to do;
 * 2. a target that is starting or stopping is waited for within the deadline; a locked or ended one is not;
 * 3. a join whose answer never came is read back before it is said again, a few times at most, and "already a member"
 *    then means ours;
 * 4. once a join was sent, a passed deadline is "partially created", never "failed": the membership may be there;
 * 5. a join that the cloud carries out as an operation ends when that operation does.
 */
import type { Deadline } from "../calls/deadline";
import type { Call, Cloud, TargetRecord } from "../clouds/cloud";
import { CloudError, type ErrorKind, UsageError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import { describeTarget, type Membership } from "../model/membership";
import { cannot, failedCall, LifecycleError, PartiallyCreated } from "./failure";
import {
  alreadyMember,
  asSentence,
  groupIsFull,
  groupMissing,
  obstacleOfGroup,
  obstacleOfTarget,
  targetMissing,
  together,
  wayOutOfPassing,
} from "./obstacles";
import { observe, type Observation } from "./observe";
import { outcomeOf } from "./outcome";
import { poll } from "./poll";
import { accountOf, deadlineOf, type Session } from "./session";
import { mostUnanswered } from "./unanswered";

/** `adopted`: it was there before we asked. */
type Joined = "joined" | "adopted";

/** Refusals of the call alone: whether an unanswered join before it took effect is as open as it was. */
const saysNothing: ReadonlySet<ErrorKind> = new Set(["unavailable", "throttled", "busy", "unauthorized"]);

const quotas: ReadonlySet<ErrorKind> = new Set(["targetQuota", "groupQuota", "ruleQuota"]);

/** Resolves to the target once the cloud shows the membership. `onExisting` decides about one that was there before. */
export async function ensureJoined(
  inputs: Inputs,
  onExisting: Inputs["onExisting"],
  session: Session,
  deadline: Deadline = deadlineOf(inputs, session),
): Promise<TargetRecord> {
  const membership = membershipOf(inputs);
  const call: Call = { deadline };
  const cloud = session.cloudOf(accountOf(inputs));
  const now = session.clock.now();
  // An earlier read may save a call, but only where a join that finds the membership there says so or may adopt it.
  const knownAt = session.memory.claims.declaration(formatId(membership))?.knownAt ?? now;
  const since = { now, early: onExisting === "adopt" ? Math.min(knownAt, now) : now };
  const attempt = new JoinAttempt(cloud, membership, call, onExisting, inputs.timeoutSeconds, since);
  const record = await attempt.run();
  if (attempt.adopted) session.memory.claims.adopt(formatId(membership));
  return record;
}

/** Why the group does not take the target, were it out of the group `left`; undefined if nothing is known against it. */
export async function obstacleToJoining(
  inputs: Inputs,
  left: string,
  session: Session,
  deadline: Deadline,
): Promise<string | undefined> {
  const membership = membershipOf(inputs);
  const cloud = session.cloudOf(accountOf(inputs));
  const call: Call = { deadline };
  const { securityGroupId } = membership;
  try {
    const seen = await observe(cloud, membership, { ...call, notBefore: session.clock.now() });
    if (seen.state === "gone") return targetMissing(membership);
    const present = seen.record.securityGroupIds.filter((group) => group !== left);
    const groups = await cloud.readGroups([securityGroupId, ...present], call);
    const group = groups.get(securityGroupId);
    if (!group) return groupMissing(membership);
    return obstacleOfGroup(group, seen.record, [...groups.values()]);
  } catch (error) {
    throw error instanceof CloudError ? failedCall("join", membership, error) : error;
  }
}

class JoinAttempt {
  /**
   * `unanswered`: a join was sent that may have taken effect, so whatever shows the membership from now on shows our own
   * work. `joined`, `adopted`: the cloud said so; only its reads have to show it yet.
   */
  private progress: "nothing" | "unanswered" | Joined = "nothing";
  /** Whether the membership was there before we asked for it. */
  adopted = false;
  private unanswered = 0;
  /** Whether a refusal that can be the target's or the group's was answered by asking once more. */
  private sentTwice = false;
  /** What the cloud says of an operation that failed before ours. */
  private failureBefore: string | undefined;
  /** After the first look each one waits for a change, so what was learned before does not do. */
  private looked = false;
  /** The error of a join that was never answered and is not said again; what is seen next decides. */
  private givenUp: CloudError | undefined;
  /** Why the last look was not the end, for the message when the deadline passes. */
  private waitingFor = "";
  /** What to do when it passes before anything was sent. */
  private wayOut = "Run pulumi up again later.";

  constructor(
    private readonly cloud: Cloud,
    private readonly membership: Membership,
    private readonly call: Call,
    private readonly onExisting: Inputs["onExisting"],
    private readonly timeoutSeconds: number,
    /** By the provider's clock: when the step began, and from when on a read may show that there is nothing yet. */
    private readonly since: { readonly now: number; readonly early: number },
  ) {}

  async run(): Promise<TargetRecord> {
    const done = await poll(this.call, async () => {
      const before = this.progress;
      const end = await this.next(await this.look());
      // Most clouds show at once what they have taken.
      const taken = before !== this.progress && this.progress !== "unanswered" && this.call.deadline.remainingMs() > 0;
      return end ?? (taken ? this.next(await this.look()) : undefined);
    });
    if (done) return done;
    const waited = `${this.waitingFor} after ${this.timeoutSeconds} s (timeoutSeconds).`;
    if (this.progress === "nothing") {
      throw new LifecycleError(cannot("join", this.membership, `${waited} ${this.wayOut}`));
    }
    const { cloud, membership } = this;
    throw new PartiallyCreated(
      membership,
      `${cloud.name} ${cloud.region}: the join of ${describeTarget(membership.target)} to security group ` +
        `${membership.securityGroupId} was sent, but ${waited} ` +
        `The membership is kept in the state: run pulumi up again to finish it.`,
    );
  }

  private async look(): Promise<Observation> {
    try {
      if (this.looked) return await observe(this.cloud, this.membership, { ...this.call, fresh: true });
      this.looked = true;
      const early = await observe(this.cloud, this.membership, { ...this.call, notBefore: this.since.early });
      if (this.isDecided(early)) return early;
      return await observe(this.cloud, this.membership, { ...this.call, notBefore: this.since.now });
    } catch (error) {
      throw this.explain(error);
    }
  }

  /** Whether what was seen can be acted on: an earlier read only where it shows a target that can be joined at once. */
  private isDecided(seen: Observation): boolean {
    if (seen.state === "gone" || (seen.record.readAt ?? Infinity) >= this.since.now) return true;
    return seen.state === "notMember" && seen.record.phase === "ready" && obstacleOfTarget(seen.record) === undefined;
  }

  /** One step from what was seen; undefined to look again after a pause. */
  private async next(seen: Observation): Promise<TargetRecord | undefined> {
    switch (seen.state) {
      case "member":
        if (seen.record.primaryOf !== undefined) throw this.refusal(obstacleOfTarget(seen.record) ?? "");
        return this.isSettled(seen.record) ? seen.record : undefined;
      case "gone":
        throw await this.hindered(targetMissing(this.membership));
      case "notMember":
        if (this.progress === "joined" || this.progress === "adopted") {
          this.expectShown(seen.record);
          return undefined;
        }
        if (this.givenUp) throw this.unfinished(this.givenUp);
        return (await this.mayJoin(seen.record)) ? this.send(seen.record) : undefined;
    }
  }

  /** A join that the cloud took can still fail in the cloud; a failure from before it is not its own. */
  private expectShown({ failure }: TargetRecord): void {
    if (failure === undefined || failure === this.failureBefore) return;
    throw this.refusal(`the cloud took the join, and then failed: ${failure}. Run pulumi up again.`);
  }

  private async mayJoin(record: TargetRecord): Promise<boolean> {
    const obstacle = obstacleOfTarget(record);
    if (obstacle !== undefined) throw await this.hindered(obstacle, record);
    const ready = record.phase === "ready";
    this.waitingFor = ready ? "no time was left to send the join" : `the target was still ${record.status}`;
    if (!ready) this.wayOut = wayOutOfPassing(record.target);
    return ready && this.call.deadline.remainingMs() > 0;
  }

  private async send(record: TargetRecord): Promise<undefined> {
    const { membership, call } = this;
    this.failureBefore = record.failure;
    const outcome = outcomeOf(membership, await this.cloud.join(membership.securityGroupId, [membership.target], call));
    switch (outcome.outcome) {
      case "joined":
        this.said("joined");
        break;
      case "alreadyMember":
        // The look before did not show it: our own join that was never answered, or a stale read of somebody else's.
        this.said(this.progress === "unanswered" ? "joined" : this.existing());
        break;
      case "failed":
        await this.refused(outcome.error, record);
        break;
    }
  }

  private said(progress: Joined): void {
    this.progress = progress;
    this.waitingFor = "the cloud did not show it yet";
  }

  private async refused(error: CloudError, record: TargetRecord): Promise<void> {
    if (error.outcomeUnknown) {
      this.progress = "unanswered";
      this.unanswered += 1;
      this.waitingFor = `whether it took effect could not be told (${error.code})`;
      if (error.kind !== "unavailable" || this.unanswered >= mostUnanswered) this.givenUp = error;
    } else if (error.kind === "targetState" && !error.lasting) {
      this.waitingFor = `the cloud still refused it (${error.code}: ${error.reason})`;
    } else if (saysNothing.has(error.kind)) {
      throw this.explain(error);
    } else if (this.progress === "unanswered" && quotas.has(error.kind)) {
      // It may be the unanswered join that has used the quota up.
      this.givenUp = error;
    } else {
      const now = await this.current(record, error);
      if (!this.sentTwice && isOfEither(error) && this.hasRoom(now)) {
        // Another move of the target may have made the room since: a second refusal is the group's.
        this.sentTwice = true;
        return;
      }
      // A clear no, after the look before it showed no membership: nothing was begun, whatever was unanswered before.
      throw failedCall("join", this.membership, await this.explained(error, now));
    }
  }

  private hasRoom({ securityGroupIds }: TargetRecord): boolean {
    return securityGroupIds.length < this.cloud.limits.groupsPerTarget;
  }

  /** The target as it is now, where what is known of it is older than the step, or than a refusal that it has to explain. */
  private async current(record: TargetRecord, refusal: CloudError): Promise<TargetRecord> {
    const fresh = isOfEither(refusal);
    if (!fresh && (record.readAt ?? Infinity) >= this.since.now) return record;
    try {
      const seen = await observe(this.cloud, this.membership, { ...this.call, fresh, notBefore: this.since.now });
      return seen.state === "gone" ? record : seen.record;
    } catch (error) {
      // It would only say more: the refusal stands.
      if (error instanceof CloudError) return record;
      throw error;
    }
  }

  /** The refusal, with what target and group look like where that says more than the cloud does. */
  private async explained(error: CloudError, record: TargetRecord): Promise<CloudError> {
    const present = record.securityGroupIds;
    if (isOfEither(error) && this.hasRoom(record)) return error.with(groupIsFull(record));
    if (error.kind === "targetQuota") {
      return error.with({ advice: `It is in ${present.length} (${present.join(", ")}). ${error.advice}` });
    }
    // What was refused on this side was refused for what it says.
    if (error.status === undefined) return error;
    if (error.kind !== "vpcMismatch" && error.kind !== "groupTypeConflict") return error;
    const why = await this.obstacleOfGroup(record);
    return why === undefined ? error : error.with({ advice: asSentence(why) });
  }

  /** What stands against it on the target's side, with what stands against it on the group's. */
  private async hindered(why: string, record?: TargetRecord): Promise<LifecycleError> {
    return this.refusal(together([why, await this.obstacleOfGroup(record)]) ?? why);
  }

  /** `record`: the target, if there is one. */
  private async obstacleOfGroup(record?: TargetRecord): Promise<string | undefined> {
    const { securityGroupId } = this.membership;
    try {
      const groups = await this.cloud.readGroups([securityGroupId, ...(record?.securityGroupIds ?? [])], this.call);
      const group = groups.get(securityGroupId);
      if (!group) return groupMissing(this.membership);
      return record && obstacleOfGroup(group, record, [...groups.values()]);
    } catch (error) {
      // It would only say more: the refusal stands.
      if (error instanceof CloudError) return undefined;
      throw error;
    }
  }

  /** Whether a membership that shows is the end; one that was there before our join is adopted or refused. */
  private isSettled({ operation }: TargetRecord): boolean {
    if (this.progress === "nothing") this.existing();
    else if (operation !== undefined) {
      this.waitingFor = `${operation} was still running`;
      return false;
    }
    return true;
  }

  private existing(): "adopted" {
    if (this.onExisting === "fail") throw this.refusal(alreadyMember);
    this.adopted = true;
    return "adopted";
  }

  private refusal(why: string): LifecycleError {
    return new LifecycleError(cannot("join", this.membership, why));
  }

  private explain(error: unknown): unknown {
    if (this.progress === "nothing" && error instanceof CloudError) return failedCall("join", this.membership, error);
    // Whatever keeps us from looking, the join was sent.
    const told = error instanceof CloudError || error instanceof UsageError;
    return this.progress !== "nothing" && told ? this.unfinished(error) : error;
  }

  private unfinished(error: CloudError | UsageError): PartiallyCreated {
    return new PartiallyCreated(
      this.membership,
      `${cannot("join", this.membership, error.message)} The join had been sent: the membership is kept in the state, and ` +
        `pulumi up finishes it.`,
    );
  }
}

/** Whether the cloud's code can mean the target's quota or the group's. */
function isOfEither({ kind, perhaps }: CloudError): boolean {
  return kind === "targetQuota" && perhaps === "groupQuota";
}

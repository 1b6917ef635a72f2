/** Joining where the target is in as many groups as it may. */
import type { Deadline } from "../calls/deadline";
import type { TargetRecord } from "../clouds/cloud";
import { CloudError, UsageError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import { remove } from "./delete";
import { cannot, LifecycleError, PartiallyCreated } from "./failure";
import { ensureJoined, obstacleToJoining } from "./join";
import { accountOf, deadlineOf, describeMembership, type Session } from "./session";

/**
 * Joins a membership and, where the target is in as many groups as it may then, leaves at once the one whose place it takes
 * on the same target, if nobody declares that one. The engine would delete it at the end of the update only: until then it
 * would take the room of other memberships, also after an update that failed, in which the engine shows it to nobody.
 */
export async function joinAndMove(inputs: Inputs, onExisting: Inputs["onExisting"], session: Session): Promise<void> {
  const { claims } = session.memory;
  const membership = membershipOf(inputs);
  const record = await joinMakingRoom(inputs, onExisting, session);
  const old = claims.predecessor(formatId(membership));
  if (!old) return;
  const oldId = formatId(membershipOf(old));
  if (!claims.givenUpFor(membership).some((each) => formatId(membershipOf(each)) === oldId)) return;
  const isFull = record.securityGroupIds.length >= session.cloudOf(accountOf(inputs)).limits.groupsPerTarget;
  if (!isFull || !record.securityGroupIds.includes(old.securityGroupId) || claims.isLeftAlready(oldId)) return;
  try {
    await remove(old, session);
    claims.leftEarly(oldId);
  } catch (error) {
    if (!isTold(error)) throw error;
    const kept = `${describeMembership(membership)} is joined; pulumi up again finishes the move.`;
    throw new PartiallyCreated(membership, `${error.message} ${kept}`);
  }
}

/**
 * Joins a membership, before anything is left. Where the cloud refuses that because the target is in as many groups as it
 * may, memberships of the target that this operation gives up and nobody declares are left first (whatever their
 * `retainOnDelete` says, which no provider is told), one by one until there is room; they are joined again if the new one
 * then cannot be.
 */
async function joinMakingRoom(
  inputs: Inputs,
  onExisting: Inputs["onExisting"],
  session: Session,
): Promise<TargetRecord> {
  const deadline = deadlineOf(inputs, session);
  try {
    return await ensureJoined(inputs, onExisting, session, deadline);
  } catch (error) {
    if (!isQuota(error)) throw error;
    const { cloud, region, target } = membershipOf(inputs);
    // One at a time: two that want room at once would leave twice as much as they need.
    return session.memory.turns.take([`room ${cloud}/${region}/${target.id}`], () =>
      new Room(inputs, onExisting, session, deadline).makeAndJoin(error),
    );
  }
}

class Room {
  private readonly left: Inputs[] = [];

  constructor(
    private readonly inputs: Inputs,
    private readonly onExisting: Inputs["onExisting"],
    private readonly session: Session,
    private readonly deadline: Deadline,
  ) {}

  /** `refused` is the error of the join that found no room. */
  async makeAndJoin(refused: unknown): Promise<TargetRecord> {
    try {
      const record = await this.tryEach(refused);
      for (const given of this.left) this.session.memory.claims.leftEarly(formatId(membershipOf(given)));
      return record;
    } catch (error) {
      // After a join that was sent and not seen yet there may be no room for what was left.
      if (error instanceof PartiallyCreated || !isTold(error)) throw error;
      return this.restore(error);
    }
  }

  private async tryEach(refused: unknown): Promise<TargetRecord> {
    const { claims } = this.session.memory;
    const membership = membershipOf(this.inputs);
    let refusal = refused;
    let checked = false;
    for (const given of claims.givenUpFor(membership)) {
      if (!checked) await this.expectNothingElseInTheWay(given);
      checked = true;
      // Another resource may have been registered since.
      if (claims.isDeclared(formatId(membershipOf(given)))) continue;
      // Also where it was not there any more: another move may have left it meanwhile.
      await this.leave(given);
      try {
        return await ensureJoined(this.inputs, this.onExisting, this.session, this.deadline);
      } catch (error) {
        if (!isQuota(error)) throw error;
        refusal = error;
      }
    }
    throw refusal;
  }

  /** The cloud tells one reason at a time: nothing is left for a join that the group would refuse as well. */
  private async expectNothingElseInTheWay(given: Inputs): Promise<void> {
    const why = await obstacleToJoining(this.inputs, given.securityGroupId, this.session, this.deadline);
    if (why !== undefined) throw new LifecycleError(cannot("join", membershipOf(this.inputs), why));
  }

  private async leave(given: Inputs): Promise<void> {
    this.session.notice(`${describeMembership(membershipOf(given))} is left first: the target has no room for both.`);
    // A leave that fails may have taken effect.
    this.left.push(given);
    const wasThere = await remove(given, this.session, this.deadline);
    if (!wasThere) this.left.pop();
  }

  private async restore(error: LifecycleError | UsageError): Promise<never> {
    const lost: string[] = [];
    for (const given of [...this.left].reverse()) {
      try {
        await ensureJoined(given, "adopt", this.session);
      } catch (again) {
        const why = again instanceof Error ? again.message : String(again);
        lost.push(`${describeMembership(membershipOf(given))} could not be joined again: ${why}`);
      }
    }
    if (lost.length === 0) throw error;
    throw new LifecycleError(`${error.message} And ${lost.join(" And ")}`, { cause: error.cause });
  }
}

/** An error of a cloud's refusal, or of settings that cannot be (the profile of an old membership may be gone). */
function isTold(error: unknown): error is LifecycleError | UsageError {
  return error instanceof LifecycleError || error instanceof UsageError;
}

function isQuota(error: unknown): boolean {
  return error instanceof LifecycleError && error.cause instanceof CloudError && error.cause.kind === "targetQuota";
}

/**
 * Reads targets ahead: the engine asks for one membership after the other, and one page of a group, or of the VPC that the
 * targets share, answers for a hundred. Promises:
 * 1. the first questions are asked by ID; from then on each may cost one page more of each listing, so that a stack with
 *    few targets in a large group or VPC costs three times as much at worst;
 * 2. whom the pages do not show is asked for by ID: absence from a listing is never "missing";
 * 3. what cannot be listed is asked for by ID as before, with most of the question's time still left;
 * 4. a listing that has ended begins anew once what it told is too old to answer;
 * 5. a target whose record began too early for the question (`notBefore`) is read again by ID, in one call with as many
 *    others as early; where the cloud reads its kind one by one, from the listing, which begins anew.
 */
import type { Call, Cloud, Scope, TargetRecord } from "../clouds/cloud";
import { CloudError } from "../model/errors";
import type { Target } from "../model/membership";
import type { Clock } from "./clock";
import { partOf } from "./deadline";
import type { TargetMemory } from "./memory";

/** Questions that are asked by ID before anything is listed. */
const questionsBefore = 2;
/** The part of a question's time that one page may take. */
const shareOfTime = 1 / 4;

/** One listing: where its next page begins, and whether there is one. */
class Listing {
  private cursor: string | undefined;
  private ended = false;
  private begunAt: number;
  /** One page at a time: those who come meanwhile look at it too. */
  private reading: Promise<void> | undefined;

  constructor(
    private readonly cloud: Cloud,
    private readonly scope: Scope,
    private readonly kind: Target["kind"],
    private readonly memory: TargetMemory,
    private readonly clock: Clock,
    /** Whether an ended listing begins anew for a question that it is too early for. */
    private readonly beginsAnew: boolean,
  ) {
    this.begunAt = clock.now();
  }

  async more(call: Call): Promise<void> {
    const tooEarly = this.beginsAnew && this.begunAt < (call.notBefore ?? -Infinity);
    if (this.ended && (tooEarly || !this.memory.isGood(this.begunAt))) this.ended = false;
    if (this.ended) return;
    this.reading ??= this.readPage(call).finally(() => (this.reading = undefined));
    await this.reading;
  }

  private async readPage(call: Call): Promise<void> {
    if (this.cursor === undefined) this.begunAt = this.clock.now();
    const learn = this.memory.reading();
    try {
      const bounded = { ...call, deadline: partOf(call.deadline, shareOfTime) };
      const page = await this.cloud.listTargets(this.scope, this.kind, this.cursor, bounded);
      learn(page?.records ?? []);
      this.cursor = page?.next;
    } catch (error) {
      // By ID it may go well, and if not, that error is the one to tell.
      if (!(error instanceof CloudError)) throw error;
      this.cursor = undefined;
    }
    this.ended = this.cursor === undefined;
  }
}

export function listAhead(cloud: Cloud, memory: TargetMemory, clock: Clock): Cloud {
  const listings = new Map<string, Listing>();
  const questions = { instance: 0, networkInterface: 0 };
  /** The VPC of the target that was asked for last: most stacks have one. */
  const vpcs: Partial<Record<Target["kind"], string>> = {};

  const isReadOneByOne = (kind: Target["kind"]) => cloud.limits.readOneByOne?.includes(kind) ?? false;

  function listingOf(scope: Scope, kind: Target["kind"]): Listing {
    const key = JSON.stringify([scope, kind]);
    const listing = listings.get(key) ?? new Listing(cloud, scope, kind, memory, clock, isReadOneByOne(kind));
    listings.set(key, listing);
    return listing;
  }

  /** The target's record, if a page or two show it. */
  async function lookAhead(target: Target, group: string, call: Call): Promise<TargetRecord | undefined> {
    const { kind } = target;
    questions[kind] += 1;
    if (questions[kind] <= questionsBefore) return undefined;
    await listingOf({ securityGroupId: group }, kind).more(call);
    const found = memory.recall(target, call.notBefore);
    const vpcId = vpcs[kind];
    if (found || vpcId === undefined) return found;
    await listingOf({ vpcId }, kind).more(call);
    return memory.recall(target, call.notBefore);
  }

  /**
   * Reads again a target that an earlier read has shown, and with it others that were read as early: whoever declares this
   * one declares them, as a rule.
   */
  async function readAgain(target: Target, call: Call): Promise<ReadonlyMap<string, TargetRecord>> {
    const early = memory.readBefore(call.notBefore ?? -Infinity, target.kind).filter(({ id }) => id !== target.id);
    const together = [target, ...early.slice(0, cloud.limits.idsPerRead - 1)];
    const learn = memory.reading();
    const records = await cloud.readTargets(together, call);
    learn(records.values());
    const record = records.get(target.id);
    return new Map(record && [[target.id, record]]);
  }

  return {
    ...cloud,
    async readTargets(targets, call) {
      const [only, ...others] = targets;
      if (call.fresh || call.about === undefined || !only || others.length > 0) return cloud.readTargets(targets, call);
      if (memory.recall(only) && !isReadOneByOne(only.kind)) return readAgain(only, call);
      const seen = await lookAhead(only, call.about, call);
      if (seen) return new Map([[only.id, seen]]);
      const records = await cloud.readTargets(targets, call);
      vpcs[only.kind] = records.get(only.id)?.vpcId ?? vpcs[only.kind];
      return records;
    },
  };
}

/**
 * Whether what a program declares can be joined, asked before anything is written. Promises:
 * 1. only reads, batched: the declared targets of an account, then the groups of those that are not members yet;
 * 2. a violation is only what the cloud clearly says; what cannot be asked is one notice an account;
 * 3. quotas count all memberships of the program together, and a move's old group as left.
 */
import { deadlineIn } from "../calls/deadline";
import type { Call, Cloud, GroupRecord, TargetRecord } from "../clouds/cloud";
import { CloudError, concernsAccount, NoCredentials, UsageError } from "../model/errors";
import { type Inputs, membershipOf } from "../model/inputs";
import type { Membership, Target } from "../model/membership";
import { cannot } from "./failure";
import {
  alreadyMember,
  groupMissing,
  obstacleOfGroup,
  obstacleOfTarget,
  targetMissing,
  tooManyGroups,
  tooManyTargets,
} from "./obstacles";
import { type Account, accountOf, describeAccount, type Session } from "./session";

/** A membership that the program declares, with all of its inputs known. */
export interface Declared {
  /** What the violation is reported on. */
  readonly urn: string;
  readonly inputs: Inputs;
  /** The state has the resource, with this identity: it is neither created nor moved. */
  readonly kept: boolean;
}

export interface Findings {
  /** By URN: one sentence that says what cannot be done, why, and what to do. */
  readonly violations: ReadonlyMap<string, string>;
  /** One line an account that could not be asked. */
  readonly notices: readonly string[];
  /** Settings that are refused: one sentence each. No membership that they concern can be joined. */
  readonly refused: readonly string[];
  /** The URNs of memberships that the state has and the cloud does not show. */
  readonly drifted: ReadonlySet<string>;
}

/** The memberships that the state has, by URN; undefined if they cannot be had. */
export type Before = () => Promise<ReadonlyMap<string, Membership> | undefined>;

/** How long the questions may take, in seconds: a preview waits for them. */
const preflightSeconds = 30;

export async function preflight(
  declared: readonly Declared[],
  before: Before,
  session: Pick<Session, "cloudOf" | "clock" | "driftCheck">,
): Promise<Findings> {
  const accounts = new Map<string, Declared[]>();
  for (const each of declared) {
    const key = JSON.stringify(accountOf(each.inputs));
    accounts.set(key, [...(accounts.get(key) ?? []), each]);
  }
  const violations = new Map<string, string>();
  const notices: string[] = [];
  const refused = new Set<string>();
  const drifted = new Set<string>();
  const asking = [...accounts.values()].map(async (ofAccount) => {
    const [first] = ofAccount;
    if (!first) return;
    const account = accountOf(first.inputs);
    let asked: AccountPreflight | undefined;
    try {
      const call = { deadline: deadlineIn(preflightSeconds, session.clock) };
      asked = new AccountPreflight(session.cloudOf(account), ofAccount, before, call);
      await asked.run();
    } catch (error) {
      if (!(error instanceof CloudError || error instanceof UsageError)) throw error;
      if (error instanceof UsageError && !(error instanceof NoCredentials)) {
        refused.add(error.message);
        return;
      }
      // A diff of what is in the state has met the same, and said so.
      const same = !asked?.hasTargets && (error instanceof UsageError || concernsAccount(error));
      const told = same && session.driftCheck === "up" && ofAccount.some(({ kept }) => kept);
      if (!told) notices.push(unasked(account, error));
    }
    for (const [urn, why] of asked?.violations ?? []) violations.set(urn, why);
    for (const urn of asked?.drifted ?? []) drifted.add(urn);
  });
  await Promise.all(asking);
  return { violations, notices, refused: [...refused], drifted };
}

function unasked(account: Account, error: Error): string {
  return `${describeAccount(account)} could not be asked whether memberships can be joined; the preview shows the plan only. ${error.message}`;
}

/** A declared membership that the cloud does not show. */
interface Missing {
  readonly urn: string;
  readonly membership: Membership;
  readonly record: TargetRecord;
}

class AccountPreflight {
  private readonly found = new Map<string, string>();
  readonly drifted = new Set<string>();
  /** Whether the targets could be read. */
  hasTargets = false;

  constructor(
    private readonly cloud: Cloud,
    private readonly declared: readonly Declared[],
    private readonly before: Before,
    private readonly call: Call,
  ) {}

  /** What was found, also if not all could be asked. */
  get violations(): ReadonlyMap<string, string> {
    return this.found;
  }

  async run(): Promise<void> {
    const records = await this.targets();
    this.hasTargets = true;
    const missing = this.declared.flatMap(({ urn, inputs, kept }): Missing[] => {
      const membership = membershipOf(inputs);
      const record = records.get(membership.target.id);
      if (!record) this.violate(urn, membership, targetMissing(membership));
      // A primary interface always has its instance's groups.
      if (!kept && record?.primaryOf !== undefined) this.violate(urn, membership, obstacleOfTarget(record));
      return record && !record.securityGroupIds.includes(membership.securityGroupId)
        ? [{ urn, membership, record }]
        : [];
    });
    const keeps = new Set(this.declared.flatMap(({ urn, kept }) => (kept ? [urn] : [])));
    for (const { urn } of missing) if (keeps.has(urn)) this.drifted.add(urn);
    for (const { urn, membership, record } of missing) {
      this.violate(urn, membership, obstacleOfTarget(record));
    }
    this.refuseExisting(records);
    const open = missing.filter(({ urn }) => !this.found.has(urn));
    if (open.length > 0) await this.groups(open);
    await this.quotas(open.filter(({ urn }) => !this.found.has(urn)));
  }

  private violate(urn: string, membership: Membership, why: string | undefined): void {
    if (why !== undefined && !this.found.has(urn)) this.found.set(urn, cannot("join", membership, why));
  }

  /** Absent from the answer: gone, which was confirmed. */
  private async targets(): Promise<ReadonlyMap<string, TargetRecord>> {
    const targets = unique(this.declared.map(({ inputs }) => membershipOf(inputs).target));
    const listed = await this.cloud.readTargets(targets, this.call);
    const hidden = targets.filter(({ id }) => !listed.has(id));
    const confirmed = await Promise.all(hidden.map((target) => this.cloud.confirmTarget(target, this.call)));
    return new Map([
      ...listed,
      ...confirmed.flatMap((record) => (record ? [[record.target.id, record] as const] : [])),
    ]);
  }

  /** `onExisting: "fail"` of a membership that is there and that the state does not have. */
  private refuseExisting(records: ReadonlyMap<string, TargetRecord>): void {
    for (const { urn, inputs, kept } of this.declared) {
      const membership = membershipOf(inputs);
      const there = records.get(membership.target.id)?.securityGroupIds.includes(membership.securityGroupId);
      if (kept || !there || inputs.onExisting !== "fail") continue;
      this.violate(urn, membership, alreadyMember);
    }
  }

  private async groups(open: readonly Missing[]): Promise<void> {
    const ids = open.flatMap(({ membership, record }) => [membership.securityGroupId, ...record.securityGroupIds]);
    const groups = await this.cloud.readGroups([...new Set(ids)], this.call);
    const recordsOf = (some: readonly string[]): GroupRecord[] => some.flatMap((id) => groups.get(id) ?? []);
    for (const { urn, membership, record } of open) {
      const group = groups.get(membership.securityGroupId);
      const ofTarget = open.filter((other) => other.record === record).map((other) => other.membership.securityGroupId);
      // Only a target that is in no group yet can be offered a mix by the program alone.
      const beside = recordsOf(record.securityGroupIds.length > 0 ? record.securityGroupIds : ofTarget);
      this.violate(urn, membership, group ? obstacleOfGroup(group, record, beside) : groupMissing(membership));
    }
    for (const group of groups.values()) {
      const joining = open.filter(
        ({ urn, membership }) => membership.securityGroupId === group.id && !this.found.has(urn),
      );
      if (group.room === undefined || joining.length <= group.room) continue;
      const why = tooManyTargets(
        group,
        joining.map(({ record }) => record.target.id),
      );
      for (const { urn, membership } of joining) this.violate(urn, membership, why);
    }
  }

  private async quotas(open: readonly Missing[]): Promise<void> {
    for (const record of new Set(open.map((each) => each.record))) {
      const ofTarget = open.filter((each) => each.record === record);
      const present = record.securityGroupIds.length;
      const limit = this.cloud.limits.groupsPerTarget;
      // A target that is in more groups than is usual shows that its quota was raised, and not to what.
      if (present > limit || present + ofTarget.length <= limit) continue;
      const moved = await this.moved(ofTarget);
      if (!moved || present + ofTarget.length - moved.size <= limit) continue;
      const added = ofTarget.filter(({ urn }) => !moved.has(urn));
      const why = tooManyGroups(
        record,
        added.map(({ membership }) => membership.securityGroupId),
        limit,
      );
      for (const { urn, membership } of added) this.violate(urn, membership, why);
    }
  }

  /** Which of these take the place of another membership of the same target; undefined if the state cannot be had. */
  private async moved(ofTarget: readonly Missing[]): Promise<ReadonlySet<string> | undefined> {
    const before = await this.before();
    if (!before) return undefined;
    const stays = new Set(this.declared.map(({ inputs }) => edge(membershipOf(inputs))));
    const moves = ofTarget.filter(({ urn, membership, record }) => {
      const old = before.get(urn);
      return (
        old !== undefined &&
        old.cloud === membership.cloud &&
        old.region === membership.region &&
        old.target.id === membership.target.id &&
        record.securityGroupIds.includes(old.securityGroupId) &&
        !stays.has(edge(old))
      );
    });
    return new Set(moves.map(({ urn }) => urn));
  }
}

function edge({ securityGroupId, target }: Membership): string {
  return `${securityGroupId}/${target.id}`;
}

function unique(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [target.id, target])).values()];
}

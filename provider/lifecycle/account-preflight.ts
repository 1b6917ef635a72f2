/** The questions about the memberships of one account. */
import type { Call, Cloud, GroupRecord, TargetRecord } from "../clouds/cloud";
import { type CloudError, concernsAccount } from "../model/errors";
import { formatId } from "../model/id";
import { membershipOf } from "../model/inputs";
import type { Membership, Target } from "../model/membership";
import { type AskedApart, askedApart } from "./asked-apart";
import { cannot } from "./failure";
import {
  alreadyMember,
  groupMissing,
  idRefused,
  leftFirst,
  obstacleOfGroup,
  obstacleOfTarget,
  targetMissing,
  together,
  tooManyGroups,
  tooManyTargets,
} from "./obstacles";
import type { Declared, Program } from "./preflight";
import { isAboutRegion } from "./region-check";

/** A declared membership, and what is known of its target: its record, that it is gone, or nothing. */
interface Judged {
  readonly declared: Declared;
  readonly membership: Membership;
  readonly target: TargetRecord | "gone" | undefined;
}

/** One that the cloud does not show. */
interface Missing extends Judged {
  readonly target: TargetRecord;
}

export class AccountPreflight {
  private readonly reasons = new Map<string, readonly string[]>();
  /** By URN, of memberships that the state does not have: whether the cloud shows them. */
  readonly shown = new Map<string, boolean>();
  /** The URNs of memberships that the state has and the cloud does not show. */
  readonly drifted = new Set<string>();
  /** One line a target that leaves groups before it joins others. */
  readonly notices: string[] = [];
  /** Whether all targets could be read. */
  hasTargets = false;

  constructor(
    private readonly cloud: Cloud,
    private readonly declared: readonly Declared[],
    private readonly program: Program,
    private readonly call: Call,
  ) {}

  /** By URN: what cannot be done, why, and what to do; what was found so far, also if not all could be asked. */
  get violations(): ReadonlyMap<string, string> {
    return new Map(
      this.declared.flatMap(({ urn, inputs }) => {
        const reasons = this.reasons.get(urn);
        const why = together(reasons ?? []);
        return why === undefined ? [] : [[urn, cannot("join", membershipOf(inputs), why)] as const];
      }),
    );
  }

  /** Throws what keeps some of the memberships from being judged, once all others are. */
  async run(): Promise<void> {
    const targets = unique(this.declared.map(({ inputs }) => membershipOf(inputs).target));
    const { answers, errors } = await askedApart(targets, (some) => this.cloud.readTargets(some, this.call), isOfOneId);
    const hidden = targets.filter(({ id }) => !answers.has(id) && !errors.has(id));
    const confirmed = await this.confirm(hidden);
    const failed = new Map([...errors, ...confirmed.errors]);
    const judged = this.declared.map((declared): Judged => {
      const membership = membershipOf(declared.inputs);
      const { id } = membership.target;
      const target = answers.get(id) ?? confirmed.answers.get(id);
      return {
        declared,
        membership,
        target: target ?? (failed.get(id)?.kind === "targetNotFound" ? "gone" : undefined),
      };
    });
    const owned = await this.owned();
    for (const each of judged) this.judgeTarget(each, failed.get(each.membership.target.id), owned);
    const unread = [...failed.values()].find(({ kind }) => kind !== "targetNotFound" && kind !== "invalidInput");
    this.hasTargets = unread === undefined;
    await this.judgeGroups(judged);
    await this.judgeQuotas(judged.filter(isMissing).filter(({ declared }) => !this.reasons.has(declared.urn)));
    if (unread) throw unread;
  }

  private refuse({ urn }: Declared, why: string | undefined): void {
    if (why !== undefined) this.reasons.set(urn, [...(this.reasons.get(urn) ?? []), why]);
  }

  /** Asks for each by itself; an error is kept, so that the others are judged. */
  private async confirm(targets: readonly Target[]): Promise<AskedApart<TargetRecord | "gone">> {
    const asked = await Promise.all(
      targets.map((target) =>
        askedApart(
          [target],
          async () => new Map([[target.id, (await this.cloud.confirmTarget(target, this.call)) ?? ("gone" as const)]]),
          () => true,
        ),
      ),
    );
    return {
      answers: new Map(asked.flatMap(({ answers }) => [...answers])),
      errors: new Map(asked.flatMap(({ errors }) => [...errors])),
    };
  }

  /** The IDs of what the state holds, where a membership may not exist yet: what the stack owns is no conflict. */
  private async owned(): Promise<ReadonlySet<string>> {
    const isAsked = this.declared.some(({ inputs, kept }) => inputs.onExisting === "fail" && !kept);
    return new Set(isAsked ? [...((await this.program.before()) ?? [])].map(([, each]) => formatId(each)) : []);
  }

  private judgeTarget(
    { declared, membership, target }: Judged,
    error: CloudError | undefined,
    owned: ReadonlySet<string>,
  ): void {
    const { urn, inputs, kept } = declared;
    if (target === undefined) {
      if (error?.kind === "invalidInput") this.refuse(declared, idRefused(membership.target.id, error));
      return;
    }
    const there = target !== "gone" && isIn(membership, target);
    if (!kept) this.shown.set(urn, there);
    else if (target !== "gone" && !there) this.drifted.add(urn);
    if (target === "gone") this.refuse(declared, targetMissing(membership));
    // A primary interface always has its instance's groups.
    else if (!there || (!kept && target.primaryOf !== undefined)) this.refuse(declared, obstacleOfTarget(target));
    else if (!kept && inputs.onExisting === "fail" && !owned.has(formatId(membership))) {
      this.refuse(declared, alreadyMember);
    }
  }

  private async judgeGroups(judged: readonly Judged[]): Promise<void> {
    const missing = judged.filter(isMissing);
    const joining = judged.filter((each) => isMissing(each) || each.target === "gone");
    const ids = [
      ...joining.map(({ membership }) => membership.securityGroupId),
      ...missing.flatMap(({ target }) => target.securityGroupIds),
    ];
    const { answers, errors } = await askedApart(
      [...new Set(ids)].map((id) => ({ id })),
      (some) =>
        this.cloud.readGroups(
          some.map(({ id }) => id),
          this.call,
        ),
      isOfOneId,
    );
    const recordsOf = (some: readonly string[]): GroupRecord[] => some.flatMap((id) => answers.get(id) ?? []);
    for (const { declared, membership, target } of joining) {
      const { securityGroupId } = membership;
      const group = answers.get(securityGroupId);
      const error = errors.get(securityGroupId);
      if (error?.kind === "invalidInput") this.refuse(declared, idRefused(securityGroupId, error));
      else if (!group) this.refuse(declared, groupMissing(membership));
      else if (typeof target === "object") {
        const ofTarget = missing.filter((other) => other.target === target);
        // Only a target that is in no group yet can be offered a mix by the program alone.
        const beside = target.securityGroupIds.length > 0 ? target.securityGroupIds : groupsOf(ofTarget);
        this.refuse(declared, obstacleOfGroup(group, target, recordsOf(beside)));
      }
    }
    for (const group of answers.values()) this.judgeRoom(group, missing);
  }

  private judgeRoom(group: GroupRecord, missing: readonly Missing[]): void {
    const joining = missing.filter(
      ({ declared, membership }) => membership.securityGroupId === group.id && !this.reasons.has(declared.urn),
    );
    if (group.room === undefined || joining.length <= group.room) return;
    const why = tooManyTargets(
      group,
      joining.map(({ target }) => target.target.id),
    );
    for (const { declared } of joining) this.refuse(declared, why);
  }

  private async judgeQuotas(joining: readonly Missing[]): Promise<void> {
    const limit = this.cloud.limits.groupsPerTarget;
    for (const record of new Set(joining.map(({ target }) => target))) {
      const ofTarget = joining.filter(({ target }) => target === record);
      const present = record.securityGroupIds.length;
      // A target that is in more groups than the limit shows that its quota was raised, and not to what.
      if (present > limit || present + ofTarget.length <= limit) continue;
      const leaving = await this.leaving(record);
      if (!leaving) continue;
      const count = { record, limit, leaving: [...leaving.values()].sort(), joining: [...groupsOf(ofTarget)].sort() };
      if (present - count.leaving.length + ofTarget.length <= limit) {
        this.notices.push(leftFirst(count));
        continue;
      }
      const why = tooManyGroups(count);
      // A membership that only changes its group keeps its place.
      for (const { declared } of ofTarget) if (!leaving.has(declared.urn)) this.refuse(declared, why);
    }
  }

  /** The groups of a target that the program gives up, by the URN in the state; undefined if the state cannot be had. */
  private async leaving(record: TargetRecord): Promise<ReadonlyMap<string, string> | undefined> {
    const before = await this.program.before();
    if (!before) return undefined;
    const { name, region } = this.cloud;
    return new Map(
      [...before].flatMap(([urn, membership]) =>
        membership.cloud === name &&
        membership.region === region &&
        membership.target.id === record.target.id &&
        isIn(membership, record) &&
        !this.program.edges.has(formatId(membership))
          ? [[urn, membership.securityGroupId] as const]
          : [],
      ),
    );
  }
}

function isMissing(each: Judged): each is Missing {
  return typeof each.target === "object" && !isIn(each.membership, each.target);
}

function isIn({ securityGroupId }: Membership, record: TargetRecord): boolean {
  return record.securityGroupIds.includes(securityGroupId);
}

/** Whether the same question about the other IDs of the account could succeed. */
function isOfOneId(error: CloudError): boolean {
  return !concernsAccount(error) && !isAboutRegion(error);
}

function groupsOf(some: readonly Judged[]): readonly string[] {
  return some.map(({ membership }) => membership.securityGroupId);
}

function unique(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [target.id, target])).values()];
}

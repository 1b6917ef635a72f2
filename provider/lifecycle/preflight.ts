/**
 * Whether what a program declares can be joined, asked before anything is written. Promises:
 * 1. only reads, batched: the declared targets of an account, then the groups of those that are not members yet;
 * 2. a violation is only what the cloud clearly says; an account that cannot be asked is told by itself;
 * 3. an ID that the cloud does not take refuses its own memberships, and the others are asked for;
 * 4. quotas count all memberships of the program together, and what the program gives up as left.
 */
import { deadlineIn } from "../calls/deadline";
import { CloudError, concernsAccount, NoCredentials, UsageError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import type { Membership } from "../model/membership";
import { AccountPreflight } from "./account-preflight";
import { cannot } from "./failure";
import { regionMissing } from "./region-check";
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
  /** By URN, of memberships that are not `kept`: whether the cloud shows them already. Absent: it could not be asked. */
  readonly shown: ReadonlyMap<string, boolean>;
  /** One line a target that leaves groups before it joins others. */
  readonly notices: readonly string[];
  /** Accounts of which not everything could be asked. */
  readonly unasked: readonly Unasked[];
  /** Settings that are refused: one sentence each. No membership that they concern can be joined. */
  readonly refused: readonly string[];
  /** The URNs of memberships that the state has and the cloud does not show. */
  readonly drifted: ReadonlySet<string>;
}

export interface Unasked {
  /** Such as "alicloud cn-hangzhou". */
  readonly account: string;
  /** One line that says what could not be asked, why, and what to do. */
  readonly notice: string;
  /** A diff of the same preview has met the same, and said so. */
  readonly told: boolean;
}

/** The memberships that the state has, by URN; undefined if they cannot be had. */
export type Before = () => Promise<ReadonlyMap<string, Membership> | undefined>;

/** What the questions about one account need to know of the others. */
export interface Program {
  readonly before: Before;
  /** The IDs of all memberships that the program declares. */
  readonly edges: ReadonlySet<string>;
}

export interface PreflightSession extends Pick<Session, "cloudOf" | "clock" | "driftCheck"> {
  /** Whether the account is asked at a host that is named after its region. */
  readonly hasRegionalHost: (account: Account) => boolean;
}

/** How long the questions may take, in seconds: a preview waits for them. */
const preflightSeconds = 30;

export async function preflight(
  declared: readonly Declared[],
  before: Before,
  session: PreflightSession,
): Promise<Findings> {
  const accounts = new Map<string, Declared[]>();
  for (const each of declared) {
    const key = JSON.stringify(accountOf(each.inputs));
    accounts.set(key, [...(accounts.get(key) ?? []), each]);
  }
  const program = { before, edges: new Set(declared.map(({ inputs }) => formatId(membershipOf(inputs)))) };
  const all = await Promise.all([...accounts.values()].map((ofAccount) => ask(ofAccount, program, session)));
  return {
    violations: new Map(all.flatMap(({ violations }) => [...violations])),
    shown: new Map(all.flatMap(({ shown }) => [...shown])),
    notices: all.flatMap(({ notices }) => notices),
    unasked: all.flatMap(({ unasked }) => unasked),
    refused: [...new Set(all.flatMap(({ refused }) => refused))],
    drifted: new Set(all.flatMap(({ drifted }) => [...drifted])),
  };
}

async function ask(declared: readonly Declared[], program: Program, session: PreflightSession): Promise<Findings> {
  const [first] = declared;
  if (!first) return noFindings;
  const account = accountOf(first.inputs);
  let asked: AccountPreflight | undefined;
  try {
    const call = { deadline: deadlineIn(preflightSeconds, session.clock) };
    asked = new AccountPreflight(session.cloudOf(account), declared, program, call);
    await asked.run();
    return findingsOf(asked);
  } catch (error) {
    if (!(error instanceof CloudError || error instanceof UsageError)) throw error;
    if (error instanceof UsageError && !(error instanceof NoCredentials)) {
      return { ...(asked ? findingsOf(asked) : noFindings), refused: [error.message] };
    }
    const missing = error instanceof CloudError && regionMissing(account, error, session.hasRegionalHost(account));
    if (missing) return { ...noFindings, violations: refusedAll(declared, missing) };
    // A diff of what is in the state has met the same, and said so.
    const same = !asked?.hasTargets && (error instanceof UsageError || concernsAccount(error));
    const told = same && session.driftCheck === "up" && declared.some(({ kept }) => kept);
    const unasked = { account: describeAccount(account), notice: noticeOf(account, error), told };
    return { ...(asked ? findingsOf(asked) : noFindings), unasked: [unasked] };
  }
}

const noFindings: Findings = {
  violations: new Map(),
  shown: new Map(),
  notices: [],
  unasked: [],
  refused: [],
  drifted: new Set(),
};

function findingsOf({ violations, shown, notices, drifted }: AccountPreflight): Findings {
  return { ...noFindings, violations, shown, notices, drifted };
}

function refusedAll(declared: readonly Declared[], why: string): ReadonlyMap<string, string> {
  return new Map(declared.map(({ urn, inputs }) => [urn, cannot("join", membershipOf(inputs), why)]));
}

function noticeOf(account: Account, error: Error): string {
  return `${describeAccount(account)} could not be asked whether memberships can be joined; the preview shows the plan only. ${error.message}`;
}

import { deadlineIn } from "../calls/deadline";
import { CloudError, concernsAccount, UsageError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, inputsSchema, membershipOf, unknown } from "../model/inputs";
import { notSeenYet, removedOutside, targetGone } from "./notices";
import { observe, type Observation } from "./observe";
import { type Account, accountOf, describeAccount, describeMembership, type Session } from "./session";
import { unfinishedIn } from "./unfinished";

/** What an `up` would do. Always definite: the engine never has to guess. */
export interface Difference {
  readonly changes: boolean;
  /** The properties that make it another membership. Not empty: it is replaced, the new one joined first. */
  readonly replaces: readonly string[];
  /** The target has no room for both: the old membership is left before the new one is joined. */
  readonly deleteBeforeReplace: boolean;
}

/** The properties that say which membership it is. */
const identity = ["cloud", "region", "securityGroupId", "instanceId", "networkInterfaceId"] as const;
const options = ["onExisting", "profile", "timeoutSeconds"] as const;

type Properties = Readonly<Record<string, unknown>>;

/** How long a question for drift may take, in seconds: a preview asks them one after the other. */
const driftSeconds = 30;

/**
 * Compares the state with the program, and with `driftCheck: up` the cloud too: a membership that somebody removed is a
 * change, whose update joins it again. `news` may hold unknown values, which count as changed.
 *
 * Only what `check` saw is asked for: a refresh, which has just read everything, wants diffs too.
 */
export async function diff(olds: Properties, news: Properties, session: Session): Promise<Difference> {
  const replaces = identity.filter((property) => differs(olds[property], news[property]));
  if (replaces.length > 0) {
    return { changes: true, replaces, deleteBeforeReplace: await hasNoRoom(olds, news, replaces, session) };
  }
  const changed = options.some((property) => differs(olds[property], news[property]));
  const inputs = inputsSchema.safeParse(news);
  // One that was left unfinished is finished by an update, whether it shows by now or not.
  const unfinished = unfinishedIn(olds) !== undefined;
  const missing = inputs.success && (await isMissing(inputs.data, unfinished, session));
  return { changes: changed || unfinished || missing, replaces, deleteBeforeReplace: false };
}

/**
 * Whether a target that changes its group is in as many as it may: created before deleted, the new one would be refused.
 * A target that cannot be asked counts as having room: `create` finds out.
 */
async function hasNoRoom(olds: Properties, news: Properties, replaces: readonly string[], session: Session) {
  const old = inputsSchema.safeParse(olds);
  if (!old.success || replaces.some((property) => property !== "securityGroupId")) return false;
  const now = inputsSchema.safeParse(news);
  const seen = await ask(old.data, accountOf(old.data), session);
  const present = seen?.state === "member" ? seen.record.securityGroupIds : [];
  const adopts = now.success && present.includes(now.data.securityGroupId);
  // A target that is in more groups than is usual shows that its quota was raised, and not to what.
  if (!adopts && present.length === session.cloudOf(accountOf(old.data)).limits.groupsPerTarget) return true;
  if (now.success) session.memory.replaced.set(formatId(membershipOf(now.data)), old.data);
  return false;
}

function differs(old: unknown, now: unknown): boolean {
  return now === unknown || (old ?? undefined) !== (now ?? undefined);
}

async function isMissing(inputs: Inputs, unfinished: boolean, session: Session): Promise<boolean> {
  if (session.driftCheck === "refresh") return false;
  if (!session.memory.wanted.has(formatId(membershipOf(inputs)))) return false;
  const account = accountOf(inputs);
  const seen = await ask(inputs, account, session);
  if (!seen || seen.state === "member") return false;
  const membership = membershipOf(inputs);
  session.notice(
    seen.state === "gone" ? targetGone(membership) : unfinished ? notSeenYet(membership) : removedOutside(membership),
  );
  return true;
}

/** What the cloud says; undefined if it cannot be asked, which is one notice an account. */
async function ask(inputs: Inputs, account: Account, session: Session): Promise<Observation | undefined> {
  const key = JSON.stringify(account);
  if (session.memory.unasked.has(key)) return undefined;
  const seconds = Math.min(inputs.timeoutSeconds, driftSeconds);
  try {
    const call = { deadline: deadlineIn(seconds, session.clock) };
    return await observe(session.cloudOf(account), membershipOf(inputs), call);
  } catch (error) {
    if (!(error instanceof CloudError || error instanceof UsageError)) throw error;
    const whole = error instanceof UsageError || concernsAccount(error);
    if (whole) session.memory.unasked.add(key);
    const what = whole ? describeAccount(account) : describeMembership(membershipOf(inputs));
    session.notice(`${what} could not be asked for drift; shown is what the state says. ${error.message}`);
    return undefined;
  }
}

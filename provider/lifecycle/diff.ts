import { deadlineIn } from "../calls/deadline";
import { CloudError, concernsAccount, UsageError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, inputsSchema, membershipOf, unknown } from "../model/inputs";
import { notSeenYet, removedOutside, targetGone } from "./notices";
import { observe, type Observation } from "./observe";
import { accountOf, describeAccount, describeMembership, type Session } from "./session";
import { unfinishedIn } from "./unfinished";

/** What an `up` would do. Always definite: the engine never has to guess. */
export interface Difference {
  readonly changes: boolean;
  /**
   * The properties that make it another membership. Not empty: it is replaced, the new one joined first. Deleting the old
   * one first is never asked of the engine: that delete could not be undone if the new one then cannot be joined.
   */
  readonly replaces: readonly string[];
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
 * Only what `check` saw is asked for: a refresh, which has just read everything, wants diffs too. A read answers only if it
 * began after the program knew the inputs: what the program did before, such as an update of the instance, can have changed
 * the target's groups.
 */
export async function diff(olds: Properties, news: Properties, session: Session): Promise<Difference> {
  const replaces = identity.filter((property) => differs(olds[property], news[property]));
  const inputs = inputsSchema.safeParse(news);
  const { claims } = session.memory;
  if (replaces.length > 0) {
    const old = inputsSchema.safeParse(olds);
    if (old.success && inputs.success) claims.replace(old.data, formatId(membershipOf(inputs.data)));
    return { changes: true, replaces };
  }
  if (inputs.success) {
    const id = formatId(membershipOf(inputs.data));
    if (claims.isDeclared(id)) claims.hold(id);
  }
  const changed = options.some((property) => differs(olds[property], news[property]));
  // One that was left unfinished is finished by an update, whether it shows by now or not.
  const unfinished = unfinishedIn(olds) !== undefined;
  const missing = inputs.success && (await isMissing(inputs.data, unfinished, session));
  return { changes: changed || unfinished || missing, replaces };
}

function differs(old: unknown, now: unknown): boolean {
  return now === unknown || (old ?? undefined) !== (now ?? undefined);
}

async function isMissing(inputs: Inputs, unfinished: boolean, session: Session): Promise<boolean> {
  if (session.driftCheck === "refresh") return false;
  const declaration = session.memory.claims.declaration(formatId(membershipOf(inputs)));
  if (!declaration) return false;
  const seen = await ask(inputs, declaration.knownAt, session);
  if (!seen || seen.state === "member") return false;
  const membership = membershipOf(inputs);
  session.notice(
    seen.state === "gone" ? targetGone(membership) : unfinished ? notSeenYet(membership) : removedOutside(membership),
  );
  return true;
}

/** What the cloud says; undefined if it cannot be asked, which is one notice an account. */
async function ask(inputs: Inputs, notBefore: number, session: Session): Promise<Observation | undefined> {
  const account = accountOf(inputs);
  const key = JSON.stringify(account);
  if (session.memory.unasked.has(key)) return undefined;
  const seconds = Math.min(inputs.timeoutSeconds, driftSeconds);
  try {
    const call = { deadline: deadlineIn(seconds, session.clock), notBefore };
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

import { CloudError, UsageError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, inputsSchema, membershipOf, unknown } from "../model/inputs";
import { observe, type Observation } from "./observe";
import { type Account, accountOf, deadlineOf, describeAccount, describeMembership, type Session } from "./session";

/** What an `up` would do. Always definite: the engine never has to guess. */
export interface Difference {
  readonly changes: boolean;
  /** The properties that make it another membership. Not empty: it is replaced, the new one joined first. */
  readonly replaces: readonly string[];
}

/** The properties that say which membership it is. */
const identity = ["cloud", "region", "securityGroupId", "instanceId", "networkInterfaceId"] as const;
const options = ["onExisting", "profile", "timeoutSeconds"] as const;

type Properties = Readonly<Record<string, unknown>>;

/**
 * Compares the state with the program, and with `driftCheck: up` the cloud too: a membership that somebody removed is a
 * change, whose update joins it again. `news` may hold unknown values, which count as changed.
 */
export async function diff(olds: Properties, news: Properties, session: Session): Promise<Difference> {
  const replaces = identity.filter((property) => differs(olds[property], news[property]));
  const complete = inputsSchema.safeParse(known(news));
  if (complete.success && Object.values(news).every((value) => value !== unknown)) {
    session.memory.wanted.add(formatId(membershipOf(complete.data)));
  }
  if (replaces.length > 0) return { changes: true, replaces };
  if (options.some((property) => differs(olds[property], news[property]))) return { changes: true, replaces };
  return { changes: complete.success && (await isMissing(complete.data, session)), replaces };
}

function known(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== unknown));
}

function differs(old: unknown, now: unknown): boolean {
  return now === unknown || (old ?? undefined) !== (now ?? undefined);
}

async function isMissing(inputs: Inputs, session: Session): Promise<boolean> {
  if (session.driftCheck === "refresh") return false;
  const account = accountOf(inputs);
  const seen = await ask(inputs, account, session);
  if (!seen || seen.state === "member") return false;
  const what = describeMembership(membershipOf(inputs));
  session.notice(
    seen.state === "gone"
      ? `${what}: the target no longer exists; remove the membership from the program, or name another target.`
      : `${what} was removed outside Pulumi; it will be joined again.`,
  );
  return true;
}

/** What the cloud says; undefined if it cannot be asked, which is one notice an account. */
async function ask(inputs: Inputs, account: Account, session: Session): Promise<Observation | undefined> {
  const key = JSON.stringify(account);
  if (session.memory.unasked.has(key)) return undefined;
  try {
    const cloud = session.cloudOf(account);
    return await observe(cloud, membershipOf(inputs), { deadline: deadlineOf(inputs, session) });
  } catch (error) {
    if (!(error instanceof CloudError || error instanceof UsageError)) throw error;
    session.memory.unasked.add(key);
    session.notice(
      `${describeAccount(account)} could not be asked for drift; shown is what the state says. ${error.message}`,
    );
    return undefined;
  }
}

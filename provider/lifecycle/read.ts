import type { TargetRecord } from "../clouds/cloud";
import { CloudError } from "../model/errors";
import { type Inputs, membershipOf } from "../model/inputs";
import { describeTarget } from "../model/membership";
import { cannot, failedCall, LifecycleError } from "./failure";
import { observe, type Observation } from "./observe";
import { accountOf, deadlineOf, type Session } from "./session";
import { type Unfinished, unfinishedIn } from "./unfinished";

type Properties = Readonly<Record<string, unknown>>;

/**
 * Whether the membership that a state holds is there. `gone` only when the cloud clearly says so: it shows the target
 * without the group, or confirms that the target does not exist. One whose join was sent and is not seen yet stays
 * `unfinished`: dropped from the state, it would be nobody's once it shows. Unreachable, unauthorized or throttled to the end
 * is an error.
 */
export async function read(
  properties: Properties,
  inputs: Inputs,
  session: Session,
): Promise<"there" | "gone" | Unfinished> {
  const seen = await look(inputs, session);
  switch (seen.state) {
    case "member":
      return "there";
    case "notMember":
      return stillUnfinished(properties, seen.record) ?? "gone";
    case "gone":
      return "gone";
  }
}

/** The group whose place it takes is forgotten once the target is seen without it: later it could be somebody else's. */
function stillUnfinished(properties: Properties, { securityGroupIds }: TargetRecord): Unfinished | undefined {
  const unfinished = unfinishedIn(properties);
  const { inPlaceOf = "" } = unfinished ?? {};
  return unfinished && { unfinished: true, ...(securityGroupIds.includes(inPlaceOf) && { inPlaceOf }) };
}

/** As {@link read}, for a static `get`: a membership that is not there is an error that says so. */
export async function readExisting(inputs: Inputs, session: Session): Promise<void> {
  const seen = await look(inputs, session);
  const membership = membershipOf(inputs);
  const target = describeTarget(membership.target);
  switch (seen.state) {
    case "member":
      return;
    case "notMember": {
      const groups = seen.record.securityGroupIds.join(", ") || "none";
      throw new LifecycleError(
        cannot("read", membership, `it is not; ${target} is in: ${groups}. Check the ID given to get, or create it.`),
      );
    }
    case "gone":
      throw new LifecycleError(
        cannot("read", membership, `${target} does not exist. Check the ID given to get, and the account.`),
      );
  }
}

async function look(inputs: Inputs, session: Session): Promise<Observation> {
  const membership = membershipOf(inputs);
  const cloud = session.cloudOf(accountOf(inputs));
  try {
    return await observe(cloud, membership, { deadline: deadlineOf(inputs, session) });
  } catch (error) {
    throw error instanceof CloudError ? failedCall("read", membership, error) : error;
  }
}

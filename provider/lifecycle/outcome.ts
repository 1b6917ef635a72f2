import { formatId } from "../model/id";
import type { Membership } from "../model/membership";

/** What became of one membership in a write. The port promises an outcome for every target that was named. */
export function outcomeOf<O>(membership: Membership, outcomes: ReadonlyMap<string, O>): O {
  const outcome = outcomes.get(membership.target.id);
  if (outcome === undefined) throw new Error(`the cloud's adapter gave no outcome for ${formatId(membership)}`);
  return outcome;
}

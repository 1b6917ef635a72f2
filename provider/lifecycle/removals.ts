/** The memberships that a program gives up: in the state, and no longer declared. */
import { deadlineIn } from "../calls/deadline";
import { CloudError, UsageError } from "../model/errors";
import { formatId } from "../model/id";
import { type Inputs, membershipOf } from "../model/inputs";
import { observe } from "./observe";
import type { PreflightSession } from "./preflight";
import { accountOf } from "./session";

/** What becomes of a membership in the state whose resource the program does not declare any more. */
export type Removal =
  /** The cloud shows it, or could not be asked. */
  | { readonly kind: "undeclared" }
  /** The cloud does not show it. */
  | { readonly kind: "gone" }
  /** Another resource declares the same membership. */
  | { readonly kind: "renamed"; readonly by: string }
  /** A declared membership of which an ID is not known yet can be the same. */
  | { readonly kind: "unsure" };

/** What a program declares, all of it. */
export interface Declarations {
  readonly urns: ReadonlySet<string>;
  /** The URN of the membership with this ID. */
  readonly owners: ReadonlyMap<string, string>;
  /** What is known of memberships of which not everything is known yet. */
  readonly partial: readonly Partial<Inputs>[];
}

/** How long the questions may take, in seconds: a preview waits for them. */
const seconds = 30;

/** By the URN in the state. Asks the clouds whether the memberships are still there. */
export async function removalsOf(
  state: ReadonlyMap<string, Inputs>,
  declared: Declarations,
  session: Pick<PreflightSession, "cloudOf" | "clock">,
): Promise<ReadonlyMap<string, Removal>> {
  const undeclared = [...state].filter(([urn]) => !declared.urns.has(urn));
  return new Map(
    await Promise.all(
      undeclared.map(async ([urn, inputs]): Promise<[string, Removal]> => {
        const by = declared.owners.get(formatId(membershipOf(inputs)));
        if (by !== undefined) return [urn, { kind: "renamed", by }];
        if (declared.partial.some((each) => canBe(each, inputs))) return [urn, { kind: "unsure" }];
        return [urn, { kind: (await isThere(inputs, session)) === false ? "gone" : "undeclared" }];
      }),
    ),
  );
}

const identity = ["cloud", "region", "securityGroupId", "instanceId", "networkInterfaceId"] as const;

/** `partial` holds what is known; a property that is given and not known yet is there, and undefined. */
function canBe(partial: Partial<Inputs>, inputs: Inputs): boolean {
  return identity.every((property) => {
    if (!(property in partial)) return inputs[property] === undefined;
    return partial[property] === undefined || partial[property] === inputs[property];
  });
}

/** Undefined where the cloud could not be asked, which the preflight of the account says. */
async function isThere(
  inputs: Inputs,
  { cloudOf, clock }: Pick<PreflightSession, "cloudOf" | "clock">,
): Promise<boolean | undefined> {
  try {
    const seen = await observe(cloudOf(accountOf(inputs)), membershipOf(inputs), {
      deadline: deadlineIn(seconds, clock),
    });
    return seen.state === "member";
  } catch (error) {
    if (error instanceof CloudError || error instanceof UsageError) return undefined;
    throw error;
  }
}

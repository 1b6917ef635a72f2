import { UsageError } from "../model/errors";
import { formatId } from "../model/id";
import { foreignIdsIn } from "../model/id-forms";
import { defaultTimeoutSeconds, inputRules, inputsSchema, membershipOf, unknown } from "../model/inputs";
import { isCloudName } from "../model/membership";
import { type Declaration, undeclared } from "./claims";
import type { Session } from "./session";

export interface CheckFailure {
  readonly property: string;
  readonly reason: string;
}

export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly failures: readonly CheckFailure[];
}

type Properties = Readonly<Record<string, unknown>>;

/**
 * Looks at the shape of the inputs and fills the defaults in; calls nobody. Every wrong property is one failure that says
 * what was given and what is allowed. Values that are not known yet pass.
 *
 * A region left out stays what it was: the default of the machine that runs the next `up` must not move a membership.
 *
 * `declaration` is what the program process told of it; where that is missing, the inputs became known just now.
 */
export function check(
  olds: Properties | undefined,
  news: Properties,
  session: Session,
  declaration: Partial<Declaration> = {},
): Checked {
  const given = Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined && value !== null));
  const inputs: Record<string, unknown> = { onExisting: "adopt", timeoutSeconds: defaultTimeoutSeconds, ...given };
  const failures: CheckFailure[] = [...wrongProperties(inputs)];
  if ("instanceId" in given === "networkInterfaceId" in given) failures.push(targetFailure(given));
  for (const [property, reason] of foreignIdsIn(inputs)) {
    if (!failures.some((failure) => failure.property === property)) failures.push({ property, reason });
  }
  if (!("region" in given) && (isCloudName(given["cloud"]) || given["cloud"] === unknown)) {
    const region = keptRegion(olds, given, session) ?? defaultRegion(given["cloud"], session);
    if (typeof region === "string") inputs["region"] = region;
    else failures.push(region);
  }
  if (failures.length === 0) declare(inputs, declaration, session);
  return { inputs, failures };
}

/** From now on in this operation, no delete takes this membership away: the program declares it. */
function declare(inputs: Properties, declaration: Partial<Declaration>, { clock, memory }: Session): void {
  const complete = inputsSchema.safeParse(inputs);
  if (complete.success && !Object.values(inputs).includes(unknown)) {
    memory.claims.declare(formatId(membershipOf(complete.data)), { ...undeclared(clock.now()), ...declaration });
  }
}

function* wrongProperties(inputs: Properties): Generator<CheckFailure> {
  for (const property of ["cloud", "securityGroupId"] as const) {
    if (!(property in inputs)) yield { property, reason: `${property} is required` };
  }
  for (const [property, value] of Object.entries(inputs)) {
    if (property === "__provider" || value === unknown) continue;
    const rule = ruleOf(property);
    if (!rule) {
      yield { property, reason: `there is no such property; there are: ${Object.keys(inputRules).join(", ")}` };
      continue;
    }
    const parsed = rule.safeParse(value);
    if (!parsed.success) yield { property, reason: parsed.error.issues[0]?.message ?? "not valid" };
  }
}

function ruleOf(property: string) {
  return Object.entries(inputRules).find(([name]) => name === property)?.[1];
}

function targetFailure(given: Properties): CheckFailure {
  const both = "instanceId" in given;
  return both
    ? { property: "networkInterfaceId", reason: "given beside instanceId; exactly one of the two is allowed" }
    : { property: "instanceId", reason: "give exactly one of instanceId and networkInterfaceId" };
}

/**
 * The region that the state has. On a replacement the engine checks once more without the old inputs, so what was kept
 * is remembered for the operation, by the membership as the program writes it.
 */
function keptRegion(olds: Properties | undefined, given: Properties, session: Session): string | undefined {
  const { cloud, securityGroupId, instanceId, networkInterfaceId } = given;
  const key = JSON.stringify([cloud, securityGroupId, instanceId, networkInterfaceId]);
  const old = olds?.["cloud"] === cloud ? olds?.["region"] : undefined;
  const kept = typeof old === "string" && old !== unknown ? old : undefined;
  // Two memberships whose IDs are not known yet look the same.
  if (key.includes(unknown)) return kept;
  if (kept === undefined) return session.memory.keptRegions.get(key);
  session.memory.keptRegions.set(key, kept);
  return kept;
}

/** The region where the program names none, or why there is none that can be used. */
function defaultRegion(cloud: unknown, session: Session): string | CheckFailure {
  if (!isCloudName(cloud)) return unknown;
  try {
    const region = session.defaultRegion(cloud);
    if (region !== undefined) return region;
  } catch (error) {
    if (error instanceof UsageError) return { property: "region", reason: error.message };
    throw error;
  }
  const advice = `region is required where there is no default: set it, or ${session.regionSources(cloud)}`;
  return { property: "region", reason: advice };
}

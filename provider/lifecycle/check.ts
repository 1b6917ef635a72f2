import { UsageError } from "../model/errors";
import { formatId } from "../model/id";
import { foreignIdsIn } from "../model/id-forms";
import { defaultTimeoutSeconds, inputRules, inputsSchema, membershipOf, unknown } from "../model/inputs";
import { similarName } from "../model/similar-name";
import { isCloudName } from "../model/membership";
import { type Declaration, undeclared } from "./claims";
import type { Session } from "./session";

export interface CheckFailure {
  /** The property whose value is wrong; empty where there is no value to show: the engine prints it beside the name. */
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
 * what was given and what is allowed; a misspelt one is not also reported as missing. Values that are not known yet pass.
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
  const misspelt = misspellings(given);
  const failures: CheckFailure[] = [...wrongProperties(inputs, misspelt)];
  const namesTarget = targets.some((target) => misspelt.has(target));
  if ("instanceId" in given === "networkInterfaceId" in given && !namesTarget) failures.push(targetFailure(given));
  for (const [property, reason] of foreignIdsIn(inputs)) {
    if (!failures.some((failure) => failure.property === property)) failures.push({ property, reason });
  }
  if (!("region" in given) && (isCloudName(given["cloud"]) || given["cloud"] === unknown)) {
    const region = keptRegion(olds, given, session) ?? defaultRegion(given["cloud"], session);
    if (typeof region === "string") inputs["region"] = region;
    else if (!misspelt.has("region")) failures.push(region);
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

const targets = ["instanceId", "networkInterfaceId"] as const;
const known = Object.keys(inputRules);

/** The missing properties that unknown ones are taken for: each has one error, which is the unknown one's. */
function misspellings(given: Properties): ReadonlySet<string> {
  const meant = Object.keys(given).flatMap((property) =>
    isKnown(property) ? [] : (similarName(property, known) ?? []),
  );
  return new Set(meant.filter((property) => !Object.hasOwn(given, property)));
}

function isKnown(property: string): boolean {
  return property === "__provider" || known.includes(property);
}

function* wrongProperties(inputs: Properties, misspelt: ReadonlySet<string>): Generator<CheckFailure> {
  for (const property of ["cloud", "securityGroupId"]) {
    if (!Object.hasOwn(inputs, property) && !misspelt.has(property))
      yield { property: "", reason: `${property} is required` };
  }
  for (const [property, value] of Object.entries(inputs)) {
    if (property === "__provider") continue;
    const rule = ruleOf(property);
    if (!rule) {
      yield { property: "", reason: unknownProperty(property) };
      continue;
    }
    if (value === unknown) continue;
    const parsed = rule.safeParse(value);
    if (!parsed.success) yield { property, reason: parsed.error.issues[0]?.message ?? "not valid" };
  }
}

function unknownProperty(property: string): string {
  const meant = similarName(property, known);
  const advice = meant === undefined ? `the properties are ${known.join(", ")}` : `did you mean ${meant}?`;
  return `unknown property ${property}; ${advice}`;
}

function ruleOf(property: string) {
  return Object.entries(inputRules).find(([name]) => name === property)?.[1];
}

function targetFailure(given: Properties): CheckFailure {
  const both = "instanceId" in given;
  return both
    ? { property: "networkInterfaceId", reason: "given beside instanceId; exactly one of the two is allowed" }
    : { property: "", reason: "give exactly one of instanceId and networkInterfaceId" };
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
    if (error instanceof UsageError) return { property: "", reason: error.message };
    throw error;
  }
  const advice = `region is required where there is no default: set it, or ${session.regionSources(cloud)}`;
  return { property: "", reason: advice };
}

import { formatId } from "../model/id";
import { defaultTimeoutSeconds, inputRules, inputsSchema, membershipOf, unknown } from "../model/inputs";
import { similarName } from "../model/similar-name";
import { isCloudName } from "../model/membership";
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
 */
export function check(olds: Properties | undefined, news: Properties, session: Session): Checked {
  const given = Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined && value !== null));
  const inputs: Record<string, unknown> = { onExisting: "adopt", timeoutSeconds: defaultTimeoutSeconds, ...given };
  const misspelt = misspellings(given);
  const failures: CheckFailure[] = [...wrongProperties(inputs, misspelt)];
  const namesTarget = targets.some((target) => misspelt.has(target));
  if ("instanceId" in given === "networkInterfaceId" in given && !namesTarget) failures.push(targetFailure(given));
  if (!("region" in given) && (isCloudName(given["cloud"]) || given["cloud"] === unknown)) {
    const region = keptRegion(olds, given, session) ?? defaultRegion(given["cloud"], session);
    if (region !== undefined) inputs["region"] = region;
    else if (!misspelt.has("region")) failures.push({ property: "", reason: regionAdvice(given["cloud"], session) });
  }
  if (failures.length === 0) want(inputs, session);
  return { inputs, failures };
}

/** From now on in this operation, no delete takes this membership away: the program declares it. */
function want(inputs: Properties, session: Session): void {
  const complete = inputsSchema.safeParse(inputs);
  if (complete.success && !Object.values(inputs).includes(unknown)) {
    session.memory.wanted.add(formatId(membershipOf(complete.data)));
  }
}

const targets = ["instanceId", "networkInterfaceId"] as const;
const known = Object.keys(inputRules);

/** The missing properties that unknown ones are taken for: each has one error, which is the unknown one's. */
function misspellings(given: Properties): ReadonlySet<string> {
  const meant = Object.keys(given).flatMap((property) => (isKnown(property) ? [] : (similarName(property, known) ?? [])));
  return new Set(meant.filter((property) => !(property in given)));
}

function isKnown(property: string): boolean {
  return property === "__provider" || known.includes(property);
}

function* wrongProperties(inputs: Properties, misspelt: ReadonlySet<string>): Generator<CheckFailure> {
  for (const property of ["cloud", "securityGroupId"]) {
    if (!(property in inputs) && !misspelt.has(property)) yield { property: "", reason: `${property} is required` };
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

function defaultRegion(cloud: unknown, session: Session): string | undefined {
  if (cloud === unknown) return unknown;
  return isCloudName(cloud) ? session.defaultRegion(cloud) : undefined;
}

function regionAdvice(cloud: unknown, session: Session): string {
  const sources = isCloudName(cloud) ? session.regionSources(cloud) : "";
  return `region is required where there is no default: set it, or ${sources}`;
}

/** One membership as a state in the document holds it: its parts can be secret, or known only after the update. */
import { unknown } from "../../provider/model/inputs";
import { isCloudName, type Membership, type Target } from "../../provider/model/membership";
import type { State } from "./document";
import { nameOf } from "./urn";
import { lookup } from "../../provider/model/lookup";

export type Part =
  | { readonly kind: "known"; readonly text: string }
  | { readonly kind: "secret" }
  /** `of`: the names of the resources that it comes from. */
  | { readonly kind: "unknown"; readonly of: readonly string[] };

export interface Edge {
  /** Equal for the same membership, and for nothing else. */
  readonly key: string;
  readonly cloud: Part;
  readonly region: Part;
  readonly group: Part;
  readonly target: Part;
  readonly targetKind: Target["kind"];
  /** The ID of the resource, which holds what is secret in plain; what is planned has none. */
  readonly id: string | undefined;
}

/** What the engine writes in place of a secret, and the mark of a secret that it did not take out. */
export const secretText = "[secret]";
const secretMark = "4dabf18193072939515e22adb298388d";

/**
 * The membership of a state; undefined if it has none (one that is only looked up has no inputs).
 *
 * @param changed properties that differ from the state before: a secret one is another secret then
 */
export function edgeOf(state: State, urn: string, changed: readonly string[] = []): Edge | undefined {
  const targetProperty = filled(state.inputs["instanceId"]) ? "instanceId" : "networkInterfaceId";
  const parts = {
    cloud: partOf(state, "cloud"),
    region: partOf(state, "region"),
    group: partOf(state, "securityGroupId"),
    target: partOf(state, targetProperty),
  };
  const { cloud, region, group, target } = parts;
  if (!cloud || !region || !group || !target) return undefined;
  const keyed = [
    [cloud, "cloud"],
    [region, "region"],
    [group, "securityGroupId"],
    [target, targetProperty],
  ] as const;
  const key = JSON.stringify(keyed.map(([part, property]) => keyOf(part, urn, changed.includes(property))));
  const targetKind = targetProperty === "instanceId" ? "instance" : "networkInterface";
  return { key, cloud, region, group, target, targetKind, id: state.id };
}

function partOf({ inputs, propertyDependencies }: State, property: string): Part | undefined {
  const value = lookup(inputs, property);
  if (!filled(value)) return undefined;
  if (value === unknown) {
    return { kind: "unknown", of: (lookup(propertyDependencies, property) ?? []).map(nameOf).sort() };
  }
  if (isSecret(value)) return { kind: "secret" };
  return { kind: "known", text: typeof value === "string" ? value : JSON.stringify(value) };
}

function filled(value: unknown): boolean {
  return value !== undefined && value !== null;
}

export function isSecret(value: unknown): boolean {
  return value === secretText || (typeof value === "object" && value !== null && secretMark in value);
}

function keyOf(part: Part, urn: string, changed: boolean): readonly unknown[] {
  switch (part.kind) {
    case "known":
      return [part.text];
    case "secret":
      return ["secret", urn, changed];
    case "unknown":
      return ["unknown", urn];
  }
}

/**
 * The membership of an edge, in the words that a message can have for it: those of its ID, and those of its parts, since
 * the engine takes secret configuration out of messages. None where a part is not known.
 */
export function membershipsOfEdge(edge: Edge): readonly Membership[] {
  const { cloud, region, group, target, targetKind, id } = edge;
  if (cloud.kind !== "known" || !isCloudName(cloud.text)) return [];
  if ([region, group, target].some(({ kind }) => kind === "unknown")) return [];
  const named = cloud.text;
  const spelled = [[region, group, target].map(wordsOf), ...(id === undefined ? [] : [id.split("/").slice(1)])];
  return spelled.map(([ofRegion = "", ofGroup = "", ofTarget = ""]) => {
    return { cloud: named, region: ofRegion, securityGroupId: ofGroup, target: { kind: targetKind, id: ofTarget } };
  });
}

/** A part in words: the ID, or why there is none to show. */
export function wordsOf(part: Part): string {
  switch (part.kind) {
    case "known":
      return part.text;
    case "secret":
      return secretText;
    case "unknown":
      return part.of.length === 0 ? "(known after up)" : `(known after up: ${part.of.join(", ")})`;
  }
}

/** What edges are sorted by: cloud, region, target, group. */
export function orderOf({ cloud, region, target, group }: Edge): readonly string[] {
  return [cloud, region, target, group].map(wordsOf);
}

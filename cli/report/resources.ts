/** The steps of a document, gathered by resource: a replacement can be one step or three, a refresh comes before. */
import { typeToken } from "../../provider/serialized";
import type { PreviewDocument, State, Step } from "./document";
import { grouped } from "./order";
import { nameOf, typeOf } from "./urn";
import { lookup } from "../../provider/model/lookup";

/** One membership of the program, of the state, or of both. */
export interface Resource {
  readonly urn: string;
  readonly name: string;
  /** The states that end with this update; several where an earlier one was not cleaned up. */
  readonly before: readonly State[];
  readonly after: State | undefined;
  /** What the state held before a refresh, whatever the refresh found. */
  readonly refreshed: State | undefined;
  /** The identity changes, by these properties. */
  readonly replaces: readonly string[] | undefined;
  readonly updated: boolean;
}

/** Resources that are not memberships, or memberships with an operation that is none of theirs, by what is done. */
export type Tally = ReadonlyMap<string, number>;

/** What a step tells of a membership. Steps of other operations (a lookup is a `read`) are counted only. */
const told: Readonly<Record<string, readonly ("before" | "after" | "refreshed")[]>> = {
  create: ["after"],
  import: ["after"],
  update: ["before", "after"],
  same: ["before", "after"],
  replace: ["before", "after"],
  "create-replacement": ["before", "after"],
  "import-replacement": ["before", "after"],
  "delete-replaced": ["before"],
  delete: ["before"],
  refresh: ["refreshed"],
};

/** The steps of one replacement, which count as one. */
const counted: Readonly<Record<string, string>> = {
  "create-replacement": "replace",
  "import-replacement": "replace",
  "delete-replaced": "replace",
  "discard-replaced": "replace",
  "read-replacement": "read",
};

const rootType = "pulumi:pulumi:Stack";

export function isMembership(urn: string): boolean {
  return typeOf(urn) === typeToken;
}

export function resourcesIn({ steps }: PreviewDocument): readonly Resource[] {
  return [...grouped(steps.filter(isTold), urnOf)].map(([urn, own]) => {
    const statesOf = (what: "before" | "after" | "refreshed", state: "oldState" | "newState") =>
      own.flatMap((step) => (lookup(told, step.op)?.includes(what) ? (step[state] ?? []) : []));
    const reasons = own.flatMap(({ op, replaceReasons }) => (op === "replace" ? [replaceReasons ?? []] : []));
    return {
      urn,
      name: nameOf(urn),
      before: statesOf("before", "oldState"),
      after: statesOf("after", "newState").at(-1),
      refreshed: statesOf("refreshed", "oldState").at(-1),
      replaces: reasons[0] ?? own.find(({ op }) => op === "create-replacement")?.replaceReasons ?? undefined,
      updated: own.some(({ op }) => op === "update"),
    };
  });
}

/** @param refreshed what stands for a resource of which the document holds a refresh and nothing else */
export function othersIn({ steps }: PreviewDocument, refreshed: "same" | "refresh"): Tally {
  const tally = new Map<string, number>();
  for (const [urn, own] of grouped(
    steps.filter((step) => !isTold(step)),
    urnOf,
  )) {
    if (typeOf(urn) === rootType) continue;
    const operations = new Set(own.map(({ op }) => (op === "refresh" ? refreshed : (lookup(counted, op) ?? op))));
    if (operations.size > 1) operations.delete(refreshed);
    for (const operation of operations) tally.set(operation, (tally.get(operation) ?? 0) + 1);
  }
  return tally;
}

/** The resources of which the document holds a refresh and nothing else. */
export function onlyRefreshed({ steps }: PreviewDocument): readonly string[] {
  const own = [...grouped(steps, urnOf)];
  return own.flatMap(([urn, ofUrn]) => (ofUrn.every(({ op }) => op === "refresh") ? [urn] : []));
}

function isTold({ op, urn }: Step): boolean {
  return isMembership(urn) && Object.hasOwn(told, op);
}

function urnOf({ urn }: Step): string {
  return urn;
}

/**
 * What a preview means for one membership. A resource that is created, replaced or deleted is not yet a join or a leave:
 * one that another resource declares too stays as it is, and one that was removed outside is joined again.
 */
import { notSeenYet, removedOutside, targetGone } from "../../provider/lifecycle/notices";
import type { Answer } from "../../provider/lifecycle/preview-facts";
import type { State } from "./document";
import { type Edge, edgeOf, membershipsOfEdge } from "./edge";
import { changedOptions } from "./options";
import { sortedTexts } from "./order";
import type { Resource } from "./resources";

export type Change =
  /** `asked`: the cloud says that it is not there. */
  | (Of<"join"> & { readonly asked: boolean })
  /** The cloud shows it already, and the stack manages it from now on. */
  | Of<"takeOver">
  | Of<"leave">
  /** No longer declared, in a preview that failed: the engine plans no removals there. */
  | { readonly kind: "undeclared"; readonly name: string; readonly edge: Edge | undefined }
  | Of<"stay">
  /** Removed outside Pulumi, and declared. */
  | Of<"rejoin">
  /** An earlier update did not see the end of its join. */
  | Of<"finish">
  /** Removed outside Pulumi, and no longer declared: there is nothing to leave. */
  | Of<"gone">
  /** No longer declared, and left in place by `retainOnDelete`. */
  | Of<"release">
  | {
      readonly kind: "move";
      readonly name: string;
      readonly from: Edge;
      readonly to: Edge;
      /** The cloud says that `to` is not there. */
      readonly asked: boolean;
    }
  /** Declared before and after, by another resource or by the same one anew: nobody joins or leaves. */
  | (Of<"keep"> & { readonly was: readonly string[] })
  /** `alone`: no other change is of the same membership. */
  | (Of<"settings"> & { readonly properties: readonly string[]; readonly alone: boolean })
  | {
      readonly kind: "refused";
      readonly name: string;
      readonly messages: readonly string[];
      readonly before: readonly Edge[];
      readonly after: Edge | undefined;
      /** What the cloud says of `after`. */
      readonly answer: Answer;
    };

interface Of<Kind extends string> {
  readonly kind: Kind;
  readonly name: string;
  readonly edge: Edge;
}

interface Held {
  readonly edge: Edge;
  readonly state: State;
}

/** A resource with the memberships that its states hold. */
export interface Known {
  readonly resource: Resource;
  readonly before: readonly Held[];
  readonly after: Edge | undefined;
  /** Held by the state and not by the cloud, as a refresh found. */
  readonly missing: Edge | undefined;
}

/** What else the document says. */
export interface Context {
  /** By the key of an edge: the names of the resources that hold it before, and that declare it after. */
  readonly before: ReadonlyMap<string, readonly string[]>;
  readonly after: ReadonlyMap<string, readonly string[]>;
  /** By URN: why it cannot work. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  readonly notices: ReadonlySet<string>;
  /** What the cloud says of the membership that a new resource declares. */
  readonly answerOf: (resource: Resource) => Answer;
  /** The names of resources without a step that held what this one declares. */
  readonly heldBy: (resource: Resource) => readonly string[];
  /** What a preview that failed says of a resource that its program gives up; undefined of all others. */
  readonly givenUp: (resource: Resource) => GivenUp | undefined;
}

export type GivenUp = "undeclared" | "gone" | "renamed";

/**
 * @param complete whether every resource of the plan has its step in the document
 * @param givenUp what the preview says of a resource that the program no longer declares, where the plan does not
 */
export function know(resource: Resource, complete: boolean, givenUp: GivenUp | undefined): Known {
  const { urn } = resource;
  const held = resource.before.flatMap((state) => {
    const edge = edgeOf(state, urn);
    return edge ? [{ edge, state }] : [];
  });
  // The steps of one replacement hold the same state.
  const before = [...new Map(held.map((each) => [each.edge.key, each])).values()];
  const after = resource.after && edgeOf(resource.after, urn, resource.replaces);
  const refreshed = resource.refreshed;
  const edge = refreshed && before.length === 0 ? edgeOf(refreshed, urn) : undefined;
  if (!refreshed || !edge) return { resource, before, after, missing: undefined };
  if (givenUp === "gone") return { resource, before, after, missing: edge };
  if (givenUp !== undefined) return { resource, before: [{ edge, state: refreshed }], after, missing: undefined };
  // A refresh is shown in the same way whatever it found: what comes of it tells.
  if (after || complete) return { resource, before, after, missing: edge };
  return { resource, before: [{ edge, state: refreshed }], after: edge, missing: undefined };
}

export function changesOf({ resource, before, after, missing }: Known, context: Context): readonly Change[] {
  const { urn, name } = resource;
  const messages = context.refused.get(urn);
  const answer = after ? answerOf(after, resource, context) : "joins";
  if (messages) return [{ kind: "refused", name, messages, before: before.map(({ edge }) => edge), after, answer }];
  if (context.givenUp(resource) === "undeclared") {
    const [held] = before;
    return [
      held?.state.retainOnDelete
        ? { kind: "release", name, edge: held.edge }
        : { kind: "undeclared", name, edge: held?.edge },
    ];
  }

  const left = before.filter(({ edge }) => !context.after.has(edge.key));
  const leaving = left.map(({ edge, state }) => {
    return { kind: state.retainOnDelete ? ("release" as const) : ("leave" as const), name, edge };
  });
  const gone: readonly Change[] =
    missing && !context.after.has(missing.key) ? [{ kind: "gone", name, edge: missing }] : [];
  if (!after) return [...leaving, ...gone];

  const same = before.find(({ edge }) => edge.key === after.key);
  if (same) return [...changesInPlace(resource, same, context), ...leaving];
  if (missing?.key === after.key) return [{ kind: "rejoin", name, edge: after }, ...leaving];
  const was = [...(context.before.get(after.key) ?? []), ...context.heldBy(resource)];
  if (was.length > 0) return [{ kind: "keep", name, edge: after, was: sortedTexts(was) }, ...leaving, ...gone];
  if (answer === "exists") return [{ kind: "takeOver", name, edge: after }, ...leaving, ...gone];
  const asked = answer === "joins";
  const [from, ...more] = leaving;
  if (from?.kind === "leave" && more.length === 0) return [{ kind: "move", name, from: from.edge, to: after, asked }];
  return [{ kind: "join", name, edge: after, asked }, ...leaving, ...gone];
}

/** IDs that are not known yet are of something new, which is in no group yet. */
function answerOf(edge: Edge, resource: Resource, context: Context): Answer {
  const { cloud, region, group, target } = edge;
  const isNew = [cloud, region, group, target].some(({ kind }) => kind === "unknown");
  return isNew ? "joins" : context.answerOf(resource);
}

/** The same membership before and after. */
function changesInPlace(resource: Resource, { edge, state }: Held, context: Context): readonly Change[] {
  const { name, replaces, updated } = resource;
  if (replaces) return [{ kind: "keep", name, edge, was: [name] }];
  if (!updated) return [{ kind: "stay", name, edge }];
  const { goneTarget, removed } = noticesOf(edge);
  const said = (notice: string) => context.notices.has(notice);
  const gone = goneTarget.find(said);
  if (gone !== undefined)
    return [{ kind: "refused", name, messages: [gone], before: [edge], after: edge, answer: "joins" }];

  const { differ, hidden } = changedOptions(state, resource.after);
  const settings = (properties: readonly string[], alone: boolean): readonly Change[] =>
    properties.length > 0 ? [{ kind: "settings", name, edge, properties, alone }] : [];
  if (state.outputs["unfinished"] === true) return [{ kind: "finish", name, edge }, ...settings(differ, false)];
  if (removed.some(said)) return [{ kind: "rejoin", name, edge }, ...settings(differ, false)];
  // What a diff found, and did not say, is a setting; without any, the membership is not there.
  const properties = differ.length > 0 ? differ : hidden;
  return properties.length > 0 ? settings(properties, true) : [{ kind: "rejoin", name, edge }];
}

/** The notices that the changes of a membership stand for, in each of the words that they can have. */
export function noticesOf(edge: Edge): Readonly<Record<"removed" | "unfinished" | "goneTarget", readonly string[]>> {
  const memberships = membershipsOfEdge(edge);
  return {
    removed: memberships.map(removedOutside),
    unfinished: memberships.map(notSeenYet),
    goneTarget: memberships.map(targetGone),
  };
}

/**
 * What a preview means for one membership. A resource that is created, replaced or deleted is not yet a join or a leave:
 * one that another resource declares too stays as it is, and one that was removed outside is joined again.
 */
import { notSeenYet, removedOutside, targetGone } from "../../provider/lifecycle/notices";
import type { State } from "./document";
import { type Edge, edgeOf, membershipOfEdge } from "./edge";
import type { Resource } from "./resources";

export type Change =
  | Of<"join">
  | Of<"leave">
  | Of<"stay">
  /** Removed outside Pulumi, and declared. */
  | Of<"rejoin">
  /** An earlier update did not see the end of its join. */
  | Of<"finish">
  /** Removed outside Pulumi, and no longer declared: there is nothing to leave. */
  | Of<"gone">
  /** No longer declared, and left in place by `retainOnDelete`. */
  | Of<"release">
  | { readonly kind: "move"; readonly name: string; readonly from: Edge; readonly to: Edge }
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
    };

interface Of<Kind extends string> {
  readonly kind: Kind;
  readonly name: string;
  readonly edge: Edge;
}

/** A resource with the memberships that its states hold. */
export interface Known {
  readonly resource: Resource;
  readonly before: readonly { readonly edge: Edge; readonly state: State }[];
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
}

/** @param complete whether every resource of the plan has its step in the document */
export function know(resource: Resource, complete: boolean): Known {
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
  // A refresh is shown in the same way whatever it found: what comes of it tells.
  if (after || complete) return { resource, before, after, missing: edge };
  return { resource, before: [{ edge, state: refreshed }], after: edge, missing: undefined };
}

export function changesOf({ resource, before, after, missing }: Known, context: Context): readonly Change[] {
  const { urn, name } = resource;
  const messages = context.refused.get(urn);
  if (messages) return [{ kind: "refused", name, messages, before: before.map(({ edge }) => edge), after }];

  const left = before.filter(({ edge }) => !context.after.has(edge.key));
  const leaving = left.map(({ edge, state }) => {
    return { kind: state.retainOnDelete ? ("release" as const) : ("leave" as const), name, edge };
  });
  const gone: readonly Change[] =
    missing && !context.after.has(missing.key) ? [{ kind: "gone", name, edge: missing }] : [];
  if (!after) return [...leaving, ...gone];

  const same = before.find(({ edge }) => edge.key === after.key);
  if (same) return [...changesInPlace(resource, same.state, after, context), ...leaving];
  if (missing?.key === after.key) return [{ kind: "rejoin", name, edge: after }, ...leaving];
  const was = context.before.get(after.key);
  if (was) return [{ kind: "keep", name, edge: after, was }, ...leaving, ...gone];
  const [from, ...more] = leaving;
  if (from?.kind === "leave" && more.length === 0) return [{ kind: "move", name, from: from.edge, to: after }];
  return [{ kind: "join", name, edge: after }, ...leaving, ...gone];
}

/** Properties that are not part of the identity. */
const options = ["onExisting", "profile", "timeoutSeconds"] as const;

/** The same membership before and after. */
function changesInPlace(resource: Resource, old: State, edge: Edge, context: Context): readonly Change[] {
  const { name, replaces, updated } = resource;
  if (replaces) return [{ kind: "keep", name, edge, was: [name] }];
  if (!updated) return [{ kind: "stay", name, edge }];
  const said = (notice: string | undefined) => notice !== undefined && context.notices.has(notice);
  const { goneTarget, removed } = noticesOf(edge);
  if (goneTarget !== undefined && said(goneTarget)) {
    return [{ kind: "refused", name, messages: [goneTarget], before: [edge], after: edge }];
  }
  const properties = options.filter((property) => {
    return JSON.stringify(old.inputs[property]) !== JSON.stringify(resource.after?.inputs[property]);
  });
  const settings = (alone: boolean): readonly Change[] =>
    properties.length > 0 ? [{ kind: "settings", name, edge, properties, alone }] : [];
  if (old.outputs["unfinished"] === true) return [{ kind: "finish", name, edge }, ...settings(false)];
  // Without another setting, a diff finds a change only where the membership is not there.
  if (properties.length === 0 || said(removed)) return [{ kind: "rejoin", name, edge }, ...settings(false)];
  return settings(true);
}

/** The notices that the changes of a membership stand for. */
export function noticesOf(edge: Edge): Partial<Record<"removed" | "unfinished" | "goneTarget", string>> {
  const membership = membershipOfEdge(edge);
  if (!membership) return {};
  return {
    removed: removedOutside(membership),
    unfinished: notSeenYet(membership),
    goneTarget: targetGone(membership),
  };
}

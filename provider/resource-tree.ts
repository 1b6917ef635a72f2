import type * as pulumi from "@pulumi/pulumi";

/** What the SDK (3.142 to 3.270) keeps on each resource, outside of its types. Each is missing where a version has it not. */
interface Internals {
  readonly __name?: unknown;
  readonly __pulumiType?: unknown;
  readonly __childResources?: unknown;
  __transformations?: unknown;
}

/** A resource that the program has declared. */
export interface Declaration {
  readonly resource: pulumi.Resource;
  readonly type: string;
  readonly name: string;
}

/** Everything declared so far below a resource, such as the stack. Nothing where the SDK does not tell. */
export function* declaredBelow(parent: pulumi.Resource): Generator<Declaration> {
  const { __childResources: children } = parent as Internals;
  if (!(children instanceof Set)) return;
  for (const resource of children as ReadonlySet<pulumi.Resource>) {
    const { __pulumiType: type, __name: name } = resource as Internals;
    if (typeof type === "string" && typeof name === "string") yield { resource, type, name };
    yield* declaredBelow(resource);
  }
}

/** The transformations that a resource had when it was declared, which its later children take over. */
export function transformationsOf(resource: pulumi.Resource): readonly pulumi.ResourceTransformation[] {
  const { __transformations: transformations } = resource as Internals;
  return Array.isArray(transformations) ? (transformations as readonly pulumi.ResourceTransformation[]) : [];
}

/** Adds a transformation for the children that a resource gets from now on. */
export function transformChildren(resource: pulumi.Resource, transformation: pulumi.ResourceTransformation): void {
  (resource as Internals).__transformations = [...transformationsOf(resource), transformation];
}

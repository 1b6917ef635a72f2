import * as pulumi from "@pulumi/pulumi";

/** What the SDK (3.142 to 3.270) keeps on each resource, outside of its types. Each is missing where a version has it not. */
interface Internals {
  readonly __name?: unknown;
  readonly __pulumiType?: unknown;
  readonly __childResources?: unknown;
  readonly __data?: unknown;
  readonly __remote?: unknown;
  __transformations?: unknown;
}

/** A resource that the program has declared. */
export interface Declaration {
  readonly resource: pulumi.Resource;
  readonly type: string;
  readonly name: string;
}

/** What was declared so far with this resource as its parent. Nothing where the SDK does not tell. */
export function childrenOf(parent: pulumi.Resource): Iterable<pulumi.Resource> {
  const { __childResources: children } = parent as Internals;
  return children instanceof Set ? (children as ReadonlySet<pulumi.Resource>) : [];
}

/** Everything declared so far below a resource, such as the stack. */
export function* declaredBelow(parent: pulumi.Resource): Generator<Declaration> {
  for (const resource of childrenOf(parent)) {
    const { __pulumiType: type, __name: name } = resource as Internals;
    if (typeof type === "string" && typeof name === "string") yield { resource, type, name };
    yield* declaredBelow(resource);
  }
}

/**
 * The resources whose steps the engine waits for before it does those of a resource that depends on these. Of a component
 * they are what it holds. What a custom resource or a remote component has below it is not waited for: that can wait for the
 * dependent resource itself.
 */
export async function waitedFor(
  resources: Iterable<pulumi.Resource>,
  seen = new Set<pulumi.Resource>(),
): Promise<readonly pulumi.Resource[]> {
  const found: pulumi.Resource[] = [];
  for (const resource of resources) {
    if (seen.has(resource)) continue;
    seen.add(resource);
    const { __data, __remote } = resource as Internals;
    if (!pulumi.ComponentResource.isInstance(resource) || __remote) found.push(resource);
    else {
      // Its children are made by then; that it failed is told by its own registration.
      await Promise.resolve(__data).catch(() => undefined);
      found.push(...(await waitedFor(childrenOf(resource), seen)));
    }
  }
  return found;
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

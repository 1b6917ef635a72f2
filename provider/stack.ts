/** What the program process knows of its own stack. */
import type * as pulumi from "@pulumi/pulumi";

/** Properties of resources that the SDK does not declare. */
interface Undeclared {
  readonly outputs?: { promise(): Promise<unknown> };
  readonly urn: { promise(): Promise<unknown> };
  readonly __childResources?: ReadonlySet<Undeclared>;
}

/**
 * Waits until the program has ended and every resource of its stack is registered. Resolves to whether it ended well: a
 * program that failed has not declared everything.
 */
export async function programEnded(stack: pulumi.Resource): Promise<boolean> {
  const root = stack as unknown as Undeclared;
  try {
    if (root.outputs === undefined) return false;
    await root.outputs.promise();
    // A registration that was answered can let the program make the next resource.
    for (let known = 0, all = resourcesOf(root); all.length > known; all = resourcesOf(root)) {
      known = all.length;
      await Promise.all(all.map(({ urn }) => urn.promise()));
      await new Promise(setImmediate);
    }
    return true;
  } catch {
    return false;
  }
}

function resourcesOf(resource: Undeclared): readonly Undeclared[] {
  return [resource, ...[...(resource.__childResources ?? [])].flatMap(resourcesOf)];
}

/** What the program process knows of its own stack. */
import type * as pulumi from "@pulumi/pulumi";
import { childrenOf } from "./resource-tree";

/** What the SDK keeps on resources, outside of its types. */
interface Internals {
  readonly outputs?: { promise(): Promise<unknown> };
  readonly urn: { promise(): Promise<unknown> };
}

/**
 * Waits until the program has ended and every resource of its stack is registered. Resolves to whether it ended well: a
 * program that failed has not declared everything.
 */
export async function programEnded(stack: pulumi.Resource): Promise<boolean> {
  const { outputs } = stack as unknown as Internals;
  try {
    if (outputs === undefined) return false;
    await outputs.promise();
    // A registration that was answered can let the program make the next resource.
    for (let known = 0, all = resourcesOf(stack); all.length > known; all = resourcesOf(stack)) {
      known = all.length;
      await Promise.all(all.map((each) => (each as unknown as Internals).urn.promise()));
      await new Promise(setImmediate);
    }
    return true;
  } catch {
    return false;
  }
}

function resourcesOf(resource: pulumi.Resource): readonly pulumi.Resource[] {
  return [resource, ...[...childrenOf(resource)].flatMap(resourcesOf)];
}

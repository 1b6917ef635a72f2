import * as pulumi from "@pulumi/pulumi";
import { comparedBelow, namesOf } from "./inline-lists";

/**
 * What to say of targets that lost memberships, if the program declares them with a list of groups inside them that can
 * have taken the memberships out; undefined if it declares none of them so.
 */
export async function inlineListHint(targets: ReadonlySet<string>): Promise<string | undefined> {
  const stack = pulumi.runtime.getStackResource();
  if (!stack || targets.size === 0) return undefined;
  const compared = [...comparedBelow(stack)].map((each) => ({ ...each, ids: knownIds(each.resource) }));
  // What is known of outputs is told before the event loop goes on; what is not known yet is never told in a preview.
  await new Promise((resolve) => setImmediate(resolve));
  const suspects = compared.filter(({ ids }) => [...ids].some((id) => targets.has(id)));
  const [first] = suspects;
  if (!first) return undefined;
  return (
    `The list of security groups inside ${namesOf(suspects)} (${first.lists[0] ?? ""}) can be what removed memberships: ` +
    `it takes out what it does not name, unless its changes are ignored. Load pulumi-secgroup/ignore-inline ` +
    `in the first line of the program, or set ignoreChanges.`
  );
}

/** The IDs of an instance or an interface, or of each instance of a set, filled in as far as they are known. */
function knownIds(resource: pulumi.Resource): ReadonlySet<string> {
  const ids = new Set<string>();
  const { id, instanceIds } = resource as { readonly id?: unknown; readonly instanceIds?: unknown };
  for (const output of [id, instanceIds]) {
    if (!pulumi.Output.isInstance(output)) continue;
    output.apply((value: unknown) => {
      for (const one of [value].flat()) if (typeof one === "string") ids.add(one);
    });
  }
  return ids;
}

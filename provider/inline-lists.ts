import * as pulumi from "@pulumi/pulumi";
import { lookup } from "./model/lookup";
import { type Declaration, declaredBelow, transformationsOf, transformChildren } from "./resource-tree";

/**
 * The lists of security groups inside instances and network interfaces, by the token of their type, as paths that
 * `ignoreChanges` takes. Templates (launch templates, scaling configurations) are left out: nobody joins a template.
 *
 * Sources: the types of `@pulumi/alicloud` 3.108.0; for Tencent Cloud the schemas of `tencentcloud_instance`,
 * `tencentcloud_instance_set` and `tencentcloud_eni` in its Terraform provider 1.83.25, whose Pulumi tokens are
 * `tencentcloud:index/<camelCase>:<PascalCase>` (pulumi-terraform-bridge, `dynamic/info.go`). The groups of an instance
 * set, and of the interfaces in `networkInterfaces`, force a replacement there: one joined group, once refreshed, would
 * cost the instances.
 */
export const inlineLists: Readonly<Record<string, readonly string[]>> = {
  "alicloud:ecs/instance:Instance": ["securityGroups", "networkInterfaces[*].securityGroupIds"],
  "alicloud:ecs/ecsInstanceSet:EcsInstanceSet": ["securityGroupIds"],
  "alicloud:ecs/ecsNetworkInterface:EcsNetworkInterface": ["securityGroupIds", "securityGroups"],
  "alicloud:vpc/networkInterface:NetworkInterface": ["securityGroupIds", "securityGroups"],
  "tencentcloud:index/instance:Instance": ["securityGroups", "orderlySecurityGroups"],
  "tencentcloud:index/instanceSet:InstanceSet": ["securityGroups"],
  "tencentcloud:index/eni:Eni": ["securityGroups", "orderlySecurityGroups"],
};

/**
 * Lets the instances and network interfaces that this program declares with `@pulumi/alicloud` or `@pulumi/tencentcloud`
 * keep groups that memberships put them in: changes of the lists inside them are ignored (`ignoreChanges`, beside what a
 * resource ignores already). A list then says in which groups something is created, and nothing afterwards.
 *
 * It holds for what is declared after the call, also in component resources of this program, but not for what packaged
 * components of another language make. Instances that are declared in a module which is imported are declared before the
 * call: there, `import "pulumi-secgroup/ignore-inline";` as the program's first line calls it in time. What was declared too
 * early draws a warning. Other programs' stacks need a call of their own, or `ignoreChanges` by hand. Calling it again
 * changes nothing.
 *
 * In a unit test with Pulumi's mocks that runs no stack it does nothing.
 *
 * @example
 * ```ts
 * import * as alicloud from "@pulumi/alicloud";
 * import { ignoreInlineSecurityGroups } from "pulumi-secgroup";
 *
 * ignoreInlineSecurityGroups();
 * new alicloud.ecs.Instance("web-1", { securityGroups: ["sg-base"] });
 * ```
 *
 * @throws pulumi.RunError if no Pulumi program is running, as at the top of a file with an inline program
 */
export function ignoreInlineSecurityGroups(): void {
  const stack = pulumi.runtime.getStackResource();
  if (!stack) {
    if (pulumi.runtime.hasMonitor()) return;
    throw new pulumi.RunError(
      "ignoreInlineSecurityGroups was called, or pulumi-secgroup/ignore-inline imported, where no Pulumi program is " +
        "running. In an inline program of the Automation API call ignoreInlineSecurityGroups() as its first statement.",
    );
  }
  if (isIgnoredBelow(stack)) return;
  warnOfEarlier([...comparedBelow(stack)]);
  // Components copy what their parent has when they are declared.
  for (const { resource, type } of declaredBelow(stack)) {
    if (lookup(inlineLists, type) === undefined) transformChildren(resource, ignoreLists);
  }
  pulumi.runtime.registerStackTransformation(ignoreLists);
}

/** A list inside a resource, and the names of its properties. */
export interface ComparedLists extends Declaration {
  readonly lists: readonly string[];
}

/**
 * The instances and interfaces declared so far whose lists {@link ignoreInlineSecurityGroups} does not reach. Whether they
 * have `ignoreChanges` of their own, or are only looked up, the SDK does not tell.
 */
export function* comparedBelow(stack: pulumi.Resource): Generator<ComparedLists> {
  for (const declaration of declaredBelow(stack)) {
    const lists = lookup(inlineLists, declaration.type);
    if (lists !== undefined && !isIgnoredBelow(declaration.resource)) yield { ...declaration, lists };
  }
}

function warnOfEarlier(earlier: readonly ComparedLists[]): void {
  if (earlier.length === 0) return;
  const what =
    earlier.length === 1
      ? "was declared before the call, and its list"
      : "were declared before the call, and their lists";
  void pulumi.log.warn(
    `ignoreInlineSecurityGroups does not reach ${namesOf(earlier)}, which ${what} of security groups can take out what ` +
      `memberships join. Load pulumi-secgroup/ignore-inline in the first line of the program, or set ignoreChanges.`,
  );
}

/** Up to five names, and how many more there are. */
export function namesOf(declarations: readonly Declaration[]): string {
  const names = declarations.map(({ name }) => `"${name}"`);
  const more = names.length - 5;
  return more > 0 ? `${names.slice(0, 5).join(", ")} and ${more} more` : names.join(", ");
}

/** On our transformation: the entries of this package are bundled one by one, so that each has a function of its own. */
const mark = Symbol.for("pulumi-secgroup.ignoreInlineSecurityGroups");

/** Whether what is declared below a resource from now on, or the resource itself, has its lists ignored. */
function isIgnoredBelow(resource: pulumi.Resource): boolean {
  return transformationsOf(resource).some((transformation) => mark in transformation);
}

/**
 * Not a transform: the engine calls back for every resource there, and what the SDK hands back has an explicit
 * `deleteBeforeReplace: false` where none was set, which overrules the cloud's provider. Mocks have no transforms.
 */
const ignoreLists: pulumi.ResourceTransformation = Object.assign(
  ({ type, props, opts }: pulumi.ResourceTransformationArgs) => {
    const lists = lookup(inlineLists, type);
    if (lists === undefined) return undefined;
    const own = lists.filter((path) => isThere(path, props as Readonly<Record<string, unknown>>));
    return { props, opts: { ...opts, ignoreChanges: [...new Set([...(opts.ignoreChanges ?? []), ...own])] } };
  },
  { [mark]: true },
);

/** Engines from before August 2025 refuse a path whose first part a resource does not have. */
function isThere(path: string, props: Readonly<Record<string, unknown>>): boolean {
  const [first = "", inside] = path.split("[*]");
  return inside === undefined || lookup(props, first) !== undefined;
}

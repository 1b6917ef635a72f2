import * as pulumi from "@pulumi/pulumi";
import { lookup } from "./model/lookup";

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
 * Call it before the first resource: it holds for what is declared after it, also in component resources of this program,
 * but not for what packaged components of another language make. Other programs' stacks need a call of their own, or
 * `ignoreChanges` by hand. Calling it again changes nothing.
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
 * @throws Error if no Pulumi program is running
 */
export function ignoreInlineSecurityGroups(): void {
  // Not a transform: the engine calls back for every resource there, and what the SDK hands back has an explicit
  // `deleteBeforeReplace: false` where none was set, which overrules the cloud's provider. Mocks have no transforms.
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
    const lists = lookup(inlineLists, type);
    if (lists === undefined) return undefined;
    const own = lists.filter((path) => isThere(path, props as Readonly<Record<string, unknown>>));
    return { props, opts: { ...opts, ignoreChanges: [...new Set([...(opts.ignoreChanges ?? []), ...own])] } };
  });
}

/** Engines from before August 2025 refuse a path whose first part a resource does not have. */
function isThere(path: string, props: Readonly<Record<string, unknown>>): boolean {
  const [first = "", inside] = path.split("[*]");
  return inside === undefined || lookup(props, first) !== undefined;
}

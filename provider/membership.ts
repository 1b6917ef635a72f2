import * as pulumi from "@pulumi/pulumi";
import { inputRules } from "./model/inputs";
import type { CloudName } from "./model/membership";
import { type Declaration, declaration } from "./declared";
import { declare } from "./preflight";
import { registrationKey } from "./registration";
import { serializedProvider, typeToken } from "./serialized";
import { checkStack } from "./stack-checks";

/** Inputs of a {@link SecurityGroupMembership}: who is in which group, and where. */
export interface SecurityGroupMembershipArgs {
  /** The cloud, named as its Pulumi provider is: `alicloud`, `tencentcloud` or `baiducloud`. Changing it replaces. */
  readonly cloud: pulumi.Input<CloudName>;
  /**
   * The region of the group and the target, such as `cn-hangzhou`. Changing it replaces.
   *
   * @default the cloud provider's own configuration (`alicloud:region`), then its environment variable
   * (`ALIBABA_CLOUD_REGION_ID`); once created, the region that the state holds.
   */
  readonly region?: pulumi.Input<string>;
  /** The ID of the security group, such as `sg-1`. Changing it joins the new group before it leaves the old one. */
  readonly securityGroupId: pulumi.Input<string>;
  /** The ID of the instance. Exactly one of this and `networkInterfaceId`. Changing it replaces. */
  readonly instanceId?: pulumi.Input<string>;
  /** The ID of the (secondary) network interface, `eni-…`. Exactly one of this and `instanceId`. Changing it replaces. */
  readonly networkInterfaceId?: pulumi.Input<string>;
  /**
   * What to do on creation if the membership exists already: take it over (`adopt`; destroy removes it then), or `fail`.
   *
   * @default "adopt"
   */
  readonly onExisting?: pulumi.Input<"adopt" | "fail">;
  /**
   * A credentials profile of the cloud's own command line tool, for memberships of another account.
   *
   * @default the credentials of the configuration or the environment
   */
  readonly profile?: pulumi.Input<string>;
  /**
   * The deadline of one operation on this membership, in seconds, from 1 to 86400. Pulumi's `customTimeouts` do not reach
   * dynamic resources.
   *
   * @default 300
   */
  readonly timeoutSeconds?: pulumi.Input<number>;
}

/**
 * One target's membership of one security group, managed on its own: other groups of the target, and other members of
 * the group, are never touched.
 *
 * @example
 * ```ts
 * import { SecurityGroupMembership } from "pulumi-secgroup";
 *
 * new SecurityGroupMembership("web-1-in-monitoring", {
 *   cloud: "alicloud",
 *   region: "cn-hangzhou",
 *   securityGroupId: "sg-monitoring",
 *   instanceId: "i-web1",
 * });
 * ```
 */
export class SecurityGroupMembership extends pulumi.CustomResource {
  /** The cloud. */
  declare readonly cloud: pulumi.Output<CloudName>;
  /** The region, also where it came from a default. */
  declare readonly region: pulumi.Output<string>;
  /** The ID of the security group. */
  declare readonly securityGroupId: pulumi.Output<string>;
  /** The ID of the instance; undefined for a network interface's membership. */
  declare readonly instanceId: pulumi.Output<string | undefined>;
  /** The ID of the network interface; undefined for an instance's membership. */
  declare readonly networkInterfaceId: pulumi.Output<string | undefined>;
  /** What to do on creation if it exists already. */
  declare readonly onExisting: pulumi.Output<"adopt" | "fail">;
  /** The credentials profile, if one was given. */
  declare readonly profile: pulumi.Output<string | undefined>;
  /** The deadline of one operation, in seconds. */
  declare readonly timeoutSeconds: pulumi.Output<number>;

  /**
   * @param name The resource's name, unique in the stack.
   * @param args Who is in which group, and where.
   * @param opts The usual options of a resource.
   * @throws pulumi.RunError if the program's folder cannot load `pulumi-secgroup`, as the provider process has to; if `opts`
   * have `import`, which dynamic resources cannot do.
   */
  constructor(name: string, args: SecurityGroupMembershipArgs, opts?: pulumi.CustomResourceOptions) {
    checkStack();
    refuseImport(name, opts);
    // A looked-up one is nobody's declaration.
    const declared = opts?.id === undefined ? declaration(name, args, opts) : undefined;
    super(typeToken, name, properties(args, declared?.registration), opts);
    declared?.belongsTo(this);
    for (const target of targets) {
      if (!Object.hasOwn(this, target)) this[target] = noTarget;
    }
    if (declared) declare(this, name, args);
  }

  /**
   * Looks up a membership that exists, by its ID, without managing it. It is an error if it does not exist.
   *
   * @param name The name of the looked-up resource in this stack.
   * @param id `<cloud>/<region>/<securityGroupId>/<targetId>`
   * @param opts The usual options of a resource.
   */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): SecurityGroupMembership {
    return new SecurityGroupMembership(name, {} as SecurityGroupMembershipArgs, { ...opts, id });
  }
}

const targets = ["instanceId", "networkInterfaceId"] as const;
const noTarget = pulumi.output(undefined);

/**
 * Every property by name, also where it is not given: the SDK makes outputs of those that it is handed. Each output is
 * half a millisecond of its time, so of the targets only the one that is given is handed, or both of what is looked up.
 * Unknown ones, which the types refuse, are handed over too: `check` names them, beside what else is wrong.
 */
function properties(args: SecurityGroupMembershipArgs, registration: Declaration["registration"]): pulumi.Inputs {
  const given = targets.filter((target) => args[target] !== undefined);
  const handed = given.length > 0 ? given : targets;
  return {
    ...unknownProperties(args),
    cloud: args.cloud,
    region: args.region,
    securityGroupId: args.securityGroupId,
    ...Object.fromEntries(handed.map((target) => [target, args[target]])),
    onExisting: args.onExisting,
    profile: args.profile,
    timeoutSeconds: args.timeoutSeconds,
    __provider: serializedProvider,
    ...(registration && { [registrationKey]: registration }),
  };
}

function unknownProperties(args: object): pulumi.Inputs {
  return Object.fromEntries(Object.entries(args).filter(([property]) => !Object.hasOwn(inputRules, property)));
}

/** The engine hands a dynamic resource no properties on import, so that it cannot tell what is meant, nor load its provider. */
function refuseImport(name: string, opts: pulumi.CustomResourceOptions | undefined): void {
  if (opts?.import === undefined) return;
  throw new pulumi.RunError(
    `"${name}" has the option import, which SecurityGroupMembership does not support. Remove the option: pulumi up takes ` +
      `over a membership that exists already. To look one up without managing it, use SecurityGroupMembership.get(name, id).`,
  );
}

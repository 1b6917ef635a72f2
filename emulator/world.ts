import * as z from "zod";
import { CLOUDS } from "./clouds";
import { problemsOf, strict } from "./problems";
import { type CloudId, type GroupType, type Terms } from "./terms";
import { settleRegion } from "./world-region";

/** Stands for a secret or token in everything the emulator shows; written back, it keeps the present value. */
export const REDACTED = "<redacted>";

/** A key pair that may sign requests. All credentials of a cloud belong to one account. */
export interface CredentialInput {
  readonly id: string;
  readonly secret: string;
  /** Makes it a temporary (STS) credential: requests must carry this token. */
  readonly token?: string | undefined;
}

/** A security group of a world file; only its id is required. */
export interface SecurityGroupInput {
  readonly id: string;
  /** Default `vpc-default`; `""` is Alibaba's classic network. Not looked at where the cloud's groups have no VPC. */
  readonly vpcId?: string | undefined;
  /** Default `normal`; Baidu's `esg-…` are `enterprise`. */
  readonly type?: GroupType | undefined;
  /** Targets it may hold. Default: the cloud's documented limit. */
  readonly capacity?: number | undefined;
}

/** An instance of a world file; only its id is required. */
export interface InstanceInput {
  readonly id: string;
  /** One of the cloud's own status words. Default: running. */
  readonly status?: string | undefined;
  /** Default: the VPC of its groups, else `vpc-default`. */
  readonly vpcId?: string | undefined;
  /** In binding order. Default: none. */
  readonly groups?: readonly string[] | undefined;
  /** Default 5 (Alibaba, Tencent) or 10 (Baidu). */
  readonly groupLimit?: number | undefined;
  /** Locked for security reasons. Default false. */
  readonly locked?: boolean | undefined;
  /** Default `eni-<rest of the instance's id>-primary`. Its groups are the instance's groups. */
  readonly primaryInterfaceId?: string | undefined;
}

/** A network interface of a world file; only its id is required. */
export interface NetworkInterfaceInput {
  /** Begins `eni-`. */
  readonly id: string;
  /** Default `secondary`, or `primary` where an instance names it as its primary interface. */
  readonly kind?: "primary" | "secondary" | undefined;
  /** One of the cloud's own status words. Default: attached or detached, as `instanceId` says. */
  readonly status?: string | undefined;
  /** Default: the VPC of its instance, else of its groups, else `vpc-default`. */
  readonly vpcId?: string | undefined;
  readonly instanceId?: string | undefined;
  /** In binding order. A primary interface has its instance's. Default: none. */
  readonly groups?: readonly string[] | undefined;
  readonly groupLimit?: number | undefined;
  /** Owned by a cloud service, which alone may change it. Default false. */
  readonly managed?: boolean | undefined;
  readonly locked?: boolean | undefined;
}

/** What a world file puts into one region. */
export interface RegionInput {
  readonly securityGroups?: readonly SecurityGroupInput[] | undefined;
  readonly instances?: readonly InstanceInput[] | undefined;
  readonly networkInterfaces?: readonly NetworkInterfaceInput[] | undefined;
}

/** One cloud of a world file: who may call it, what exists, and how it answers. */
export interface CloudInput {
  readonly credentials?: readonly CredentialInput[] | undefined;
  readonly regions?: Readonly<Record<string, RegionInput>> | undefined;
  /** Milliseconds until reads show a write; rules see it at once. Default 0. */
  readonly visibilityDelayMs?: number | undefined;
  /** Requests a second, by action. Default: the documented rates, where there are any. */
  readonly rateLimits?: Readonly<Record<string, number>> | undefined;
}

/** A world file. A cloud left out has no credentials, so it refuses every request. */
export type WorldInput = Readonly<Partial<Record<CloudId, CloudInput | undefined>>>;

/** An access key that the cloud knows; with a token, temporary credentials. */
export interface Credential {
  readonly id: string;
  readonly secret: string;
  readonly token?: string;
}

/** A security group, every default filled in. */
export interface SecurityGroupState {
  readonly id: string;
  readonly vpcId?: string;
  readonly type: GroupType;
  readonly capacity?: number;
}

/** An instance, every default filled in. */
export interface InstanceState {
  readonly id: string;
  readonly status: string;
  readonly vpcId: string;
  readonly groups: readonly string[];
  readonly groupLimit: number;
  readonly locked: boolean;
  readonly primaryInterfaceId: string;
}

/** A network interface, every default filled in. */
export interface NetworkInterfaceState {
  readonly id: string;
  readonly kind: "primary" | "secondary";
  readonly status: string;
  readonly vpcId: string;
  readonly instanceId?: string;
  readonly groups: readonly string[];
  readonly groupLimit: number;
  readonly managed: boolean;
  readonly locked: boolean;
}

/** What exists in one region. */
export interface RegionState {
  readonly securityGroups: readonly SecurityGroupState[];
  readonly instances: readonly InstanceState[];
  readonly networkInterfaces: readonly NetworkInterfaceState[];
}

/** One cloud: who may call it, what exists, and how it answers. */
export interface CloudState {
  readonly credentials: readonly Credential[];
  readonly regions: Readonly<Record<string, RegionState>>;
  readonly visibilityDelayMs: number;
  readonly rateLimits: Readonly<Record<string, number>>;
}

/** A world with every default filled in; it is a valid `WorldInput` that means the same. */
export type World = Readonly<Record<CloudId, CloudState>>;

/** A world that cannot be: every problem, each with the path of the key and what is allowed there. */
export class WorldError extends Error {
  override readonly name = "WorldError";

  constructor(readonly problems: readonly string[]) {
    super(`the world is not valid:\n${problems.map((line) => `  ${line}`).join("\n")}`);
  }
}

/** `/` separates the parts of a membership's id; everything else a cloud could have in an id is allowed. */
const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, "expected an id: letters, digits, '.', '_' and '-', 128 at the most");
const interfaceId = id.regex(/^eni-/, "expected the id of a network interface, which begins with eni-");
const instanceId = id.regex(/^(?!eni-)/, "eni-… is the id of a network interface, not of an instance");
const vpcId = z
  .string()
  .regex(
    /^$|^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
    "expected the id of a VPC, or an empty string for the classic network",
  );
const positiveInteger = z.int("expected a whole number").min(1, "expected at least 1");
const groupLimit = positiveInteger.optional();
const groups = z.array(id).optional();

const credential = strict({
  id: z.string().min(1, "expected a key id, not an empty string"),
  secret: z.string().min(1, "expected a secret, not an empty string"),
  token: z.string().min(1, "expected a token, not an empty string").optional(),
});

function cloudSchema(terms: Terms) {
  const region = strict({
    securityGroups: z
      .array(
        strict({
          id,
          vpcId: vpcId.optional(),
          type: z.enum(terms.groupTypes).optional(),
          capacity: positiveInteger.optional(),
        }),
      )
      .optional(),
    instances: z
      .array(
        strict({
          id: instanceId,
          status: z.enum(terms.instanceStatuses).optional(),
          vpcId: vpcId.optional(),
          groups,
          groupLimit,
          locked: z.boolean().optional(),
          primaryInterfaceId: interfaceId.optional(),
        }),
      )
      .optional(),
    networkInterfaces: z
      .array(
        strict({
          id: interfaceId,
          kind: z.enum(["primary", "secondary"]).optional(),
          status: z.enum(terms.interfaceStatuses.all).optional(),
          vpcId: vpcId.optional(),
          instanceId: instanceId.optional(),
          groups,
          groupLimit,
          managed: z.boolean().optional(),
          locked: z.boolean().optional(),
        }),
      )
      .optional(),
  });
  return strict({
    credentials: z.array(credential).optional(),
    regions: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "expected a region's name"), region).optional(),
    visibilityDelayMs: z.number().min(0, "expected milliseconds, at least 0").optional(),
    rateLimits: z.record(z.string(), z.number().positive("expected requests a second, above 0")).optional(),
  });
}

const worldSchema = strict({
  alicloud: cloudSchema(CLOUDS.alicloud.terms).optional(),
  tencentcloud: cloudSchema(CLOUDS.tencentcloud.terms).optional(),
  baiducloud: cloudSchema(CLOUDS.baiducloud.terms).optional(),
});

/**
 * Reads a world, from a file or a request: checks it, and fills in every default.
 *
 * @param input - anything; the result of `JSON.parse` or a `WorldInput`
 * @param present - the world that redacted secrets stand for; without it a redacted secret is a problem
 * @throws WorldError with all problems found
 */
export function readWorld(input: unknown, present?: World): World {
  const parsed = worldSchema.safeParse(input, { reportInput: true });
  if (!parsed.success) throw new WorldError(problemsOf(parsed.error));
  const problems: string[] = [];
  const settle = (cloud: CloudId): CloudState =>
    settleCloud(CLOUDS[cloud].terms, parsed.data[cloud] ?? {}, present?.[cloud], problems);
  const world: World = {
    alicloud: settle("alicloud"),
    tencentcloud: settle("tencentcloud"),
    baiducloud: settle("baiducloud"),
  };
  if (problems.length > 0) throw new WorldError(problems);
  return world;
}

/** The same world without a secret or a token in it. */
export function redactWorld(world: World): World {
  const redacted = (cloud: CloudState): CloudState => ({
    ...cloud,
    credentials: cloud.credentials.map(({ id, token }) => ({
      id,
      secret: REDACTED,
      ...(token !== undefined && { token: REDACTED }),
    })),
  });
  return {
    alicloud: redacted(world.alicloud),
    tencentcloud: redacted(world.tencentcloud),
    baiducloud: redacted(world.baiducloud),
  };
}

function settleCloud(terms: Terms, input: CloudInput, present: CloudState | undefined, problems: string[]): CloudState {
  const report = (path: string, text: string): void => {
    problems.push(`${terms.cloud}.${path}: ${text}`);
  };
  for (const action of Object.keys(input.rateLimits ?? {})) {
    if (!terms.actions.includes(action)) {
      report(`rateLimits.${action}`, `unknown action; allowed: ${terms.actions.join(", ")}`);
    }
  }
  return {
    credentials: settleCredentials(input.credentials ?? [], present?.credentials ?? [], report),
    regions: Object.fromEntries(
      Object.entries(input.regions ?? {}).map(([name, region]) => [
        name,
        settleRegion(terms, region, (path, text) => report(`regions.${name}.${path}`, text)),
      ]),
    ),
    visibilityDelayMs: input.visibilityDelayMs ?? 0,
    rateLimits: { ...terms.rateLimits, ...input.rateLimits },
  };
}

/** Where it is, below the cloud or the region, and what is wrong with it. */
export type Report = (path: string, text: string) => void;

function settleCredentials(
  input: readonly CredentialInput[],
  present: readonly Credential[],
  report: Report,
): Credential[] {
  const seen = new Set<string>();
  return input.map(({ id, secret, token }, index) => {
    if (seen.has(id)) report(`credentials[${index}].id`, `${id} is listed twice`);
    seen.add(id);
    const known = present.find((credential) => credential.id === id);
    const kept = (key: "secret" | "token", value: string): string => {
      if (value !== REDACTED) return value;
      const before = known?.[key];
      if (before === undefined)
        report(`credentials[${index}].${key}`, `is redacted, and there is no present one to keep`);
      return before ?? value;
    };
    return { id, secret: kept("secret", secret), ...(token !== undefined && { token: kept("token", token) }) };
  });
}

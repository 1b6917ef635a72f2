import * as z from "zod";
import { clean } from "./clean";
import { cloudNames, type Membership, targetOf } from "./membership";

/** The engine sends this string for a value that is not known before the update (Pulumi's `unknownValue`). */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The deadline of one operation on one membership when the program gives none, in seconds. */
export const defaultTimeoutSeconds = 300;

/** Anything else in an ID would break the resource ID apart, or is a slip such as a name or an ARN. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** The most characters of a given value that are repeated. */
const longestShown = 200;
const shown = (value: unknown) => {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? "nothing" : clean(text, longestShown);
};
const must = (allowed: string) => ({
  error: (issue: { input?: unknown }) => `given ${shown(issue.input)}; it must be ${allowed}`,
});

const id = (what: string) => {
  const rule = must(`${what}: letters, digits, "-", "_" and "."`);
  return z.string(rule).regex(idPattern, rule);
};
const instanceId = id('the ID of an instance, such as "i-1"').refine((value) => targetOf(value).kind === "instance", {
  error: (issue) => `given ${shown(issue.input)}, which is a network interface: give it as networkInterfaceId`,
});
const networkInterfaceId = id('the ID of a network interface, such as "eni-1"').refine(
  (value) => targetOf(value).kind === "networkInterface",
  { error: (issue) => `given ${shown(issue.input)}; the ID of a network interface begins with "eni-"` },
);
const region = z.string(must('the ID of a region, such as "cn-hangzhou"')).regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
  error: (issue) => `given ${shown(issue.input)}; it must be the ID of a region, such as "cn-hangzhou"`,
});
const timeoutRule = must("a whole number of seconds from 1 to 86400");

/** One rule a property. The handler applies them one by one, so that an unknown value can pass any of them. */
export const inputRules = {
  cloud: z.enum(cloudNames, must(`one of ${cloudNames.map((name) => `"${name}"`).join(", ")}`)),
  region,
  securityGroupId: id('the ID of a security group, such as "sg-1"'),
  instanceId,
  networkInterfaceId,
  onExisting: z.enum(["adopt", "fail"], must('"adopt" or "fail"')),
  profile: z.string(must("the name of a credentials profile")).min(1, must("the name of a credentials profile")),
  timeoutSeconds: z.int(timeoutRule).min(1, timeoutRule).max(86_400, timeoutRule),
} as const;

/** Inputs that passed check: complete, and every value known. */
export const inputsSchema = z.object({
  cloud: inputRules.cloud,
  region: inputRules.region,
  securityGroupId: inputRules.securityGroupId,
  instanceId: inputRules.instanceId.optional(),
  networkInterfaceId: inputRules.networkInterfaceId.optional(),
  onExisting: inputRules.onExisting.default("adopt"),
  profile: inputRules.profile.optional(),
  timeoutSeconds: inputRules.timeoutSeconds.default(defaultTimeoutSeconds),
});
export type Inputs = z.infer<typeof inputsSchema>;

/** The membership that inputs describe. */
export function membershipOf(inputs: Inputs): Membership {
  return {
    cloud: inputs.cloud,
    region: inputs.region,
    securityGroupId: inputs.securityGroupId,
    target: targetOf(inputs.instanceId ?? inputs.networkInterfaceId ?? ""),
  };
}

/** The inputs of a membership of which only the ID is known (a static `get`). */
export function inputsOf({ cloud, region, securityGroupId, target }: Membership): Inputs {
  return {
    cloud,
    region,
    securityGroupId,
    ...(target.kind === "instance" ? { instanceId: target.id } : { networkInterfaceId: target.id }),
    onExisting: "adopt",
    timeoutSeconds: defaultTimeoutSeconds,
  };
}

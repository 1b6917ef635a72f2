import * as z from "zod";
import type { RawParameters } from "./parameters";
import { lookup } from "../lookup";

const TARGET_PARAMETERS = ["InstanceIds", "NetworkInterfaceIds", "NetworkInterfaceId"];
const GROUP_PARAMETERS = ["SecurityGroupIds", "SecurityGroups"];
const TARGET_FILTERS = ["instance-id", "network-interface-id", "attachment.instance-id"];
const GROUP_FILTERS = ["security-group-id", "groups.security-group-id"];

const filtersSchema = z.array(z.object({ Name: z.string(), Values: z.array(z.unknown()) }));

/** The instances and interfaces that a request names, whether it is right or not: for the request log and for faults. */
export function namedTargets(parameters: RawParameters): string[] {
  return named(parameters, TARGET_PARAMETERS, TARGET_FILTERS);
}

/** The security groups that a request names. */
export function namedGroups(parameters: RawParameters): string[] {
  return named(parameters, GROUP_PARAMETERS, GROUP_FILTERS);
}

function named({ values }: RawParameters, parameters: readonly string[], filters: readonly string[]): string[] {
  const direct = parameters.flatMap((name) => lookup(values, name) ?? []);
  const parsed = filtersSchema.safeParse(values["Filters"]);
  const filtered = (parsed.data ?? []).flatMap(({ Name, Values }) => (filters.includes(Name) ? Values : []));
  return [...direct, ...filtered].filter((id) => typeof id === "string");
}

/** How each cloud's IDs begin, and what an ID of another cloud or kind is told by. */
import { lookup } from "./lookup";
import { type CloudName, cloudNames, isCloudName } from "./membership";

type Kind = "instance" | "networkInterface" | "securityGroup";

/**
 * The prefixes of IDs, by cloud and kind. They refuse nothing by themselves: a cloud has older forms as well, so only an
 * ID that has the form of another cloud or kind is known to be wrong.
 */
const prefixes: Readonly<Record<CloudName, Readonly<Record<Kind, readonly string[]>>>> = {
  alicloud: { instance: ["i-"], networkInterface: ["eni-"], securityGroup: ["sg-"] },
  tencentcloud: { instance: ["ins-"], networkInterface: ["eni-"], securityGroup: ["sg-"] },
  baiducloud: { instance: ["i-"], networkInterface: ["eni-"], securityGroup: ["g-", "esg-"] },
};

const nouns: Readonly<Record<Kind, string>> = {
  instance: "an instance",
  networkInterface: "a network interface",
  securityGroup: "a security group",
};

/**
 * What is wrong with an ID that has the form of another cloud's ID, or of another kind of resource; undefined for every
 * other ID, also one of an unknown form.
 */
function foreignId(cloud: CloudName, kind: Kind, id: string): string | undefined {
  const own = prefixes[cloud][kind];
  if (startsWithAny(id, own)) return undefined;
  const found = [cloud, ...cloudNames].flatMap((other) =>
    kinds.flatMap((otherKind) => (startsWithAny(id, prefixes[other][otherKind]) ? [{ other, otherKind }] : [])),
  )[0];
  if (!found) return undefined;
  const { other, otherKind } = found;
  return (
    `given "${id}", which has the form of ${nouns[otherKind]} ID of ${other}; ` +
    `${nouns[kind]} ID of ${cloud} begins with ${own.map((prefix) => `"${prefix}"`).join(" or ")}`
  );
}

/** The properties of a membership that hold an ID, by what the ID is of. */
const kindOf: Readonly<Record<string, Kind>> = {
  securityGroupId: "securityGroup",
  instanceId: "instance",
  networkInterfaceId: "networkInterface",
};

/** What is wrong of each ID in these inputs, by property. Values that are not known yet pass. */
export function foreignIdsIn(inputs: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const { cloud } = inputs;
  if (!isCloudName(cloud)) return new Map();
  return new Map(
    Object.entries(kindOf).flatMap(([property, kind]) => {
      const id = lookup(inputs, property);
      const problem = typeof id === "string" ? foreignId(cloud, kind, id) : undefined;
      return problem === undefined ? [] : [[property, problem] as const];
    }),
  );
}

const kinds = Object.keys(nouns) as readonly Kind[];

function startsWithAny(id: string, some: readonly string[]): boolean {
  return some.some((prefix) => id.startsWith(prefix));
}

import type { Instance } from "../../store";
import { refusal } from "../errors";
import type { Filter } from "../parameters";
import { select, type Filters } from "./filters";
import { MOST_IDS } from "./ids";
import { existingGroup, malformedInstance } from "./instance-edges";
import { CHARGE_TYPE, instanceFields, PROJECT_ID, subnetOf, uuidOf, zoneOf } from "./instance-fields";
import { operation, type OperationInput } from "./operation";
import { cutPage } from "./paging";

const MOST_FILTERS = 10;
const MOST_VALUES = 5;

/** Instances by ids or filters. An unknown id is no error: it is absent. */
export const describeInstances = operation({
  product: "cvm",
  writes: false,
  parameters: ({ texts, filters, integer }) => ({
    InstanceIds: texts.optional(),
    Filters: filters.optional(),
    Offset: integer.optional(),
    Limit: integer.optional(),
  }),
  perform: (input, { InstanceIds: ids = [], Filters: filters = [], Offset, Limit }) => {
    if (ids.length > 0 && filters.length > 0) {
      throw refusal("InvalidParameter", "`InstanceIds` and `Filters` cannot be specified together.");
    }
    const { region, view, tasks } = input;
    const found = ids.length > 0 ? named(input, ids) : filtered(input, filters);
    const page = cutPage(found, { offset: Offset, limit: Limit }, (name) =>
      refusal("InvalidParameterValue", `\`${name}\` is out of range.`),
    );
    return {
      TotalCount: found.length,
      InstanceSet: page.map((instance) =>
        instanceFields(instance, region.groupsOf(instance, view), tasks.fields(instance, view)),
      ),
    };
  },
});

function named({ region }: OperationInput, ids: readonly string[]): Instance[] {
  if (ids.length > MOST_IDS) throw refusal("InvalidParameterValue.LimitExceeded", "`InstanceIds` may have 100 items.");
  const found = [...new Set(ids)].map((id) => {
    const instance = region.instance(id);
    const malformed = instance === undefined ? malformedInstance(id) : undefined;
    if (malformed !== undefined) throw malformed;
    return instance;
  });
  return found.filter((instance) => instance !== undefined).sort((a, b) => a.ordinal - b.ordinal);
}

function filtered(input: OperationInput, filters: readonly Filter[]): Instance[] {
  if (filters.length > MOST_FILTERS) {
    throw refusal("InvalidParameterValue.LimitExceeded", "`Filters` may have 10 items.");
  }
  for (const { Name, Values } of filters) {
    if (Values.length > MOST_VALUES) throw refusal("InvalidFilterValue.LimitExceeded", `It is \`${Name}\`.`);
    for (const value of Values) checkValue(input, Name, value);
  }
  return select(input.region.instances, filters, knownFilters(input), (name) =>
    refusal("InvalidFilter", `It is \`${name}\`; filters by what the emulator does not have are refused too.`),
  );
}

function checkValue({ region }: OperationInput, name: string, value: string): void {
  if (name === "security-group-id") existingGroup(region, value);
  if (name === "zone" && !value.startsWith(`${region.name}-`)) throw refusal("InvalidZone.MismatchRegion");
  if (name === "instance-id" && region.instance(value) === undefined) {
    const malformed = malformedInstance(value);
    if (malformed !== undefined) throw malformed;
  }
}

function knownFilters({ region, view }: OperationInput): Filters<Instance> {
  return {
    "security-group-id": (instance, value) => region.groupsOf(instance, view).includes(value),
    "instance-id": ({ id }, value) => id === value,
    "instance-name": ({ id }, value) => id === value,
    "instance-state": ({ status }, value) => status === value,
    "instance-charge-type": (_instance, value) => value === CHARGE_TYPE,
    "vpc-id": ({ vpcId }, value) => vpcId === value,
    "subnet-id": ({ vpcId }, value) => subnetOf(vpcId) === value,
    "project-id": (_instance, value) => value === String(PROJECT_ID),
    uuid: (instance, value) => uuidOf(instance) === value,
    zone: (instance, value) => zoneOf(instance) === value,
  };
}

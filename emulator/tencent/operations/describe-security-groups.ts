import type { SecurityGroup } from "../../store";
import { refusal } from "../errors";
import { select, type Filters } from "./filters";
import { CREATED, PROJECT_ID } from "./instance-fields";
import { checkCount, vpcGroup } from "./interface-edges";
import { operation } from "./operation";
import { cutPage } from "./paging";

/** Groups by ids or filters; a group has a project and no VPC. `Offset` and `Limit` are strings, in this operation alone. */
export const describeSecurityGroups = operation({
  product: "vpc",
  writes: false,
  parameters: ({ text, texts, filters }) => ({
    SecurityGroupIds: texts.optional(),
    Filters: filters.optional(),
    Offset: text.optional(),
    Limit: text.optional(),
    OrderField: text.optional(),
    OrderDirection: text.optional(),
  }),
  perform: ({ region }, { SecurityGroupIds: ids = [], Filters: filters = [], Offset, Limit }) => {
    if (ids.length > 0 && filters.length > 0) throw refusal("InvalidParameter.Coexist");
    checkCount("SecurityGroupIds", ids);
    const candidates =
      ids.length > 0
        ? [...new Set(ids)].map((id) => vpcGroup(region, id)).sort((a, b) => a.ordinal - b.ordinal)
        : region.securityGroups;
    const found = select(candidates, filters, FILTERS, (name) =>
      refusal("InvalidParameter.FilterInvalidKey", `It is \`${name}\`.`),
    );
    const place = { offset: wholeNumber("Offset", Offset), limit: wholeNumber("Limit", Limit) };
    const page = cutPage(found, place, (name) => refusal("InvalidParameterValue.Range", `It is \`${name}\`.`));
    return { TotalCount: found.length, SecurityGroupSet: page.map(fieldsOf) };
  },
});

const FILTERS: Filters<SecurityGroup> = {
  "security-group-id": ({ id }, value) => id === value,
  "security-group-name": ({ id }, value) => id === value,
  "project-id": (_group, value) => value === String(PROJECT_ID),
};

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^-?\d{1,9}$/.test(text)) throw refusal("InvalidParameterValue.Malformed", `It is \`${name}\`.`);
  return Number(text);
}

function fieldsOf({ id }: SecurityGroup): object {
  const created = CREATED.replace("T", " ").replace("Z", "");
  return {
    SecurityGroupId: id,
    SecurityGroupName: id,
    SecurityGroupDesc: "",
    // A string here, a number on an instance.
    ProjectId: String(PROJECT_ID),
    IsDefault: false,
    CreatedTime: created,
    UpdateTime: created,
    TagSet: [],
  };
}

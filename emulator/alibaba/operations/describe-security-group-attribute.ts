import { missing, refusal } from "../errors";
import type { Operation } from "./operation";
import { isMalformed, namedRegion } from "./places";

/** One group and its rules, of which worlds know none. Its type is not in this answer, as in the cloud's. */
export const describeSecurityGroupAttribute: Operation = {
  writes: false,
  perform: (input) => {
    const region = namedRegion(input, () => refusal("MissingParameter.RegionId"));
    const id = input.parameters.text("SecurityGroupId");
    if (id === undefined) throw missing("SecurityGroupId");
    const attribute = input.parameters.text("Attribute");
    if (attribute !== undefined && attribute !== "snapshotPolicyIds") {
      throw refusal("InvalidParameter.AttributeNotSupported");
    }
    const group = region.securityGroup(id);
    if (group === undefined) {
      throw isMalformed("securityGroup", id)
        ? refusal("InvalidSecurityGroupId.Malformed")
        : refusal("InvalidSecurityGroupId.NotFound");
    }
    return {
      RegionId: region.name,
      SecurityGroupId: group.id,
      SecurityGroupName: group.id,
      Description: "",
      VpcId: group.vpcId ?? "",
      InnerAccessPolicy: "Accept",
      Permissions: { Permission: [] },
      NextToken: "",
    };
  },
};

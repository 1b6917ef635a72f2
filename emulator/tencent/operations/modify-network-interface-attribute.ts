import { refusal } from "../errors";
import { apply, existingInterface, QUOTA_CODES, vpcGroup, writableInterface } from "./interface-edges";
import { operation } from "./operation";
import { checkQuotas } from "./quotas";

/** Of a name in bytes, of a description in characters. */
const LONGEST = 60;

/**
 * Replaces a secondary interface's groups by `SecurityGroupIds`, in the given order; an empty list leaves none. The other
 * attributes are accepted and mean nothing here.
 */
export const modifyNetworkInterfaceAttribute = operation({
  product: "vpc",
  writes: true,
  parameters: ({ text, texts }) => ({
    NetworkInterfaceId: text,
    NetworkInterfaceName: text.optional(),
    NetworkInterfaceDescription: text.optional(),
    SecurityGroupIds: texts.optional(),
    TrunkingFlag: text.optional(),
  }),
  perform: ({ region }, { NetworkInterfaceId, SecurityGroupIds, ...others }) => {
    if (Buffer.byteLength(others.NetworkInterfaceName ?? "") > LONGEST) {
      throw refusal("InvalidParameterValue.TooLong", "`NetworkInterfaceName` may have 60 bytes.");
    }
    if (Array.from(others.NetworkInterfaceDescription ?? "").length > LONGEST) {
      throw refusal("InvalidParameterValue.TooLong", "`NetworkInterfaceDescription` may have 60 characters.");
    }
    existingInterface(region, NetworkInterfaceId);
    if (SecurityGroupIds === undefined) return {};
    const target = writableInterface(region, NetworkInterfaceId);
    const ids = [...new Set(SecurityGroupIds)];
    const changes = [{ target, groups: ids.map((id) => vpcGroup(region, id).id) }];
    checkQuotas(region, changes, QUOTA_CODES);
    apply(region, changes);
    return {};
  },
});

import type { NetworkInterface, Region } from "../../store";
import { refusal } from "../errors";
import { select, type Filters } from "./filters";
import { CREATED, subnetOf, zoneOf } from "./instance-fields";
import { checkCount, existingInterface } from "./interface-edges";
import { operation, type OperationInput } from "./operation";
import { cutPage } from "./paging";

/** Interfaces by ids or filters, primary ones too. An unknown id is an error here, other than in DescribeInstances. */
export const describeNetworkInterfaces = operation({
  product: "vpc",
  writes: false,
  parameters: ({ texts, filters, integer }) => ({
    NetworkInterfaceIds: texts.optional(),
    Filters: filters.optional(),
    Offset: integer.optional(),
    Limit: integer.optional(),
  }),
  perform: (input, { NetworkInterfaceIds: ids = [], Filters: filters = [], Offset, Limit }) => {
    if (ids.length > 0 && filters.length > 0) throw refusal("InvalidParameter.Coexist");
    checkCount("NetworkInterfaceIds", ids);
    const { region, view } = input;
    const candidates = ids.length > 0 ? named(region, ids) : region.networkInterfaces;
    const found = select(candidates, filters, knownFilters(input), (name) =>
      refusal("InvalidParameter.FilterInvalidKey", `It is \`${name}\`.`),
    );
    const page = cutPage(found, { offset: Offset, limit: Limit }, (name) =>
      refusal("InvalidParameterValue.Range", `It is \`${name}\`.`),
    );
    return {
      TotalCount: found.length,
      NetworkInterfaceSet: page.map((each) => fieldsOf(region, each, region.groupsOf(each, view))),
    };
  },
});

function named(region: Region, ids: readonly string[]): NetworkInterface[] {
  return [...new Set(ids)].map((id) => existingInterface(region, id)).sort((a, b) => a.ordinal - b.ordinal);
}

function knownFilters({ region, view }: OperationInput): Filters<NetworkInterface> {
  return {
    "network-interface-id": ({ id }, value) => id === value,
    "network-interface-name": ({ id }, value) => id === value,
    "attachment.instance-id": ({ instanceId }, value) => instanceId === value,
    "groups.security-group-id": (each, value) => region.groupsOf(each, view).includes(value),
    "is-primary": ({ primary }, value) => String(primary) === value.toLowerCase(),
    "eni-type": ({ primary }, value) => String(eniType(primary)) === value,
    "vpc-id": ({ vpcId }, value) => vpcId === value,
    "subnet-id": ({ vpcId }, value) => subnetOf(vpcId) === value,
  };
}

/** An interface (Tencent Cloud API docs: VPC data type NetworkInterface), groups in binding order. */
function fieldsOf(region: Region, each: NetworkInterface, groups: readonly string[]): object {
  const { id, vpcId, status, primary, managed, instanceId } = each;
  return {
    NetworkInterfaceId: id,
    NetworkInterfaceName: id,
    NetworkInterfaceDescription: "",
    SubnetId: subnetOf(vpcId),
    VpcId: vpcId,
    GroupSet: groups,
    Primary: primary,
    MacAddress: "",
    // The older of the two fields does not know the state of an attached interface.
    State: status === "INUSE" ? "AVAILABLE" : status,
    NetworkInterfaceState: status,
    PrivateIpAddressSet: [],
    Attachment: instanceId === undefined ? null : attachmentOf(region, each, instanceId),
    Zone: zoneOf(each),
    CreatedTime: CREATED.replace("T", " ").replace("Z", ""),
    Ipv6AddressSet: [],
    TagSet: [],
    EniType: eniType(primary),
    // What uses the interface: an ordinary instance, or the container service that owns it.
    Business: managed ? "eks" : "cvm",
    CdcId: null,
    AttachType: 0,
    ResourceId: null,
    QosLevel: "DEFAULT",
  };
}

function attachmentOf(region: Region, { id }: NetworkInterface, instanceId: string): object {
  return {
    InstanceId: instanceId,
    DeviceIndex: region.interfacesOf(instanceId).findIndex((sibling) => sibling.id === id),
    InstanceAccountId: "100000000000",
    AttachTime: CREATED.replace("T", " ").replace("Z", ""),
  };
}

function eniType(primary: boolean): 0 | 1 {
  return primary ? 1 : 0;
}

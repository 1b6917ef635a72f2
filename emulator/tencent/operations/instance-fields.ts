import { createHash } from "node:crypto";
import type { Instance } from "../../store";

/** Every instance was created then: worlds know no history. */
export const CREATED = "2024-01-01T00:00:00Z";
export const CHARGE_TYPE = "POSTPAID_BY_HOUR";
/** Of every group and instance: the default project. */
export const PROJECT_ID = 0;

/** Each region has one zone. */
export function zoneOf({ region }: { readonly region: string }): string {
  return `${region}-1`;
}

/** Each VPC has one subnet. */
export function subnetOf(vpcId: string): string {
  return `subnet-${vpcId.replace(/^vpc-/, "")}`;
}

export function uuidOf({ id }: Instance): string {
  const hex = createHash("sha256").update(id).digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

/**
 * An instance as DescribeInstances answers it, groups in binding order (Tencent Cloud API docs: CVM data type Instance).
 * What the docs call nullable and the emulator does not have is null.
 */
export function instanceFields(instance: Instance, groups: readonly string[], latestOperation: object): object {
  const { id, status, vpcId, locked } = instance;
  return {
    Placement: { Zone: zoneOf(instance), ProjectId: PROJECT_ID, HostId: null },
    InstanceId: id,
    InstanceName: id,
    HostName: id,
    InstanceType: "S5.MEDIUM2",
    CPU: 2,
    Memory: 2,
    InstanceState: status,
    RestrictState: locked ? "PROTECTIVELY_ISOLATED" : "NORMAL",
    IsolatedSource: status === "ISOLATING" ? "MANMADE" : "NOTISOLATED",
    InstanceChargeType: CHARGE_TYPE,
    StopChargingMode: "NOT_APPLICABLE",
    RenewFlag: null,
    CreatedTime: CREATED,
    ExpiredTime: null,
    SystemDisk: { DiskType: "CLOUD_PREMIUM", DiskId: null, DiskSize: 50 },
    DataDisks: [],
    PrivateIpAddresses: [],
    PublicIpAddresses: null,
    IPv6Addresses: null,
    InternetAccessible: { InternetChargeType: "TRAFFIC_POSTPAID_BY_HOUR", InternetMaxBandwidthOut: 0 },
    VirtualPrivateCloud: { VpcId: vpcId, SubnetId: subnetOf(vpcId), AsVpcGateway: false },
    SecurityGroupIds: groups,
    LoginSettings: { KeyIds: null },
    ImageId: "img-00000000",
    OsName: "TencentOS Server 3.1",
    Uuid: uuidOf(instance),
    Tags: [],
    DisasterRecoverGroupId: "",
    DisasterRecoverGroupIds: [],
    CamRoleName: "",
    HpcClusterId: "",
    RdmaIpAddresses: null,
    DedicatedClusterId: "",
    LicenseType: "TencentCloud",
    DisableApiTermination: false,
    EnableJumboFrame: false,
    ...latestOperation,
  };
}

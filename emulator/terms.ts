/** A cloud, named as its Pulumi provider is. */
export type CloudId = "alicloud" | "tencentcloud" | "baiducloud";
export const CLOUD_IDS = ["alicloud", "tencentcloud", "baiducloud"] as const satisfies readonly CloudId[];

/** A basic ("normal") or an advanced ("enterprise") security group; a target has groups of one type only. */
export type GroupType = "normal" | "enterprise";
export const GROUP_TYPES = ["normal", "enterprise"] as const satisfies readonly GroupType[];

/** One cloud's own words and default limits: what a world of that cloud may say, and what it means when it says nothing. */
export interface Terms {
  readonly cloud: CloudId;
  /** Every operation the cloud answers; the names of the request log, of faults and of `rateLimits`. */
  readonly actions: readonly string[];
  /** Status words of an instance; the first is the default. */
  readonly instanceStatuses: readonly [string, ...string[]];
  readonly interfaceStatuses: {
    readonly all: readonly [string, ...string[]];
    /** Default of an interface with an instance. */
    readonly attached: string;
    /** Default of an interface without one. */
    readonly detached: string;
  };
  /** The types a group of this cloud can have. */
  readonly groupTypes: readonly [GroupType, ...GroupType[]];
  /** The type of a group that names none. */
  readonly typeOfGroup: (id: string) => GroupType;
  /** Whether groups of this type belong to a VPC, which a target must share. */
  readonly groupHasVpc: (type: GroupType) => boolean;
  /** Whether `vpcId: ""` means the classic network. */
  readonly classicNetwork: boolean;
  /** Groups a target may be in, where the world does not say. */
  readonly groupLimit: number;
  /** Targets a group may hold, by type, where the world does not say; a type left out has no limit. */
  readonly capacity: Readonly<Partial<Record<GroupType, number>>>;
  /** Documented requests a second, by action; actions left out have no limit. */
  readonly rateLimits: Readonly<Record<string, number>>;
}

/** The security groups of one region of a cloud, each with the instances and network interfaces (`eni-…`) in it. */
export interface Place {
  readonly cloud: "alicloud" | "tencentcloud" | "baiducloud";
  readonly region: string;
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** Who belongs where: the table that is reviewed. These IDs are the emulator's; for your accounts, put in your own. */
export const places: readonly Place[] = [
  {
    cloud: "alicloud",
    region: "cn-hangzhou",
    groups: {
      "sg-web": ["i-web1"],
      "sg-monitoring": ["eni-web1-data"],
    },
  },
  {
    cloud: "tencentcloud",
    region: "ap-guangzhou",
    groups: {
      "sg-web": ["ins-web1"],
      "sg-monitoring": ["eni-web1-data"],
    },
  },
  {
    cloud: "baiducloud",
    region: "bj",
    groups: {
      "g-web": ["i-web1"],
      "g-monitoring": ["eni-web1-data"],
    },
  },
];

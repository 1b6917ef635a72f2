import type { CloudInput, WorldInput } from "./world";

/** Obviously dummies, the same for every cloud. */
export const DEFAULT_CREDENTIAL = { id: "emulator-access-key-id", secret: "emulator-access-key-secret" } as const;

/** Two web servers in a base group, two groups to join, one secondary interface; in each cloud's own spelling. */
function smallCloud(region: string, instancePrefix: string, groupPrefix: string): CloudInput {
  const base = `${groupPrefix}-base`;
  const web1 = `${instancePrefix}-web1`;
  const vpcId = "vpc-demo";
  return {
    credentials: [DEFAULT_CREDENTIAL],
    regions: {
      [region]: {
        securityGroups: [
          { id: base, vpcId },
          { id: `${groupPrefix}-web`, vpcId },
          { id: `${groupPrefix}-monitoring`, vpcId },
        ],
        instances: [
          { id: web1, vpcId, groups: [base], primaryInterfaceId: "eni-web1-primary" },
          { id: `${instancePrefix}-web2`, vpcId, groups: [base], primaryInterfaceId: "eni-web2-primary" },
        ],
        networkInterfaces: [{ id: "eni-web1-data", vpcId, instanceId: web1, groups: [base] }],
      },
    },
  };
}

/** What an emulator without a world of its own starts with. `secgroup emulator --help` and docs/emulator.md list it. */
export const DEFAULT_WORLD: WorldInput = {
  alicloud: smallCloud("cn-hangzhou", "i", "sg"),
  tencentcloud: smallCloud("ap-guangzhou", "ins", "sg"),
  baiducloud: smallCloud("bj", "i", "g"),
};

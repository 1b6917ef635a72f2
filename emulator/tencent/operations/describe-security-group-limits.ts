import { GROUP_CAPACITY, terms } from "../terms";
import { operation } from "./operation";

/** The account's quotas. Those of groups and instances are what a world has where it says nothing else. */
export const describeSecurityGroupLimits = operation({
  product: "vpc",
  writes: false,
  parameters: () => ({}),
  perform: () => ({
    SecurityGroupLimitSet: {
      SecurityGroupLimit: 50,
      SecurityGroupPolicyLimit: 100,
      ReferedSecurityGroupLimit: 10,
      SecurityGroupInstanceLimit: GROUP_CAPACITY,
      InstanceSecurityGroupLimit: terms.groupLimit,
      SecurityGroupExtendedPolicyLimit: 2000,
      SecurityGroupReferedCvmAndEniLimit: 1000,
      SecurityGroupReferedSvcLimit: 500,
    },
  }),
});

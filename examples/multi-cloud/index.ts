import { SecurityGroupMembership } from "pulumi-secgroup";
import { places } from "./members";

for (const { cloud, region, groups } of places) {
  for (const [securityGroupId, targets] of Object.entries(groups)) {
    for (const target of targets) {
      new SecurityGroupMembership(`${cloud}-${target}-in-${securityGroupId}`, {
        cloud,
        region,
        securityGroupId,
        ...(target.startsWith("eni-") ? { networkInterfaceId: target } : { instanceId: target }),
      });
    }
  }
}

import * as pulumi from "@pulumi/pulumi";
import { SecurityGroupMembership } from "pulumi-secgroup";

// Who is in which group, from the stack's configuration (Pulumi.<stack>.yaml), which is reviewed:
//   pulumi config set --path 'members.g-web[0]' i-web1
// Ordinary groups (g-…) and enterprise groups (esg-…) are declared alike; a target is in groups of one type only.
const members = new pulumi.Config().requireObject<Record<string, string[]>>("members");

for (const [securityGroupId, targets] of Object.entries(members)) {
  for (const target of targets) {
    new SecurityGroupMembership(`${target}-in-${securityGroupId}`, {
      cloud: "baiducloud",
      securityGroupId,
      ...(target.startsWith("eni-") ? { networkInterfaceId: target } : { instanceId: target }),
    });
  }
}

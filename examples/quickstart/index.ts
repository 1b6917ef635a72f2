import * as pulumi from "@pulumi/pulumi";
import { SecurityGroupMembership } from "pulumi-secgroup";

const config = new pulumi.Config();
const region = config.get("region") ?? "cn-hangzhou";

// Who is in which group. These IDs are the emulator's; for your account, put in your own, or set them with
//   pulumi config set --path 'members.sg-…[0]' i-…
const members = config.getObject<Record<string, string[]>>("members") ?? {
  "sg-web": ["i-web1", "i-web2"],
  "sg-monitoring": ["i-web1"],
};

for (const [securityGroupId, instanceIds] of Object.entries(members)) {
  for (const instanceId of instanceIds) {
    new SecurityGroupMembership(`${instanceId}-in-${securityGroupId}`, {
      cloud: "alicloud",
      region,
      securityGroupId,
      instanceId,
    });
  }
}

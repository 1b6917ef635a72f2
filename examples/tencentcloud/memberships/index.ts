import * as pulumi from "@pulumi/pulumi";
import { SecurityGroupMembership } from "pulumi-secgroup";

// The stack of the same name of the project beside this one; for another:
//   pulumi config set infrastructure my-organization/secgroup-tencentcloud-infrastructure/production
const infrastructure = new pulumi.StackReference(
  new pulumi.Config().get("infrastructure") ??
    `${pulumi.getOrganization()}/secgroup-tencentcloud-infrastructure/${pulumi.getStack()}`,
);
const securityGroupId = infrastructure.requireOutput("monitoringGroupId") as pulumi.Output<string>;

/** Who is monitored: the list that this team reviews. */
const monitored = ["web-1", "web-2"] as const;
const webServerIds = infrastructure.requireOutput("webServerIds") as pulumi.Output<
  Record<(typeof monitored)[number], string>
>;

for (const name of monitored) {
  new SecurityGroupMembership(`${name}-in-monitoring`, {
    cloud: "tencentcloud",
    securityGroupId,
    instanceId: webServerIds[name],
  });
}

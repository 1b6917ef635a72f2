import * as pulumi from "@pulumi/pulumi";
import * as tencentcloud from "@pulumi/tencentcloud";
import { SecurityGroupMembership } from "pulumi-secgroup";

const config = new pulumi.Config();
const availabilityZone = config.require("availabilityZone");
const instanceType = config.require("instanceType");
const imageId = config.require("imageId");

const network = new tencentcloud.Vpc("example", { name: "example", cidrBlock: "10.0.0.0/16" });
const subnet = new tencentcloud.Subnet("example", {
  name: "example",
  vpcId: network.id,
  cidrBlock: "10.0.1.0/24",
  availabilityZone,
});

const base = new tencentcloud.SecurityGroup("base", { name: "base" });
const monitoring = new tencentcloud.SecurityGroup("monitoring", { name: "monitoring" });

/**
 * The list says in which groups an instance is created here, and no more. Other teams' stacks put it into further groups. If
 * changes of the list were not ignored, the first refresh would show those as a difference, and the `up` after it would take
 * the instance out of them.
 */
function webServer(name: string): tencentcloud.Instance {
  return new tencentcloud.Instance(
    name,
    {
      instanceName: name,
      availabilityZone,
      vpcId: network.id,
      subnetId: subnet.id,
      instanceType,
      imageId,
      orderlySecurityGroups: [base.id],
    },
    // A group can only be deleted when nothing is in it: `monitoring` outlives what is put into it.
    { ignoreChanges: ["orderlySecurityGroups"], dependsOn: monitoring },
  );
}
const web1 = webServer("web-1");
const web2 = webServer("web-2");

const data = new tencentcloud.Eni(
  "web-1-data",
  { name: "web-1-data", vpcId: network.id, subnetId: subnet.id, orderlySecurityGroups: [base.id] },
  { ignoreChanges: ["orderlySecurityGroups"], dependsOn: monitoring },
);
new tencentcloud.EniAttachment("web-1-data", { eniId: data.id, instanceId: web1.id });

// A membership of this program's own. It ends with the interface: a destroy that deletes that leaves no group first.
new SecurityGroupMembership(
  "web-1-data-in-monitoring",
  { cloud: "tencentcloud", securityGroupId: monitoring.id, networkInterfaceId: data.id },
  { deletedWith: data },
);

// What the other stacks need to know.
export const monitoringGroupId = monitoring.id;
export const webServerIds = { "web-1": web1.id, "web-2": web2.id };

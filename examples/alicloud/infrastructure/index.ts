import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { SecurityGroupMembership } from "pulumi-secgroup";

/** The first of what the region offers. */
function first(what: string, ids: pulumi.Output<string[]>): pulumi.Output<string> {
  return ids.apply(([id]) => {
    if (id === undefined) throw new pulumi.RunError(`the region has no ${what}`);
    return id;
  });
}

const systemDiskCategory = "cloud_essd";
const availabilityZone = first(
  "zone for instances with this disk",
  alicloud.getZonesOutput({ availableResourceCreation: "Instance", availableDiskCategory: systemDiskCategory }).ids,
);
const imageId = first(
  "such image",
  alicloud.ecs.getImagesOutput({ owners: "system", nameRegex: "^aliyun_3_x64", mostRecent: true }).ids,
);
const instanceType = first(
  "instance type of this size",
  alicloud.ecs.getInstanceTypesOutput({
    availabilityZone,
    cpuCoreCount: 2,
    memorySize: 4,
    eniAmount: 2,
    systemDiskCategory,
  }).ids,
);

const network = new alicloud.vpc.Network("example", { cidrBlock: "10.0.0.0/16" });
const vswitch = new alicloud.vpc.Switch("example", {
  vpcId: network.id,
  cidrBlock: "10.0.1.0/24",
  zoneId: availabilityZone,
});

const base = new alicloud.ecs.SecurityGroup("base", { vpcId: network.id });
const monitoring = new alicloud.ecs.SecurityGroup("monitoring", { vpcId: network.id });

/**
 * An instance is created in one group at least: that is what its list says here, and no more. Other teams' stacks put it
 * into further groups. If changes of the list were not ignored, the first refresh would show those as a difference, and the
 * `up` after it would take the instance out of them.
 */
function webServer(name: string): alicloud.ecs.Instance {
  return new alicloud.ecs.Instance(
    name,
    {
      instanceName: name,
      availabilityZone,
      vswitchId: vswitch.id,
      instanceType,
      imageId,
      systemDiskCategory,
      securityGroups: [base.id],
    },
    // A group can only be deleted when nothing is in it: `monitoring` outlives what is put into it.
    { ignoreChanges: ["securityGroups"], dependsOn: monitoring },
  );
}
const web1 = webServer("web-1");
const web2 = webServer("web-2");

const data = new alicloud.ecs.EcsNetworkInterface(
  "web-1-data",
  { vswitchId: vswitch.id, securityGroupIds: [base.id] },
  { ignoreChanges: ["securityGroupIds"], dependsOn: monitoring },
);
new alicloud.ecs.EcsNetworkInterfaceAttachment("web-1-data", { instanceId: web1.id, networkInterfaceId: data.id });

// A membership of this program's own. It ends with the interface: a destroy that deletes that leaves no group first.
new SecurityGroupMembership(
  "web-1-data-in-monitoring",
  { cloud: "alicloud", securityGroupId: monitoring.id, networkInterfaceId: data.id },
  { deletedWith: data },
);

// What the other stacks need to know.
export const monitoringGroupId = monitoring.id;
export const webServerIds = { "web-1": web1.id, "web-2": web2.id };

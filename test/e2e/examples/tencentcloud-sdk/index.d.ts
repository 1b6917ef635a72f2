// The properties of the resources of Tencent's Terraform provider 1.83.25 that the example uses, named as the bridge names them.
import type * as pulumi from "@pulumi/pulumi";

export interface VpcArgs {
  cidrBlock: pulumi.Input<string>;
  name?: pulumi.Input<string>;
}
export declare class Vpc extends pulumi.CustomResource {
  constructor(name: string, args: VpcArgs, opts?: pulumi.CustomResourceOptions);
}

export interface SubnetArgs {
  availabilityZone: pulumi.Input<string>;
  cidrBlock: pulumi.Input<string>;
  name?: pulumi.Input<string>;
  vpcId: pulumi.Input<string>;
}
export declare class Subnet extends pulumi.CustomResource {
  constructor(name: string, args: SubnetArgs, opts?: pulumi.CustomResourceOptions);
}

export interface SecurityGroupArgs {
  name?: pulumi.Input<string>;
}
export declare class SecurityGroup extends pulumi.CustomResource {
  constructor(name: string, args?: SecurityGroupArgs, opts?: pulumi.CustomResourceOptions);
}

export interface InstanceArgs {
  availabilityZone?: pulumi.Input<string>;
  imageId?: pulumi.Input<string>;
  instanceName?: pulumi.Input<string>;
  instanceType?: pulumi.Input<string>;
  orderlySecurityGroups?: pulumi.Input<pulumi.Input<string>[]>;
  subnetId?: pulumi.Input<string>;
  vpcId?: pulumi.Input<string>;
}
export declare class Instance extends pulumi.CustomResource {
  constructor(name: string, args?: InstanceArgs, opts?: pulumi.CustomResourceOptions);
}

export interface EniArgs {
  name?: pulumi.Input<string>;
  orderlySecurityGroups?: pulumi.Input<pulumi.Input<string>[]>;
  subnetId: pulumi.Input<string>;
  vpcId: pulumi.Input<string>;
}
export declare class Eni extends pulumi.CustomResource {
  constructor(name: string, args: EniArgs, opts?: pulumi.CustomResourceOptions);
}

export interface EniAttachmentArgs {
  eniId: pulumi.Input<string>;
  instanceId: pulumi.Input<string>;
}
export declare class EniAttachment extends pulumi.CustomResource {
  constructor(name: string, args: EniAttachmentArgs, opts?: pulumi.CustomResourceOptions);
}

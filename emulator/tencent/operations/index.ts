import type { Action } from "../terms";
import { associateNetworkInterfaceSecurityGroups } from "./associate-network-interface-security-groups";
import { associateSecurityGroups } from "./associate-security-groups";
import { describeInstances } from "./describe-instances";
import { describeNetworkInterfaces } from "./describe-network-interfaces";
import { describeSecurityGroupLimits } from "./describe-security-group-limits";
import { describeSecurityGroups } from "./describe-security-groups";
import { disassociateNetworkInterfaceSecurityGroups } from "./disassociate-network-interface-security-groups";
import { disassociateSecurityGroups } from "./disassociate-security-groups";
import { modifyInstancesAttribute } from "./modify-instances-attribute";
import { modifyNetworkInterfaceAttribute } from "./modify-network-interface-attribute";
import type { Operation } from "./operation";

export const OPERATIONS: Readonly<Record<Action, Operation>> = {
  AssociateSecurityGroups: associateSecurityGroups,
  DisassociateSecurityGroups: disassociateSecurityGroups,
  ModifyInstancesAttribute: modifyInstancesAttribute,
  DescribeInstances: describeInstances,
  AssociateNetworkInterfaceSecurityGroups: associateNetworkInterfaceSecurityGroups,
  DisassociateNetworkInterfaceSecurityGroups: disassociateNetworkInterfaceSecurityGroups,
  ModifyNetworkInterfaceAttribute: modifyNetworkInterfaceAttribute,
  DescribeNetworkInterfaces: describeNetworkInterfaces,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSecurityGroupLimits: describeSecurityGroupLimits,
};

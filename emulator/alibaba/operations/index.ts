import type { Action } from "../terms";
import { describeInstanceAttribute } from "./describe-instance-attribute";
import { describeInstances } from "./describe-instances";
import { describeNetworkInterfaces } from "./describe-network-interfaces";
import { describeSecurityGroupAttribute } from "./describe-security-group-attribute";
import { describeSecurityGroups } from "./describe-security-groups";
import { joinSecurityGroup } from "./join-security-group";
import { leaveSecurityGroup } from "./leave-security-group";
import { modifyInstanceAttribute } from "./modify-instance-attribute";
import { modifyNetworkInterfaceAttribute } from "./modify-network-interface-attribute";
import type { Operation } from "./operation";

export const OPERATIONS: Readonly<Record<Action, Operation>> = {
  JoinSecurityGroup: joinSecurityGroup,
  LeaveSecurityGroup: leaveSecurityGroup,
  ModifyInstanceAttribute: modifyInstanceAttribute,
  ModifyNetworkInterfaceAttribute: modifyNetworkInterfaceAttribute,
  DescribeInstances: describeInstances,
  DescribeInstanceAttribute: describeInstanceAttribute,
  DescribeNetworkInterfaces: describeNetworkInterfaces,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSecurityGroupAttribute: describeSecurityGroupAttribute,
};

/**
 * Tencent Cloud behind the port: instances by CVM, network interfaces by VPC. Join and leave use the Associate and
 * Disassociate operations: those that set a target's whole list silently lose what another writer added meanwhile. A
 * group that is joined comes last in the target's order, which is the priority of rules.
 */
import type { Cloud, JoinOutcome, LeaveOutcome, Rates } from "../cloud";
import type { ErrorKind } from "../../model/errors";
import type { TencentClient } from "./client";
import { idsPerRead, reads } from "./reads";
import { type Direction, targetsPerWrite, writes } from "./writes";

/** Requests a second, of the pages of the operations; of DescribeNetworkInterfaces none is documented. */
const rates: Rates = {
  read: { instance: 40 },
  join: { instance: 10, networkInterface: 20 },
  leave: { instance: 10, networkInterface: 20 },
};

export function tencent(region: string, client: TencentClient): Cloud {
  const reading = reads(client);
  const write = writes(client, reading);
  return {
    name: "tencentcloud",
    region,
    limits: { targetsPerWrite, idsPerRead, rates, groupsPerTarget: 5 },
    readTargets: (targets, call) => reading.read(targets, call),
    confirmTarget: (target, call) => reading.confirm(target, call),
    listTargets: (scope, kind, cursor, call) => reading.page(scope, kind, cursor, call),
    readGroups: (ids, call) => reading.groups(ids, call),
    join: (group, targets, call) => write(joining, group, targets, call),
    leave: (group, targets, call) => write(leaving, group, targets, call),
  };
}

/** Joining again is a success: the API has no code for it. */
const joining: Direction<JoinOutcome> = {
  leaves: false,
  operations: { instance: "AssociateSecurityGroups", networkInterface: "AssociateNetworkInterfaceSecurityGroups" },
  done: { outcome: "joined" },
  settle: ({ kind }) => (kind === "alreadyMember" ? { outcome: "alreadyMember" } : undefined),
};

const nothingToLeave: ReadonlySet<ErrorKind> = new Set(["notMember", "targetNotFound", "groupNotFound"]);

const leaving: Direction<LeaveOutcome> = {
  leaves: true,
  operations: {
    instance: "DisassociateSecurityGroups",
    networkInterface: "DisassociateNetworkInterfaceSecurityGroups",
  },
  done: { outcome: "left" },
  settle: ({ kind }) => (nothingToLeave.has(kind) ? { outcome: "notMember" } : undefined),
};

import type { TargetRecord } from "../cloud";
import type { Instance, NetworkInterface } from "./answers";
import { lookup } from "../../model/lookup";

/**
 * Instance states that end by themselves, or that nothing brings back. In all others the cloud takes AssociateSecurity-
 * Groups: its documentation refuses it in PENDING and while isolating only; waiting out the rest is free.
 */
const instancePhases: Readonly<Record<string, TargetRecord["phase"]>> = {
  PENDING: "passing",
  STARTING: "passing",
  STOPPING: "passing",
  REBOOTING: "passing",
  FREEZING: "passing",
  EXIT_RESCUE_MODE: "passing",
  ENTER_SERVICE_LIVE_MIGRATE: "passing",
  SERVICE_LIVE_MIGRATE: "passing",
  EXIT_SERVICE_LIVE_MIGRATE: "passing",
  LAUNCH_FAILED: "stuck",
  ISOLATING: "stuck",
  SHUTDOWN: "stuck",
  TERMINATING: "stuck",
  TERMINATED: "stuck",
};

/** Values of RestrictState that only a payment or the support ends. */
const restricted: ReadonlySet<string> = new Set(["EXPIRED", "PROTECTIVELY_ISOLATED"]);

export function recordOfInstance(instance: Instance): TargetRecord {
  // It stands above the state: a RUNNING instance can be expired.
  const restriction = restricted.has(instance.RestrictState ?? "") ? (instance.RestrictState ?? undefined) : undefined;
  const operation =
    instance.LatestOperationState === "OPERATING" ? (instance.LatestOperation ?? "an operation") : undefined;
  const state = lookup(instancePhases, instance.InstanceState) ?? "ready";
  return {
    target: { kind: "instance", id: instance.InstanceId },
    securityGroupIds: instance.SecurityGroupIds,
    status: restriction ?? (operation === undefined ? instance.InstanceState : `OPERATING (${operation})`),
    phase: restriction ? "stuck" : operation !== undefined && state !== "stuck" ? "passing" : state,
    operation,
    failure: instance.LatestOperationState === "FAILED" ? failureOf(instance) : undefined,
    vpcId: instance.VirtualPrivateCloud?.VpcId || undefined,
    lock: restriction === "PROTECTIVELY_ISOLATED" ? restriction : undefined,
  };
}

function failureOf({ LatestOperation, LatestOperationErrorMsg }: Instance): string {
  return [LatestOperation, LatestOperationErrorMsg].filter(Boolean).join(": ") || "no reason was given";
}

/** Interface states of the API. Memberships can be changed in `AVAILABLE` and `INUSE`. */
const interfacePhases: Readonly<Record<string, TargetRecord["phase"]>> = {
  PENDING: "passing",
  ATTACHING: "passing",
  DETACHING: "passing",
  DELETING: "stuck",
};

export function recordOfInterface(found: NetworkInterface): TargetRecord {
  const status = found.NetworkInterfaceState ?? found.State;
  return {
    target: { kind: "networkInterface", id: found.NetworkInterfaceId },
    securityGroupIds: found.GroupSet ?? [],
    status,
    phase: lookup(interfacePhases, status) ?? "ready",
    vpcId: found.VpcId || undefined,
    primaryOf: found.Primary ? found.Attachment?.InstanceId || "its instance" : undefined,
  };
}

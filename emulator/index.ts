/**
 * Alibaba Cloud ECS, Tencent Cloud CVM/VPC and Baidu AI Cloud BCC on loopback, in memory: security groups, instances,
 * network interfaces, and every rule of who may be in which group. Official SDKs work against it unchanged but for the
 * endpoint. Importing this file starts nothing.
 */
import { DEFAULT_WORLD } from "./default-world";
import type { Fault } from "./faults";
import { Machine, type MembershipChange } from "./machine";
import type { RequestReport } from "./requests";
import { startServer } from "./server";
import { readWorld, type World, type WorldInput } from "./world";

export { DEFAULT_WORLD } from "./default-world";
export { FaultsError, type Fault, type FaultKind } from "./faults";
export { MembershipError, type MembershipChange } from "./machine";
export type { RequestEntry, RequestReport } from "./requests";
export type { CloudId, GroupType } from "./terms";
export {
  REDACTED,
  WorldError,
  type CloudInput,
  type CloudState,
  type Credential,
  type CredentialInput,
  type InstanceInput,
  type InstanceState,
  type NetworkInterfaceInput,
  type NetworkInterfaceState,
  type RegionInput,
  type RegionState,
  type SecurityGroupInput,
  type SecurityGroupState,
  type World,
  type WorldInput,
} from "./world";

/** How an emulator starts; everything can be left out. */
export interface EmulatorOptions {
  /**
   * TCP port on 127.0.0.1; 0 picks a free one.
   *
   * @default 0
   */
  readonly port?: number | undefined;
  /**
   * What exists in the clouds, in the shape of the world file.
   *
   * @default `DEFAULT_WORLD`
   */
  readonly world?: WorldInput | undefined;
  /**
   * Milliseconds added to every cloud call, not to the control API.
   *
   * @default 0
   */
  readonly latencyMs?: number | undefined;
  /**
   * Whether the rates of the world (`rateLimits`, and the documented ones) are enforced.
   *
   * @default true
   */
  readonly rateLimit?: boolean | undefined;
}

/** A running emulator. What its members do is also in the HTTP control API below `<url>/_emulator`. */
export interface Emulator {
  /** `http://127.0.0.1:<port>`: the endpoint of all clouds. */
  readonly url: string;
  readonly port: number;
  /** The whole world as it is now, every default filled in, secrets redacted. */
  readonly world: World;
  /**
   * Starts from another world. Faults and the request log stay; rates start anew.
   *
   * @throws WorldError with the path of every wrong key
   */
  replaceWorld(world: WorldInput): void;
  /**
   * Sets a target's groups behind everybody's back: drift.
   *
   * @throws MembershipError if the target or a group does not exist, or a group cannot fit the target
   */
  setGroups(change: MembershipChange): void;
  /** What the clouds were asked since the start or the last `clearRequests`. */
  requests(): RequestReport;
  /** Counts requests anew. */
  clearRequests(): void;
  /**
   * Replaces the faults in force; an empty list ends them.
   *
   * @throws FaultsError
   */
  setFaults(faults: readonly Fault[]): void;
  /** Stops listening, ends idle connections at once and all others within half a second. Safe to call again. */
  close(): Promise<void>;
}

/**
 * Starts an emulator on 127.0.0.1.
 *
 * @example
 * const emulator = await startEmulator({ world: { alicloud: { … } } });
 * process.env.SECGROUP_ENDPOINT = emulator.url;
 * …
 * await emulator.close();
 *
 * @throws WorldError if the world is not valid, an Error with code `EADDRINUSE` if the port is taken
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const machine = new Machine(readWorld(options.world === undefined ? DEFAULT_WORLD : options.world), Date.now);
  const server = await startServer(machine, options.port ?? 0, {
    rates: options.rateLimit === false ? undefined : machine.rates,
    latencyMs: options.latencyMs ?? 0,
    now: Date.now,
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    get world() {
      return machine.world;
    },
    replaceWorld: (world) => void machine.replaceWorld(world),
    setGroups: (change) => void machine.setGroups(change),
    requests: () => machine.requests.report(),
    clearRequests: () => machine.requests.clear(),
    setFaults: (faults) => void machine.setFaults(faults),
    close: () => server.close(),
  };
}

import type { Fault, WorldInput } from "../../../emulator";
import { Machine } from "../../../emulator/machine";
import { Rates } from "../../../emulator/rates";
import { startServer } from "../../../emulator/server";
import { readWorld } from "../../../emulator/world";
import { send, signTc3, type Answer, type SigningOptions } from "./signer";
import { REGION } from "./world";

/** An emulator whose time passes only when the test says so; requests are signed by its clock. */
export interface Clocked {
  readonly url: string;
  readonly machine: Machine;
  now(): number;
  pass(ms: number): void;
  call(action: string, parameters?: Readonly<Record<string, unknown>>, options?: SigningOptions): Promise<Answer>;
  /** Starts from this world, without faults. */
  reset(world: WorldInput): void;
  setFaults(...faults: readonly Fault[]): void;
  /** The groups of an instance or interface by the rules. */
  groupsOf(id: string): readonly string[] | undefined;
  close(): Promise<void>;
}

export async function startClocked(world: WorldInput): Promise<Clocked> {
  let time = Date.UTC(2025, 0, 31, 23, 59, 0);
  const now = (): number => time;
  const machine = new Machine(readWorld(world), now);
  const server = await startServer(machine, 0, { rates: new Rates(now), latencyMs: 0, now });
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    machine,
    now,
    pass: (ms) => (time += ms),
    call: (action, parameters = {}, options = {}) => send(signTc3(url, action, parameters, { time: time, ...options })),
    reset: (next) => {
      // Far enough that no rate limit remembers the test before.
      time += 60_000;
      machine.setFaults([]);
      machine.replaceWorld(next);
    },
    setFaults: (...faults) => void machine.setFaults(faults),
    groupsOf: (id) => {
      const region = machine.world.tencentcloud.regions[REGION];
      return [...(region?.instances ?? []), ...(region?.networkInterfaces ?? [])].find((each) => each.id === id)
        ?.groups;
    },
    close: () => server.close(),
  };
}

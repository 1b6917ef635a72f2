import type { Fault, WorldInput } from "../../emulator";
import { Machine } from "../../emulator/machine";
import { Rates } from "../../emulator/rates";
import { startServer } from "../../emulator/server";
import { readWorld } from "../../emulator/world";

/** An emulator whose time passes only when the test says so; requests must be signed by its clock. */
export interface ClockedEmulator {
  readonly url: string;
  readonly machine: Machine;
  readonly now: () => number;
  readonly pass: (ms: number) => void;
  /** Starts from this world, without faults. */
  readonly reset: (world: WorldInput) => void;
  readonly setFaults: (...faults: readonly Fault[]) => void;
  readonly close: () => Promise<void>;
}

export async function startClockedEmulator(world: WorldInput): Promise<ClockedEmulator> {
  let time = Date.UTC(2025, 0, 31, 23, 59, 0);
  const now = (): number => time;
  const machine = new Machine(readWorld(world), now);
  const server = await startServer(machine, 0, { rates: new Rates(now), latencyMs: 0, now });
  return {
    url: `http://127.0.0.1:${server.port}`,
    machine,
    now,
    pass: (ms) => void (time += ms),
    reset: (next) => {
      // Far enough that no rate limit remembers the test before.
      time += 60_000;
      machine.setFaults([]);
      machine.replaceWorld(next);
    },
    setFaults: (...faults) => void machine.setFaults(faults),
    close: () => server.close(),
  };
}

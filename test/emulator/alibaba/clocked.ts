import type { WorldInput } from "../../../emulator";
import { startClockedEmulator, type ClockedEmulator } from "../clocked";
import { send, signAcs3, type Answer } from "./signer";

/** A clocked emulator with calls signed by its clock; an SDK would sign by the wall's. */
export interface Clocked extends ClockedEmulator {
  call(action: string, parameters?: Record<string, string>): Promise<Answer>;
}

export async function startClocked(world: WorldInput): Promise<Clocked> {
  const emulator = await startClockedEmulator(world);
  const { url, now } = emulator;
  return {
    ...emulator,
    call: (action, parameters = {}) => send(signAcs3(url, action, parameters, { time: new Date(now()) })),
  };
}

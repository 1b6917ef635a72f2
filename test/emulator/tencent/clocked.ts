import type { WorldInput } from "../../../emulator";
import { startClockedEmulator, type ClockedEmulator } from "../clocked";
import { send, signTc3, type Answer, type SigningOptions } from "./signer";
import { REGION } from "./world";

/** A clocked emulator with what Tencent's tests ask of it. */
export interface Clocked extends ClockedEmulator {
  call(action: string, parameters?: Readonly<Record<string, unknown>>, options?: SigningOptions): Promise<Answer>;
  /** The groups of an instance or interface by the rules. */
  groupsOf(id: string): readonly string[] | undefined;
}

export async function startClocked(world: WorldInput): Promise<Clocked> {
  const emulator = await startClockedEmulator(world);
  const { url, machine, now } = emulator;
  return {
    ...emulator,
    call: (action, parameters = {}, options = {}) =>
      send(signTc3(url, action, parameters, { time: now(), ...options })),
    groupsOf: (id) => {
      const region = machine.world.tencentcloud.regions[REGION];
      return [...(region?.instances ?? []), ...(region?.networkInterfaces ?? [])].find((each) => each.id === id)
        ?.groups;
    },
  };
}

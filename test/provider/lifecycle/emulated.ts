import type { CloudId, CloudInput, Fault } from "../../../emulator";
import { Machine } from "../../../emulator/machine";
import { startServer } from "../../../emulator/server";
import { readWorld } from "../../../emulator/world";
import { withCalls } from "../../../provider/accounts";
import { registry } from "../../../provider/clouds/registry";
import { newMemory, type Session } from "../../../provider/lifecycle/session";
import { type Inputs, inputsSchema } from "../../../provider/model/inputs";
import { targetOf } from "../../../provider/model/membership";
import { VirtualTime } from "../../property/time";

/** The name of a region of each cloud, and the variables that hold the emulator's key. */
const places: Readonly<Record<CloudId, { readonly region: string; readonly env: Readonly<Record<string, string>> }>> = {
  alicloud: {
    region: "cn-hangzhou",
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "dummy-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-secret" },
  },
  tencentcloud: {
    region: "ap-guangzhou",
    env: { TENCENTCLOUD_SECRET_ID: "dummy-id", TENCENTCLOUD_SECRET_KEY: "dummy-secret" },
  },
  baiducloud: { region: "bj", env: { BCE_ACCESS_KEY_ID: "dummy-id", BCE_SECRET_ACCESS_KEY: "dummy-secret" } },
};

/** The life cycle on an emulated cloud: real requests, wrapped as in production, in virtual time. */
export interface Emulated {
  readonly session: Session;
  readonly notices: readonly string[];
  inputs(securityGroupId: string, targetId: string, more?: Partial<Inputs>): Inputs;
  setFaults(...faults: readonly Omit<Fault, "cloud">[]): void;
  groupsOf(targetId: string): readonly string[];
  /** The operations that were asked for, in their order. */
  actions(): readonly string[];
  /** Virtual milliseconds since the start. */
  elapsedMs(): number;
  close(): Promise<void>;
}

export async function emulated(cloud: CloudId, region: NonNullable<CloudInput["regions"]>[string]): Promise<Emulated> {
  const place = places[cloud];
  const time = new VirtualTime();
  const start = time.now();
  const credentials = [{ id: "dummy-id", secret: "dummy-secret" }];
  const machine = new Machine(readWorld({ [cloud]: { credentials, regions: { [place.region]: region } } }), time.now);
  const server = await startServer(machine, 0, { rates: undefined, latencyMs: 0, now: time.now });
  const env = { ...place.env, SECGROUP_ENDPOINT: `http://127.0.0.1:${server.port}` };
  const adapter = registry[cloud]({ region: place.region, profile: undefined }, { config: () => undefined, env });
  const opened = withCalls(time.heldUpBy(adapter), time, () => 0.5);
  const notices: string[] = [];
  return {
    notices,
    session: {
      cloudOf: () => opened,
      defaultRegion: () => undefined,
      regionSources: () => "",
      driftCheck: "up",
      notice: (line) => notices.push(line),
      clock: time,
      memory: newMemory(),
    },
    inputs: (securityGroupId, targetId, more = {}) =>
      inputsSchema.parse({
        ...{ cloud, region: place.region, securityGroupId, ...more },
        [targetOf(targetId).kind === "instance" ? "instanceId" : "networkInterfaceId"]: targetId,
      }),
    setFaults: (...faults) => void machine.setFaults(faults.map((fault) => ({ cloud, ...fault }))),
    groupsOf: (targetId) => {
      const { instances = [], networkInterfaces = [] } = machine.world[cloud].regions[place.region] ?? {};
      return [...instances, ...networkInterfaces].find(({ id }) => id === targetId)?.groups ?? [];
    },
    actions: () => machine.requests.report().log.map(({ action }) => action),
    elapsedMs: () => time.now() - start,
    close: async () => {
      time.end();
      await server.close();
    },
  };
}

import type { CloudId, Fault } from "../../emulator";
import { Machine } from "../../emulator/machine";
import { startServer } from "../../emulator/server";
import { readWorld } from "../../emulator/world";
import { withCalls } from "../../provider/accounts";
import { Turns } from "../../provider/calls/turns";
import type { Cloud } from "../../provider/clouds/cloud";
import { registry } from "../../provider/clouds/registry";
import { newMemory, type Session } from "../../provider/lifecycle/session";
import { type Beginning, type Place, worldOf } from "./places";
import { VirtualTime } from "./time";

/** A cloud of the emulator, over real HTTP, in virtual time; and provider processes that work on it. */
export class EmulatedCloud {
  private constructor(
    private readonly place: Place,
    private readonly time: VirtualTime,
    private readonly machine: Machine,
    private readonly adapter: Cloud,
    readonly close: () => Promise<void>,
  ) {}

  static async start(place: Place): Promise<EmulatedCloud> {
    const time = new VirtualTime();
    const machine = new Machine(readWorld({}), time.now);
    const server = await startServer(machine, 0, { rates: undefined, latencyMs: 0, now: time.now });
    const env = { ...place.env, SECGROUP_ENDPOINT: `http://127.0.0.1:${server.port}` };
    const adapter = registry[place.cloud](
      { region: place.region, profile: undefined },
      { config: () => undefined, env },
    );
    return new EmulatedCloud(place, time, machine, time.heldUpBy(adapter), async () => {
      time.end();
      await server.close();
    });
  }

  /** Starts from another world, without faults. */
  begin(beginning: Beginning): void {
    this.machine.setFaults([]);
    this.machine.replaceWorld(worldOf(this.place, beginning));
  }

  setFaults(faults: readonly Fault[]): void {
    this.machine.setFaults(faults);
  }

  /** A provider process: what it remembers is its own. One with a crash dies at that call. */
  provider({ crash, groupsPerTarget }: ProcessOptions): Session {
    const adapter = crash ? dyingAt(crash, this.adapter) : this.adapter;
    const limits = { ...adapter.limits, groupsPerTarget: groupsPerTarget ?? adapter.limits.groupsPerTarget };
    const writers = new Turns();
    const accounts = new Map<string | undefined, Cloud>();
    return {
      cloudOf: ({ profile }) => {
        const known = accounts.get(profile);
        const cloud = known ?? withCalls({ ...adapter, limits }, this.time, () => 0.5, undefined, writers);
        accounts.set(profile, cloud);
        return cloud;
      },
      defaultRegion: () => undefined,
      regionSources: () => "",
      driftCheck: "up",
      notice: () => undefined,
      clock: this.time,
      memory: newMemory(),
    };
  }

  /** Resolves after so many milliseconds. */
  rest(milliseconds: number): Promise<void> {
    return this.time.sleep(milliseconds);
  }

  /** Lets time pass until reads show what was written. */
  settle(): void {
    this.time.pass(this.machine.world[this.place.cloud].visibilityDelayMs + 1);
  }

  /** Who is in which group by the rules, as the IDs of memberships. */
  memberships(): Set<string> {
    return new Set(
      this.targets().flatMap(({ id, groups }) => groups.map((group) => membershipId(this.place, group, id))),
    );
  }

  groupsOf(targetId: string): readonly string[] {
    return this.targets().find(({ id }) => id === targetId)?.groups ?? [];
  }

  /** Somebody at a console. */
  setGroups(targetId: string, groups: readonly string[]): void {
    const { cloud, region } = this.place;
    this.machine.setGroups({ cloud, region, targetId, groups });
  }

  /** The operations that were asked for since the last time this was called. */
  takeActions(): readonly string[] {
    const { log } = this.machine.requests.report();
    this.machine.requests.clear();
    return log.map(({ action }) => action);
  }

  private targets(): readonly { readonly id: string; readonly groups: readonly string[] }[] {
    const region = this.machine.world[this.place.cloud].regions[this.place.region];
    return [...(region?.instances ?? []), ...(region?.networkInterfaces ?? [])];
  }
}

export function membershipId({ cloud, region }: { cloud: CloudId; region: string }, group: string, target: string) {
  return [cloud, region, group, target].join("/");
}

export interface ProcessOptions {
  readonly crash: CrashPoint | undefined;
  /** `secgroup:groupsPerTarget` */
  readonly groupsPerTarget: number | undefined;
}

/** When a provider process dies: at which of its calls to the port, and whether that one still takes effect. */
export interface CrashPoint {
  readonly atCall: number;
  readonly sent: boolean;
}

/** A provider process that died; nobody hears from it. */
export class Crash extends Error {
  override readonly name = "Crash";
}

function dyingAt({ atCall, sent }: CrashPoint, cloud: Cloud): Cloud {
  let calls = 0;
  const alive = async <T>(call: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls > atCall || (calls === atCall && !sent)) throw new Crash();
    const answer = await call();
    if (calls >= atCall) throw new Crash();
    return answer;
  };
  return {
    ...cloud,
    readTargets: (targets, call) => alive(() => cloud.readTargets(targets, call)),
    confirmTarget: (target, call) => alive(() => cloud.confirmTarget(target, call)),
    listTargets: (scope, kind, cursor, call) => alive(() => cloud.listTargets(scope, kind, cursor, call)),
    readGroups: (ids, call) => alive(() => cloud.readGroups(ids, call)),
    join: (group, targets, call) => alive(() => cloud.join(group, targets, call)),
    leave: (group, targets, call) => alive(() => cloud.leave(group, targets, call)),
  };
}

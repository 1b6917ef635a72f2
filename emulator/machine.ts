import type { ConnectedCloud } from "./calls";
import { CLOUDS } from "./clouds";
import type { Clock } from "./cloud";
import { Faults, readFaults, type Fault } from "./faults";
import { problemsOf, strict } from "./problems";
import { Rates } from "./rates";
import { RequestLog } from "./requests";
import { CloudStore } from "./store";
import { CLOUD_IDS, type CloudId } from "./terms";
import { readWorld, redactWorld, type World, type WorldInput } from "./world";
import { groupsProblem } from "./world-region";
import * as z from "zod";

/** A change by somebody with the console: the target's whole, ordered set of groups. */
export interface MembershipChange {
  readonly cloud: CloudId;
  readonly region: string;
  /** An instance or an interface; a primary interface changes its instance. */
  readonly targetId: string;
  /** May be empty, may exceed quotas. Unknown groups, another VPC and mixed types are refused. */
  readonly groups: readonly string[];
}

/** A membership change that cannot be. */
export class MembershipError extends Error {
  override readonly name = "MembershipError";
}

const membershipSchema = strict({
  cloud: z.enum(CLOUD_IDS),
  region: z.string(),
  targetId: z.string(),
  groups: z.array(z.string()),
});

/** The emulator without its network: the clouds with their stores, the faults in force, the request log. */
export class Machine {
  readonly faults = new Faults();
  readonly requests = new RequestLog();
  readonly rates: Rates;
  /** The clouds that answer requests. */
  readonly connected: readonly ConnectedCloud[];
  private readonly stores: Readonly<Record<CloudId, CloudStore>>;

  constructor(world: World, now: Clock) {
    this.rates = new Rates(now);
    const store = (cloud: CloudId): CloudStore => new CloudStore(CLOUDS[cloud].terms, world[cloud], now);
    this.stores = {
      alicloud: store("alicloud"),
      tencentcloud: store("tencentcloud"),
      baiducloud: store("baiducloud"),
    };
    this.connected = CLOUD_IDS.map((id) => ({
      id,
      wire: CLOUDS[id].connect(this.stores[id], now),
      store: this.stores[id],
    }));
  }

  /** The present world by the rules, every default filled in, secrets redacted. */
  get world(): World {
    return redactWorld(this.export());
  }

  /** @throws WorldError */
  replaceWorld(input: WorldInput): World {
    const world = readWorld(input, this.export());
    for (const cloud of CLOUD_IDS) this.stores[cloud].replace(world[cloud]);
    this.rates.clear();
    return redactWorld(world);
  }

  /** @throws FaultsError */
  setFaults(input: readonly Fault[]): readonly Fault[] {
    const faults = readFaults(input);
    this.faults.set(faults);
    return faults;
  }

  /** @throws MembershipError */
  setGroups(input: MembershipChange): MembershipChange {
    const parsed = membershipSchema.safeParse(input, { reportInput: true });
    if (!parsed.success) throw new MembershipError(problemsOf(parsed.error).join("; "));
    const { cloud, region: regionName, targetId, groups } = parsed.data;
    const region = this.stores[cloud].region(regionName);
    if (region === undefined) throw new MembershipError(`region: ${cloud} has no region ${regionName}`);
    const target = region.instance(targetId) ?? region.networkInterface(targetId);
    if (target === undefined)
      throw new MembershipError(`targetId: no instance or interface ${targetId} in ${regionName}`);
    const found = groupsProblem(CLOUDS[cloud].terms, target.vpcId, groups, (id) => region.securityGroup(id));
    if (found !== undefined) throw new MembershipError(`groups[${found.index}]: ${found.text}`);
    region.setGroups(target, groups, "atOnce");
    return parsed.data;
  }

  private export(): World {
    return {
      alicloud: this.stores.alicloud.export(),
      tencentcloud: this.stores.tencentcloud.export(),
      baiducloud: this.stores.baiducloud.export(),
    };
  }
}

/**
 * How targets join and leave a group. Promises:
 * 1. a call names one group and up to 100 targets of one kind;
 * 2. a call that is refused for one of its targets is said again in halves, down to that target, so that the others
 *    succeed; a refusal of the whole (not authorized, throttled, busy, no such group) and a lost answer are not;
 * 3. a code that leaves open what is wrong is told by reading the target.
 */
import { halvesOf, partsOf } from "../batches";
import type { Call, Failed, TargetRecord } from "../cloud";
import { canPass, CloudError } from "../../model/errors";
import type { Target } from "../../model/membership";
import { written } from "./answers";
import type { Operation, TencentClient } from "./client";
import { advice, canBeOfOneTarget } from "./errors";
import { explain, isOpen, ofLook, retold } from "./explain";
import type { Reads } from "./reads";

/** Targets of one call, of CVM and VPC alike. */
export const targetsPerWrite = 100;

/** One direction: what it is called, and what an outcome is. */
export interface Direction<O> {
  readonly leaves: boolean;
  readonly operations: Readonly<Record<Target["kind"], Operation>>;
  readonly done: O;
  /** The outcome that an error comes down to, if it is none. */
  readonly settle: (error: CloudError) => O | undefined;
}

export type Write = <O>(
  direction: Direction<O>,
  group: string,
  targets: readonly Target[],
  call: Call,
) => Promise<ReadonlyMap<string, O | Failed>>;

const idParameters: Readonly<Record<Target["kind"], string>> = {
  instance: "InstanceIds",
  networkInterface: "NetworkInterfaceIds",
};

export function writes(client: TencentClient, reads: Reads): Write {
  return async (direction, group, targets, call) => {
    const batches = (["instance", "networkInterface"] as const).flatMap((kind) => {
      const ofKind = targets.filter((target) => target.kind === kind);
      const batch = new Batch(client, reads, direction, group, kind, call);
      return partsOf(ofKind, targetsPerWrite).map((part) => batch.run(part));
    });
    return new Map((await Promise.all(batches)).flatMap((outcomes) => [...outcomes]));
  };
}

type Outcomes<O> = readonly (readonly [string, O | Failed])[];

class Batch<O> {
  constructor(
    private readonly client: TencentClient,
    private readonly reads: Reads,
    private readonly direction: Direction<O>,
    private readonly group: string,
    private readonly kind: Target["kind"],
    private readonly call: Call,
  ) {}

  async run(targets: readonly Target[]): Promise<Outcomes<O>> {
    try {
      await this.send(targets);
      return targets.map(({ id }) => [id, this.direction.done]);
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return this.refused(targets, error);
    }
  }

  private async send(targets: readonly Target[]): Promise<void> {
    const parameters = { SecurityGroupIds: [this.group], [idParameters[this.kind]]: targets.map(({ id }) => id) };
    await this.client.call(this.direction.operations[this.kind], parameters, written, this.call);
  }

  private async refused(targets: readonly Target[], error: CloudError): Promise<Outcomes<O>> {
    if (error.outcomeUnknown || !canBeOfOneTarget(error)) return this.all(targets, error);
    if (error.code === "ResourceNotFound") return this.partMissing(targets, error);
    const [only, ...others] = targets;
    if (only && others.length === 0)
      return this.all(targets, isOpen(error) ? await this.explained(only, error) : error);
    // One half after the other: a bad target must not become a burst of calls.
    const [first, second] = halvesOf(targets);
    return [...(await this.run(first)), ...(await this.run(second))];
  }

  /** VPC has one code for a group and for an interface that is not there: if every interface is, the group is not. */
  private async partMissing(targets: readonly Target[], error: CloudError): Promise<Outcomes<O>> {
    const found = await this.look(targets);
    if (found instanceof CloudError) return this.all(targets, found);
    const present = targets.filter(({ id }) => found.has(id));
    if (present.length === targets.length)
      return this.all(targets, retold(error, "groupNotFound", advice.groupNotFound));
    const missing = targets.filter(({ id }) => !found.has(id));
    return [...this.all(missing, error), ...(present.length === 0 ? [] : await this.run(present))];
  }

  private async explained(target: Target, error: CloudError): Promise<CloudError> {
    const found = await this.look([target]);
    // A look that could pass when it is made again is: nothing was written, and the code alone says nothing.
    if (found instanceof CloudError) return canPass(found) ? found : error;
    const record = found.get(target.id);
    return record ? explain(error, record, { group: this.group, leaves: this.direction.leaves }) : error;
  }

  private async look(targets: readonly Target[]): Promise<ReadonlyMap<string, TargetRecord> | CloudError> {
    try {
      return await this.reads.read(targets, this.call);
    } catch (error) {
      if (error instanceof CloudError) return ofLook(error);
      throw error;
    }
  }

  private all(targets: readonly Target[], error: CloudError): Outcomes<O> {
    const outcome: O | Failed = this.direction.settle(error) ?? { outcome: "failed", error };
    return targets.map(({ id }) => [id, outcome]);
  }
}

/**
 * Baidu AI Cloud BCC behind the port: instances by binding and unbinding one group, elastic network interfaces by their
 * whole set, verified. Every write names one target.
 */
import { partsOf } from "../batches";
import { type Cloud, type Failed, type JoinOutcome, type LeaveOutcome, noRates } from "../cloud";
import { CloudError } from "../../model/errors";
import type { Target } from "../../model/membership";
import type { BccClient } from "./client";
import { readGroups } from "./group-reads";
import { instances } from "./instances";
import { interfaces } from "./interfaces";
import type { Overwritten } from "./overwritten";
import type { TargetKind } from "./targets";

/** IDs of one read. How many the API takes is documented nowhere; what its sibling clouds take is asked for. */
const idsPerRead = 100;

export function baidu(region: string, client: BccClient, overwritten: Overwritten): Cloud {
  const kinds: Readonly<Record<Target["kind"], TargetKind>> = {
    instance: instances(client),
    networkInterface: interfaces(client, overwritten),
  };

  return {
    name: "baiducloud",
    region,
    limits: { targetsPerWrite: 1, idsPerRead, readOneByOne: ["networkInterface"], rates: noRates, groupsPerTarget: 10 },

    async readTargets(targets, call) {
      const reading = Object.entries(kinds).map(async ([kind, ofThem]) => {
        const ofKind = targets.filter((target) => target.kind === kind);
        return await Promise.all(partsOf(ofKind, idsPerRead).map((part) => ofThem.list(part, call)));
      });
      const records = (await Promise.all(reading)).flat(2);
      return new Map(records.map((record) => [record.target.id, record]));
    },

    listTargets: (scope, kind, cursor, call) => kinds[kind].page(scope, cursor, call),

    readGroups: (ids, call) => readGroups(client, ids, call),

    async confirmTarget(target, call) {
      try {
        return await kinds[target.kind].read(target, call);
      } catch (error) {
        if (error instanceof CloudError && error.kind === "targetNotFound") return undefined;
        throw error;
      }
    },

    join: (group, targets, call) =>
      each<JoinOutcome>(targets, async (target) => ({ outcome: await kinds[target.kind].join(group, target, call) })),

    leave: (group, targets, call) =>
      each<LeaveOutcome>(targets, async (target) => ({ outcome: await kinds[target.kind].leave(group, target, call) })),
  };
}

/** One outcome for each target, by its ID. */
async function each<O>(
  targets: readonly Target[],
  write: (target: Target) => Promise<O>,
): Promise<ReadonlyMap<string, O | Failed>> {
  const outcomes = targets.map(async (target): Promise<[string, O | Failed]> => {
    try {
      return [target.id, await write(target)];
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return [target.id, { outcome: "failed", error }];
    }
  });
  return new Map(await Promise.all(outcomes));
}

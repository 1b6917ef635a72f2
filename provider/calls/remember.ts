/**
 * Answers reads from what the operation has learned. Promises:
 * 1. a read that has to be `fresh` (a wait after a write) always asks, and no read is answered by one that began before
 *    its `notBefore`;
 * 2. our own writes are in what is remembered; a write whose outcome is not clear is forgotten with its target;
 * 3. what was read before a write that ended meanwhile is not remembered.
 */
import type { Cloud, Failed } from "../clouds/cloud";
import type { Target } from "../model/membership";
import type { TargetMemory } from "./memory";

export function remember(cloud: Cloud, memory: TargetMemory): Cloud {
  async function noted<O extends { readonly outcome: string }>(
    targets: readonly Target[],
    write: () => Promise<ReadonlyMap<string, O | Failed>>,
    change: (groups: readonly string[]) => readonly string[],
  ): Promise<ReadonlyMap<string, O | Failed>> {
    memory.writing(targets);
    let outcomes: ReadonlyMap<string, O | Failed> = new Map();
    try {
      outcomes = await write();
      return outcomes;
    } finally {
      for (const target of targets) {
        const outcome = outcomes.get(target.id)?.outcome;
        memory.written(target, outcome === undefined || outcome === "failed" ? undefined : change);
      }
    }
  }

  return {
    ...cloud,

    async readTargets(targets, call) {
      const answered = call.fresh ? [] : targets.flatMap((target) => memory.recall(target, call.notBefore) ?? []);
      const known = new Map(answered.map((record) => [record.target.id, record]));
      const asked = targets.filter(({ id }) => !known.has(id));
      if (asked.length === 0) return known;
      const learn = memory.reading();
      const found = await cloud.readTargets(asked, call);
      // A record with its own time comes from an earlier read, and is remembered with that.
      learn([...found.values()].filter(({ readAt }) => readAt === undefined));
      return new Map([...known, ...found]);
    },

    join: (group, targets, call) =>
      noted(
        targets,
        () => cloud.join(group, targets, call),
        (groups) => (groups.includes(group) ? groups : [...groups, group]),
      ),

    leave: (group, targets, call) =>
      noted(
        targets,
        () => cloud.leave(group, targets, call),
        (groups) => groups.filter((id) => id !== group),
      ),
  };
}

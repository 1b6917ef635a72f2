/**
 * One write is in flight for a target at a time: clouds refuse a second one as "busy", or lose one of them. Reads, and
 * writes of other targets, are not held up. `turns` is shared by all accounts and profiles: several can reach one target.
 */
import type { Cloud } from "../clouds/cloud";
import type { Target } from "../model/membership";
import { Turns } from "./turns";

export function serialize(cloud: Cloud, turns = new Turns()): Cloud {
  const inTurn = <T>(targets: readonly Target[], write: () => Promise<T>): Promise<T> =>
    turns.take(
      targets.map(({ id }) => `${cloud.name}/${cloud.region}/${id}`),
      write,
    );
  return {
    ...cloud,
    join: (group, targets, call) => inTurn(targets, () => cloud.join(group, targets, call)),
    leave: (group, targets, call) => inTurn(targets, () => cloud.leave(group, targets, call)),
  };
}

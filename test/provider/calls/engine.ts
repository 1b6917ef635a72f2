import type { Steps } from "../../../provider/calls/steps";
import type { ManualClock } from "../manualClock";

export interface EngineModel {
  readonly parallel: number;
  /** How long each writing of the state takes, in milliseconds. */
  readonly writeMs: () => number;
  /** Whether it prepares a step as soon as it could take it (an `up`), or not at all (a `destroy`). */
  readonly prepares: boolean;
}

/**
 * Takes steps as the engine does (its step executor and its snapshot manager, 3.256): so many at once, and before each and
 * after each it writes its state, one after the other in the order in which that came up.
 */
export function engineOf({ parallel, writeMs, prepares }: EngineModel, steps: Steps, clock: ManualClock) {
  let written = Promise.resolve();
  const write = () => (written = written.then(() => clock.sleep(writeMs())));
  return async function run(works: readonly (() => Promise<unknown>)[]): Promise<void> {
    const left = [...works];
    const worker = async () => {
      for (let work = left.shift(); work; work = left.shift()) {
        if (prepares) steps.prepare();
        await write();
        await steps.during(work);
        await write();
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
  };
}

/** The same uneven numbers each time: mostly between a half and twice the usual, seldom six times as much. */
export function uneven(usual: number): () => number {
  let state = 7;
  return () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    const share = state / 2 ** 31;
    return usual * (share > 0.97 ? 6 : 0.5 + 1.5 * share);
  };
}

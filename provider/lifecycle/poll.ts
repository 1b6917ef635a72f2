import type { Call } from "../clouds/cloud";

/** The first wait of a poll, in milliseconds; each next one is twice as long, up to the last. */
const firstPauseMs = 50;
const longestPauseMs = 3_000;

/**
 * Asks until there is an answer other than undefined, with growing pauses, bounded by the call's deadline. At least one
 * question is asked; undefined means that the deadline came first.
 */
export async function poll<T>(call: Call, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (!(await call.deadline.sleep(pauseMs))) return undefined;
  }
}

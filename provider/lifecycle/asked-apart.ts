import { halvesOf } from "../clouds/batches";
import { CloudError } from "../model/errors";

export interface AskedApart<T> {
  readonly answers: ReadonlyMap<string, T>;
  /** By ID: the error of a question about this ID alone. */
  readonly errors: ReadonlyMap<string, CloudError>;
}

/**
 * Asks about many IDs at once. A question that fails for one of its IDs, which `isOfOneId` tells, is asked again in
 * halves, down to that ID: a wrong ID must not hide the others.
 */
export async function askedApart<Q extends { readonly id: string }, T>(
  questions: readonly Q[],
  ask: (questions: readonly Q[]) => Promise<ReadonlyMap<string, T>>,
  isOfOneId: (error: CloudError) => boolean,
): Promise<AskedApart<T>> {
  const [only, ...others] = questions;
  if (!only) return { answers: new Map(), errors: new Map() };
  try {
    return { answers: await ask(questions), errors: new Map() };
  } catch (error) {
    if (!(error instanceof CloudError) || !isOfOneId(error)) throw error;
    if (others.length === 0) return { answers: new Map(), errors: new Map([[only.id, error]]) };
    const parts = await Promise.all(halvesOf(questions).map((half) => askedApart(half, ask, isOfOneId)));
    return {
      answers: new Map(parts.flatMap(({ answers }) => [...answers])),
      errors: new Map(parts.flatMap(({ errors }) => [...errors])),
    };
  }
}

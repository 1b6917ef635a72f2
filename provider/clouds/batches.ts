/** How IDs are named many at a time. */
import { CloudError } from "../model/errors";

/** Lists in parts of at most `size`, in order. */
export function partsOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** A list of two or more as two. */
export function halvesOf<T>(items: readonly T[]): readonly [readonly T[], readonly T[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/**
 * Reads by IDs. A call that fails for one of its IDs, which `isOfOneId` tells, is made again in halves, down to that ID,
 * which is then not in the answer: a malformed ID must not hide the others.
 */
export async function listedByIds<T>(
  ids: readonly string[],
  read: (ids: readonly string[]) => Promise<readonly T[]>,
  isOfOneId: (error: CloudError) => boolean,
): Promise<readonly T[]> {
  try {
    return await read(ids);
  } catch (error) {
    if (!(error instanceof CloudError) || !isOfOneId(error)) throw error;
    if (ids.length === 1) return [];
    const [first, second] = halvesOf(ids);
    return [...(await listedByIds(first, read, isOfOneId)), ...(await listedByIds(second, read, isOfOneId))];
  }
}

import type { Refusal } from "../../cloud";

/** What every listing of these products has in common (Tencent Cloud API docs: Offset, Limit). */
const USUAL = 20;
const MOST = 100;

export interface Place {
  readonly offset: number | undefined;
  readonly limit: number | undefined;
}

/** A page. Places are counted anew for each request: items that come and go between two pages move the others. */
export function cutPage<Item>(
  items: readonly Item[],
  { offset = 0, limit = USUAL }: Place,
  outOfRange: (parameter: string) => Refusal,
): readonly Item[] {
  if (offset < 0) throw outOfRange("Offset");
  if (limit < 1 || limit > MOST) throw outOfRange("Limit");
  return items.slice(offset, offset + limit);
}

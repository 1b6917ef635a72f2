import type { Refusal } from "../../cloud";
import type { Filter } from "../parameters";
import { lookup } from "../../lookup";

/** Whether an item has a value, by the name of the filter. */
export type Filters<Item> = Readonly<Record<string, (item: Item, value: string) => boolean>>;

/** The items that match every filter by one of its values. */
export function select<Item>(
  items: readonly Item[],
  filters: readonly Filter[],
  known: Filters<Item>,
  unknownName: (name: string) => Refusal,
): Item[] {
  const tests = filters.map(({ Name, Values }) => {
    const matches = lookup(known, Name);
    if (matches === undefined) throw unknownName(Name);
    return (item: Item) => Values.some((value) => matches(item, value));
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

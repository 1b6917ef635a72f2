import type { Region } from "../../store";
import { invalidParameter } from "../errors";
import type { OperationInput } from "./operation";

const MOST = 1000;

/** Something that a list shows, with its place in its region. */
interface Listed {
  readonly region: string;
  readonly ordinal: number;
}

/**
 * Cuts a page. `maxKeys` is 1000 unless given, and no more. A marker holds its place while targets come and go, and
 * comes back as `nextMarker` unless the page is the last.
 *
 * @param name - what the answer calls the items
 */
export function cutPage<Item extends Listed>(
  { query, regions }: OperationInput,
  name: string,
  items: readonly Item[],
  toFields: (item: Item, region: Region) => object,
): object {
  const marker = query.text("marker");
  const maxKeys = readMaxKeys(query.text("maxKeys"));
  const place = new Map(regions.map((region, index) => [region.name, { region, index }]));
  const positionOf = ({ region, ordinal }: Listed): number => (place.get(region)?.index ?? 0) * 1e9 + ordinal;
  const start = marker === undefined ? 0 : readMarker(marker);
  const rest = items
    .filter((item) => positionOf(item) >= start)
    .sort((one, other) => positionOf(one) - positionOf(other));
  const next = rest[maxKeys];
  return {
    marker: marker ?? "",
    isTruncated: next !== undefined,
    ...(next !== undefined && { nextMarker: writeMarker(positionOf(next)) }),
    maxKeys,
    [name]: rest.slice(0, maxKeys).flatMap((item) => {
      const region = place.get(item.region)?.region;
      return region === undefined ? [] : [toFields(item, region)];
    }),
  };
}

function readMaxKeys(text: string | undefined): number {
  if (text === undefined) return MOST;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > MOST) throw invalidParameter("maxKeys", `it must be a number from 1 to ${MOST}.`);
  return number;
}

function writeMarker(position: number): string {
  return Buffer.from(`position:${position}`).toString("base64url");
}

function readMarker(text: string): number {
  const position = /^position:(\d{1,15})$/.exec(Buffer.from(text, "base64url").toString("latin1"))?.[1];
  if (position === undefined) throw invalidParameter("marker", "it is not the nextMarker of a page.");
  return Number(position);
}

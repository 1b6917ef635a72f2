import { createHash } from "node:crypto";
import type { Refusal } from "../../cloud";
import { invalid, refusal } from "../errors";
import type { OperationInput } from "./operation";

/** How an operation pages, where operations differ. */
export interface Paging {
  /** Page sizes; less than `fewest` counts as `fewest`, more than `most` is refused. */
  readonly fewest: number;
  readonly most: number;
  readonly usual: number;
  /** A `NextToken` that is not this query's. */
  readonly invalidToken: () => Refusal;
  /** `PageNumber` 0 or not a number. */
  readonly invalidPageNumber: () => Refusal;
}

/** The items of a page, and the fields that say which page it is. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly fields: object;
}

/** Parameters that may differ between the pages of one query: the page itself, and everything of the signature. */
const NOT_OF_THE_QUERY =
  /^(NextToken|MaxResults|PageNumber|PageSize|Signature.*|Timestamp|AccessKeyId|SecurityToken|Format|Version)$/;

/**
 * Cuts a page. `NextToken` or `MaxResults` page by token, which holds its place while targets come and go; otherwise
 * `PageNumber` and `PageSize` page by number. `TotalCount` comes only with the latter: with tokens the cloud gives it no
 * meaning. A request that says nothing gets the first page in the words of both, so that either way can go on from it.
 */
export function cutPage<Item extends { readonly ordinal: number }>(
  { parameters }: OperationInput,
  action: string,
  items: readonly Item[],
  paging: Paging,
): Page<Item> {
  const token = parameters.text("NextToken");
  const byNumber = parameters.text("PageNumber") !== undefined || parameters.text("PageSize") !== undefined;
  if (byNumber && token !== undefined) throw refusal("NotSupported.PageNumberAndPageSize");
  if (token === undefined && parameters.text("MaxResults") === undefined) {
    const number = wholeNumber(parameters.integer("PageNumber") ?? 1, paging.invalidPageNumber);
    const size = pageSize("PageSize", parameters.integer("PageSize"), { ...paging, fewest: 1 });
    const start = (number - 1) * size;
    const page = items.slice(start, start + size);
    const next = byNumber ? "" : nextToken(page, items, queryOf(action, parameters.entries));
    return {
      items: page,
      fields: { TotalCount: items.length, PageNumber: number, PageSize: size, NextToken: next },
    };
  }
  const size = pageSize("MaxResults", parameters.integer("MaxResults"), paging);
  const query = queryOf(action, parameters.entries);
  const after = token === undefined ? -1 : readToken(token, query);
  if (after === undefined) throw paging.invalidToken();
  const rest = items.filter(({ ordinal }) => ordinal > after);
  const page = rest.slice(0, size);
  return { items: page, fields: { NextToken: nextToken(page, rest, query) } };
}

/** The token of what follows the page that `rest` begins with; empty where nothing does. */
function nextToken(
  page: readonly { readonly ordinal: number }[],
  rest: readonly { readonly ordinal: number }[],
  query: string,
): string {
  const last = page.at(-1);
  return last !== undefined && rest.length > page.length ? writeToken(last.ordinal, query) : "";
}

function pageSize(
  name: string,
  given: number | "malformed" | undefined,
  paging: Pick<Paging, "fewest" | "most" | "usual">,
): number {
  if (given === undefined) return paging.usual;
  if (given === "malformed") throw invalid(name, "it must be a number.");
  if (given > paging.most) throw invalid(name, `it must not be above ${paging.most}.`);
  return Math.max(given, paging.fewest);
}

function wholeNumber(given: number | "malformed", refuse: () => Refusal): number {
  if (given === "malformed" || given < 1) throw refuse();
  return given;
}

function queryOf(action: string, entries: readonly (readonly [name: string, value: string])[]): string {
  const own = entries.filter(([name]) => !NOT_OF_THE_QUERY.test(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([action, own]))
    .digest("base64url")
    .slice(0, 16);
}

function writeToken(ordinal: number, query: string): string {
  return Buffer.from(`${query}:${ordinal}`).toString("base64url");
}

function readToken(token: string, query: string): number | undefined {
  const [ofQuery, ordinal] = Buffer.from(token, "base64url").toString("latin1").split(":");
  return ofQuery === query && /^\d+$/.test(ordinal ?? "") ? Number(ordinal) : undefined;
}

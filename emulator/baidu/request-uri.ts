import type { WireRequest } from "../cloud";

/** A request's path and query, decoded. */
export interface RequestUri {
  readonly path: string;
  /** What stands between the slashes. */
  readonly segments: readonly string[];
  readonly query: Query;
}

/** The parameters of a query. An operation's name is one too: a bare word, with or without an equals sign after it. */
export class Query {
  constructor(readonly pairs: readonly (readonly [name: string, value: string])[]) {}

  /** The first value of that name, or undefined where it is missing or empty. */
  text(name: string): string | undefined {
    const value = this.pairs.find(([key]) => key === name)?.[1];
    return value === "" ? undefined : value;
  }

  /** The values of a comma-joined list without repetitions; undefined where the parameter is missing or empty. */
  list(name: string): readonly string[] | undefined {
    const text = this.text(name);
    return text === undefined ? undefined : [...new Set(text.split(",").map((item) => item.trim()))];
  }

  /** Whether `?word` or `?word=` is in the query. */
  hasWord(word: string): boolean {
    return this.pairs.some(([name, value]) => name === word && value === "");
  }
}

/**
 * Decodes path and query. A plus sign is a plus sign: the signature's own encoding writes a space as `%20`.
 *
 * @returns undefined where something is not rightly percent-encoded
 */
export function readUri({ path, query }: Pick<WireRequest, "path" | "query">): RequestUri | undefined {
  try {
    const decoded = decodeURIComponent(path);
    const pairs = query
      .split("&")
      .filter((part) => part !== "")
      .map((part) => {
        const mark = part.indexOf("=");
        const [name, value] = mark < 0 ? [part, ""] : [part.slice(0, mark), part.slice(mark + 1)];
        return [decodeURIComponent(name), decodeURIComponent(value)] as const;
      });
    return { path: decoded, segments: decoded.split("/").slice(1), query: new Query(pairs) };
  } catch {
    return undefined;
  }
}

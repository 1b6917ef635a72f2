import type { WireRequest } from "../cloud";

const FORM = /^application\/x-www-form-urlencoded\b/i;

/**
 * A request's parameters: query and form body in one, decoded as a form, in which `+` is a space (some SDKs send it and
 * sign `%20`). A parameter that is given twice counts once, with its first value.
 */
export class Parameters {
  /** A request is looked at twice, to see whose language it is and to serve it, and taken apart once. */
  private static readonly known = new WeakMap<WireRequest, Parameters>();

  /** The query alone; what an ACS3 signature covers, since the body has a hash of its own. */
  readonly query: readonly (readonly [name: string, value: string])[];
  private merged: ReadonlyMap<string, string> | undefined;

  private constructor(private readonly request: WireRequest) {
    this.query = [...new URLSearchParams(request.query)];
  }

  static of(request: WireRequest): Parameters {
    const known = Parameters.known.get(request);
    if (known !== undefined) return known;
    const parameters = new Parameters(request);
    Parameters.known.set(request, parameters);
    return parameters;
  }

  /** Whether the query has the parameter, and not empty; leaves the form unread. */
  inQuery(name: string): boolean {
    return this.query.some(([key, value]) => key === name && value !== "");
  }

  /** The form is read when first asked for: most requests have none, and it may be large. */
  private get values(): ReadonlyMap<string, string> {
    return (this.merged ??= merge([...this.query, ...formOf(this.request)]));
  }

  get entries(): readonly (readonly [name: string, value: string])[] {
    return [...this.values];
  }

  /** The value, or undefined where the parameter is missing or empty: the cloud does not tell the two apart. */
  text(name: string): string | undefined {
    const value = this.values.get(name);
    return value === "" ? undefined : value;
  }

  /** `Name.1`, `Name.2`, …: the values in order of their numbers. */
  list(name: string): readonly string[] {
    const prefix = `${name}.`;
    return [...this.values]
      .filter(([key, value]) => key.startsWith(prefix) && /^[1-9]\d*$/.test(key.slice(prefix.length)) && value !== "")
      .map(([key, value]) => [Number(key.slice(prefix.length)), value] as const)
      .sort(([a], [b]) => a - b)
      .map(([, value]) => value);
  }

  /** A JSON array of strings in a string, such as `InstanceIds`; `malformed` for any other text. */
  jsonList(name: string): readonly string[] | "malformed" | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(text);
      return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : "malformed";
    } catch {
      return "malformed";
    }
  }

  /** A whole number, not negative; `malformed` for any other text. */
  integer(name: string): number | "malformed" | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    return /^\d{1,9}$/.test(text) ? Number(text) : "malformed";
  }

  flag(name: string): boolean {
    return this.text(name)?.toLowerCase() === "true";
  }
}

function formOf({ headers, body }: WireRequest): readonly (readonly [name: string, value: string])[] {
  return FORM.test(headers["content-type"] ?? "") ? [...new URLSearchParams(body.toString("utf8"))] : [];
}

function merge(pairs: readonly (readonly [name: string, value: string])[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) if (!values.has(name)) values.set(name, value);
  return values;
}

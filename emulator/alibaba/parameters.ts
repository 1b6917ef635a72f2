import type { WireRequest } from "../cloud";

const FORM = /^application\/x-www-form-urlencoded\b/i;

/**
 * A request's parameters: query and form body in one, decoded as a form, in which `+` is a space (some SDKs send it and
 * sign `%20`). A parameter that is given twice counts once, with its first value.
 */
export class Parameters {
  private constructor(
    private readonly values: ReadonlyMap<string, string>,
    /** The query alone; what an ACS3 signature covers, since the body has a hash of its own. */
    readonly query: readonly (readonly [name: string, value: string])[],
  ) {}

  static of(request: WireRequest): Parameters {
    const query = [...new URLSearchParams(request.query)];
    const isForm = FORM.test(request.headers["content-type"] ?? "");
    const form = isForm ? [...new URLSearchParams(request.body.toString("utf8"))] : [];
    const values = new Map<string, string>();
    for (const [name, value] of [...query, ...form]) if (!values.has(name)) values.set(name, value);
    return new Parameters(values, query);
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

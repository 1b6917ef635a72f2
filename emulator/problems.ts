import * as z from "zod";

type Path = readonly PropertyKey[];

/** A strict object whose unknown-key error says which keys are allowed. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const allowed = `allowed: ${Object.keys(shape).join(", ")}`;
  return z.strictObject(shape, { error: (issue) => (issue.code === "unrecognized_keys" ? allowed : undefined) });
}

/** `["regions", "cn-hangzhou", "instances", 0]` → `regions.cn-hangzhou.instances[0]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

/** One problem as people read it: where, what, and what is allowed. */
export function problem(path: Path, text: string): string {
  const where = pathText(path);
  return where === "" ? text : `${where}: ${text}`;
}

/** What is wrong with a value that was parsed with `reportInput: true`, one line for each problem. */
export function problemsOf(error: z.ZodError): string[] {
  return error.issues.flatMap((issue) => describe(issue));
}

function describe(issue: z.core.$ZodIssue): string[] {
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => problem([...issue.path, key], `unknown key; ${issue.message}`));
    case "invalid_value":
      return [problem(issue.path, `${given(issue.input)}; allowed: ${issue.values.map(String).join(", ")}`)];
    case "invalid_type":
      // The value itself is not repeated: it may be a misplaced secret.
      return [problem(issue.path, `expected ${article(issue.expected)}, was given ${kindOf(issue.input)}`)];
    case "invalid_key":
      return [problem(issue.path, `not a valid key: ${issue.issues.map((inner) => inner.message).join("; ")}`)];
    case "too_big":
    case "too_small":
    case "invalid_format":
    case "not_multiple_of":
    case "invalid_union":
    case "invalid_element":
    case "custom":
      return [problem(issue.path, issue.message)];
  }
}

function given(input: unknown): string {
  if (input === undefined) return "missing";
  // Only what is short and flat is repeated: anything can be nested deeper than it can be written down.
  const flat = typeof input === "string" || typeof input === "number" || typeof input === "boolean";
  return `was given ${flat ? JSON.stringify(input).slice(0, 80) : kindOf(input)}`;
}

function kindOf(input: unknown): string {
  if (input === undefined) return "nothing";
  if (input === null) return "null";
  return article(Array.isArray(input) ? "array" : typeof input);
}

function article(noun: string): string {
  return /^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`;
}

import * as z from "zod";
import type { Refusal } from "../cloud";
import { parseJson } from "../json";
import { missing, refusal } from "./errors";

/** How parameters came: as a JSON body, or flattened (`A.0=…&B.0.C=…`) in a query or form, where everything is text. */
export type Form = "json" | "flattened";

/** The two products of this folder, as the first label of their host names. */
export type Product = "cvm" | "vpc";

/** An operation's parameters as they were sent; their shape is not checked yet. */
export interface RawParameters {
  readonly form: Form;
  readonly values: Readonly<Record<string, unknown>>;
  /** Why there are none although some were sent. */
  readonly broken?: "notUtf8" | "notJson";
}

/** Parameters that every request may have; with the older signature they stand among the operation's own. */
const COMMON = new Set([
  "Action",
  "Version",
  "Region",
  "Timestamp",
  "Nonce",
  "SecretId",
  "Signature",
  "SignatureMethod",
  "Token",
  "Language",
  "RequestClient",
]);

/** A JSON body. Nulls count as left out: some SDKs strip them, others send them. */
export function readJson(body: Buffer): RawParameters {
  if (body.length === 0) return { form: "json", values: {} };
  const text = decode(body);
  if (text === undefined) return { form: "json", values: {}, broken: "notUtf8" };
  const parsed = parseJson(text);
  const object = z.record(z.string(), z.unknown()).safeParse(parsed.ok ? parsed.value : undefined);
  if (!object.success) return { form: "json", values: {}, broken: "notJson" };
  return {
    form: "json",
    values: Object.fromEntries(Object.entries(object.data).filter(([, value]) => value !== null)),
  };
}

function decode(body: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** `Filters.0.Values.1` has four parts; nothing in the operations has more. */
const DEEPEST = 4;

interface Branch {
  text: string | undefined;
  readonly below: Map<string, Branch>;
}

const branch = (): Branch => ({ text: undefined, below: new Map() });

/** Flattened parameters, without those that every request may have. */
export function readFlattened(entries: Iterable<readonly [name: string, value: string]>): RawParameters {
  const root = branch();
  for (const [name, value] of entries) {
    if (COMMON.has(name)) continue;
    const parts = name.split(".");
    let at = root;
    // What is deeper cannot be a parameter; kept whole, it is refused by its name.
    for (const part of parts.length > DEEPEST ? [name] : parts) {
      const next = at.below.get(part) ?? branch();
      at.below.set(part, next);
      at = next;
    }
    at.text ??= value;
  }
  return { form: "flattened", values: Object.fromEntries([...root.below].map(([name, each]) => [name, unfold(each)])) };
}

function unfold({ text, below }: Branch): unknown {
  if (below.size === 0) return text;
  const names = [...below.keys()];
  if (!names.every((name) => /^\d{1,9}$/.test(name))) {
    return Object.fromEntries([...below].map(([name, each]) => [name, unfold(each)]));
  }
  return [...below].sort(([a], [b]) => Number(a) - Number(b)).map(([, each]) => unfold(each));
}

export interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

/** What a parameter can be, in one form. */
export interface Kinds {
  readonly text: z.ZodType<string>;
  readonly texts: z.ZodType<string[]>;
  readonly integer: z.ZodType<number>;
  readonly flag: z.ZodType<boolean>;
  readonly filters: z.ZodType<Filter[]>;
}

const text = z.string();
const texts = z.array(text);
const filters = z.array(z.strictObject({ Name: text, Values: texts }));

export const KINDS: Readonly<Record<Form, Kinds>> = {
  json: { text, texts, integer: z.int(), flag: z.boolean(), filters },
  flattened: {
    text,
    texts,
    integer: z
      .string()
      .regex(/^-?\d{1,9}$/)
      .transform(Number),
    flag: z
      .string()
      .regex(/^(true|false)$/i)
      .transform((value) => value.toLowerCase() === "true"),
    filters,
  },
};

/**
 * Parameters in the shape that an operation declares.
 *
 * @throws Refusal that names the first parameter that is missing, unknown or of another type
 */
export function checkParameters<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  product: Product,
  { values, broken }: RawParameters,
): z.output<z.ZodObject<Shape, z.core.$strict>> {
  if (broken === "notUtf8" && product === "vpc") throw refusal("InvalidParameterValue.NotUtf8EncodingError");
  if (broken !== undefined) throw refusal("InvalidParameter", "The body must be a JSON object in UTF-8.");
  const parsed = schema.safeParse(values, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw issue === undefined ? refusal("InvalidParameter") : refusalOf(issue, product);
}

function refusalOf(issue: z.core.$ZodIssue, product: Product): Refusal {
  const name = issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const unknown = [...issue.path, issue.keys[0] ?? ""].map(String).join(".");
    return refusal("UnknownParameter", `It is \`${unknown}\`.`);
  }
  if (issue.input === undefined) return missing(name);
  if (product === "vpc" && issue.path[0] === "Filters") {
    if (issue.path.length === 2) return refusal("InvalidParameter.FilterNotDict");
    if (issue.path[2] === "Values") return refusal("InvalidParameter.FilterValuesNotList");
  }
  return refusal("InvalidParameter", `The type of the value of \`${name}\` is not valid.`);
}

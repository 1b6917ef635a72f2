import { createHash } from "node:crypto";
import type * as z from "zod";
import type { WireRequest } from "../cloud";
import { problemsOf } from "../problems";
import { refusal, refusalAbout } from "./errors";
import { lookup } from "../lookup";

/** A request's JSON body. Nothing is refused before an operation asks for it. */
export class JsonBody {
  private constructor(
    private readonly text: string | undefined,
    private readonly intact: boolean,
  ) {}

  static of({ body, headers }: WireRequest): JsonBody {
    const md5 = headers["content-md5"];
    const intact = typeof md5 !== "string" || md5.trim() === createHash("md5").update(body).digest("base64");
    try {
      return new JsonBody(new TextDecoder("utf-8", { fatal: true }).decode(body), intact);
    } catch {
      return new JsonBody(undefined, intact);
    }
  }

  /**
   * What the operation needs of the body. Keys it does not know are ignored, as documented of `InappropriateJSON`.
   *
   * @throws Refusal where the body is no text or not what its Content-MD5 says, no JSON, or JSON of another shape
   */
  read<Shape>(schema: z.ZodType<Shape>): Shape {
    if (this.text === undefined || !this.intact) throw refusal("InvalidHTTPRequest");
    const value = this.parse();
    if (value === undefined) throw refusal("MalformedJSON");
    const parsed = schema.safeParse(value, { reportInput: true });
    if (!parsed.success) throw refusalAbout("InappropriateJSON", problemsOf(parsed.error).join("; "));
    return parsed.data;
  }

  /** The strings below a key, one or a list; none where the body is anything else. For the log, which refuses nothing. */
  stringsAt(key: string): readonly string[] {
    const value = this.parse();
    if (typeof value !== "object" || value === null) return [];
    const found = lookup(value as Readonly<Record<string, unknown>>, key);
    return (Array.isArray(found) ? found : [found]).filter((item) => typeof item === "string");
  }

  private parsed: { readonly value: unknown } | undefined;

  /** Undefined where it is no JSON. */
  private parse(): unknown {
    this.parsed ??= { value: parseOrUndefined(this.text ?? "") };
    return this.parsed.value;
  }
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

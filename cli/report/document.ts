/** The document that `pulumi preview --json` prints, as far as the report needs it. Everything else in it is passed over. */
import * as z from "zod";

const properties = z.record(z.string(), z.unknown());

const stateSchema = z.object({
  /** Only what is in the state has one; what is planned has none. */
  id: z.string().optional().catch(undefined),
  inputs: properties.catch({}),
  outputs: properties.catch({}),
  retainOnDelete: z.boolean().catch(false),
  propertyDependencies: z.record(z.string(), z.array(z.string())).catch({}),
});
export type State = z.infer<typeof stateSchema>;

const stepSchema = z.object({
  op: z.string(),
  urn: z.string(),
  oldState: stateSchema.nullish(),
  newState: stateSchema.nullish(),
  replaceReasons: z.array(z.string()).nullish(),
});
export type Step = z.infer<typeof stepSchema>;

/** The most characters of a message that are read: patterns are looked for in it. */
const longestMessage = 16_384;

const diagnosticSchema = z.object({
  urn: z.string().optional(),
  message: z.string().transform((text) => text.slice(0, longestMessage)),
  severity: z.string(),
});
export type Diagnostic = z.infer<typeof diagnosticSchema>;

const documentSchema = z.object({
  steps: z.array(stepSchema).nullish(),
  diagnostics: z.array(diagnosticSchema).nullish(),
  /** How many resources there are of each operation; missing where the preview ended before it had a plan. */
  changeSummary: z.record(z.string(), z.number()).nullish(),
  duration: z.number().optional(),
});

export interface PreviewDocument {
  readonly steps: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
  readonly changeSummary: Readonly<Record<string, number>> | undefined;
}

/** Why a text is not such a document, in a line that names what it is instead where that can be told. */
export interface NotADocument {
  readonly problem: string;
}

/** Nothing of the text is repeated in a problem: it can hold configuration that was not set as a secret. */
export function readDocument(text: string): PreviewDocument | NotADocument {
  if (text.trim() === "") {
    return { problem: "it is empty. The preview ended before its plan: its own output says why" };
  }
  const value = parsed(text);
  // A stream is a line of JSON an event.
  if (isEvent(value ?? parsed(text.trimStart().split("\n", 1)[0] ?? ""))) {
    return {
      problem:
        "it is a stream of engine events. Unset PULUMI_ENABLE_STREAMING_JSON_PREVIEW, or give what --json prints instead",
    };
  }
  if (value === undefined) return { problem: "it is not JSON, or it is cut off" };
  if (isTooDeep(value)) return { problem: "it is JSON of another kind: it is nested too deeply" };
  const document = documentSchema.safeParse(value);
  if (!document.success) {
    const [issue] = document.error.issues;
    const path = issue?.path.join(".") ?? "";
    return { problem: `it is JSON of another kind${path === "" ? "" : ` (at ${path})`}` };
  }
  const { steps, diagnostics, changeSummary, duration } = document.data;
  if (steps == null && diagnostics == null && changeSummary == null && duration === undefined) {
    return { problem: "it is JSON of another kind: it holds no steps" };
  }
  return { steps: steps ?? [], diagnostics: diagnostics ?? [], changeSummary: changeSummary ?? undefined };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Values are written out again in places, which takes stack for each level. */
function isTooDeep(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return false;
  } catch {
    return true;
  }
}

function isEvent(value: unknown): boolean {
  return z.object({ sequence: z.number(), timestamp: z.number() }).safeParse(value).success;
}

import * as z from "zod";
import type { Region, View } from "../../store";
import { checkParameters, KINDS, type Kinds, type Product, type RawParameters } from "../parameters";
import type { Tasks } from "../tasks";

export interface OperationInput {
  readonly region: Region;
  /** What reads show. */
  readonly view: Exclude<View, "rules">;
  readonly tasks: Tasks;
  readonly requestId: string;
}

/** One of the ten operations: its parameters, its rules and its effect. */
export interface Operation {
  readonly product: Product;
  /** Whether a success changes memberships. */
  readonly writes: boolean;
  /**
   * @returns the fields of the answer, without the request id
   * @throws Refusal
   */
  readonly perform: (input: OperationInput, parameters: RawParameters) => object;
}

interface Definition<Shape extends z.ZodRawShape> {
  readonly product: Product;
  readonly writes: boolean;
  /** All parameters the operation documents; any other is refused. */
  readonly parameters: (kinds: Kinds) => Shape;
  readonly perform: (input: OperationInput, parameters: z.output<z.ZodObject<Shape, z.core.$strict>>) => object;
}

/** An operation whose parameters are checked, in either form, before it sees them. */
export function operation<Shape extends z.ZodRawShape>(definition: Definition<Shape>): Operation {
  const { product, writes } = definition;
  const schemas = {
    json: z.strictObject(definition.parameters(KINDS.json)),
    flattened: z.strictObject(definition.parameters(KINDS.flattened)),
  };
  return {
    product,
    writes,
    perform: (input, raw) => definition.perform(input, checkParameters(schemas[raw.form], product, raw)),
  };
}

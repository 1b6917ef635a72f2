import type { CloudStore, View } from "../../store";
import type { Parameters } from "../parameters";

export interface OperationInput {
  readonly store: CloudStore;
  readonly parameters: Parameters;
  /** What reads show. */
  readonly view: Exclude<View, "rules">;
  /** The Host header; the cloud's real host names tell the region. */
  readonly host: string;
}

/** One of the nine operations: its rules and its effect. */
export interface Operation {
  /** Whether a success changes memberships. */
  readonly writes: boolean;
  /**
   * @returns the fields of the answer, without the request id
   * @throws Refusal
   */
  readonly perform: (input: OperationInput) => object;
}

import type { Region, View } from "../../store";
import type { AnswerKind } from "../answers";
import type { JsonBody } from "../body";
import type { Query } from "../request-uri";
import type { Action } from "../terms";

export interface OperationInput {
  /** Where the request may look: one region, or all of them where the host names none. */
  readonly regions: readonly Region[];
  /** What reads show. */
  readonly view: Exclude<View, "rules">;
  readonly query: Query;
  readonly body: JsonBody;
  /** The id in the path; empty where the path has none. */
  readonly id: string;
}

/** One operation: its rules and its effect. */
export interface Operation {
  readonly action: Action;
  /** Whether a success changes memberships. */
  readonly writes: boolean;
  /** What the id in the path names; left out where the path has none. */
  readonly idNames?: "target" | "group";
  readonly answer: AnswerKind;
  /**
   * @returns the fields of the answer; they are sent only where `answer` is `fields`
   * @throws Refusal
   */
  readonly perform: (input: OperationInput) => object;
}

import type { Call, Scope, TargetPage, TargetRecord } from "../cloud";
import type { Target } from "../../model/membership";

/** What can be done with one kind of target. Everything throws a `CloudError`. */
export interface TargetKind {
  /** Those of the targets that the cloud shows with their groups. */
  list(targets: readonly Target[], call: Call): Promise<readonly TargetRecord[]>;
  /** A page of the targets in a group or a VPC; undefined where there is no such list. */
  page(scope: Scope, cursor: string | undefined, call: Call): Promise<TargetPage | undefined>;
  /** One target; the error is of the kind `targetNotFound` if it is gone. */
  read(target: Target, call: Call): Promise<TargetRecord>;
  join(group: string, target: Target, call: Call): Promise<"joined" | "alreadyMember">;
  leave(group: string, target: Target, call: Call): Promise<"left" | "notMember">;
}

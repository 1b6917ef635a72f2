import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One row of the clouds' error tables. Several statuses are parted by `|`; no operations means all of them. */
export interface ErrorRow {
  readonly cloud: string;
  readonly code: string;
  readonly statuses: readonly number[];
  readonly operations: readonly string[];
  readonly kind: string;
  readonly note: string;
}

/** Every error code of the clouds' documents, with the kind that it is to us. */
export const errorRows: readonly ErrorRow[] = readFileSync(join(__dirname, "errors.tsv"), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [cloud = "", code = "", status = "", operations = "", kind = "", , note = ""] = line.split("\t");
    return {
      cloud,
      code,
      statuses: status.split("|").filter(Boolean).map(Number),
      operations: operations === "*" ? [] : operations.split(","),
      kind,
      note,
    };
  });

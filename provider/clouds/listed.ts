/** Answers that hold records. What a cloud says of another target or group is never taken for what it says of this one. */
import * as z from "zod";
import { type Target, targetOf } from "../model/membership";

/**
 * The most entries of a list: no page that is asked for has more than 1,000. A longer list is refused as a whole, since
 * each of its entries that is wrong would take memory of its own.
 */
const mostEntries = 10_000;

/** A list in an answer. */
export function listOf<T extends z.ZodType>(entry: T) {
  return z.array(z.unknown()).max(mostEntries, `more than ${mostEntries} entries`).pipe(z.array(entry));
}

/** The schemas of an answer that holds records, by what was asked for. */
export interface Listed<A> {
  /** The records of these IDs, and no others. One that is not there is left out. */
  readonly only: (...ids: readonly string[]) => z.ZodType<A>;
  /** The targets of a kind in a group or a VPC. */
  readonly page: (kind: Target["kind"]) => z.ZodType<A>;
  /** Whatever there is. */
  readonly all: z.ZodType<A>;
}

/** Two records of one ID that differ make an answer unusable, whatever was asked for. */
export function listed<A, R>(
  answer: z.ZodType<A>,
  recordsOf: (answer: A) => readonly R[],
  idOf: (record: R) => string,
) {
  const checked = (wrong: (id: string) => string | undefined): z.ZodType<A> =>
    answer.superRefine((value, context) => {
      const seen = new Map<string, R>();
      for (const record of recordsOf(value)) {
        const id = idOf(record);
        const other = seen.get(id);
        const contradicts = other !== undefined && JSON.stringify(other) !== JSON.stringify(record);
        const problem = wrong(id) ?? (contradicts ? "is listed twice, and differs" : undefined);
        if (problem !== undefined) {
          context.addIssue(`"${id}" ${problem}`);
          return;
        }
        seen.set(id, record);
      }
    });
  const schemas: Listed<A> = {
    only: (...ids) => {
      const asked = new Set(ids);
      return checked((id) => (asked.has(id) ? undefined : "was not asked for"));
    },
    page: (kind) => checked((id) => (targetOf(id).kind === kind ? undefined : "is the ID of another kind of target")),
    all: checked(() => undefined),
  };
  return schemas;
}

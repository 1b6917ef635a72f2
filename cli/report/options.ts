/** The properties of a membership that are not part of its identity: what an update can change in place. */
import type { State } from "./document";
import { isSecret } from "./edge";

const options = ["onExisting", "profile", "timeoutSeconds"] as const;
type Option = (typeof options)[number];

export interface ChangedOptions {
  readonly differ: readonly Option[];
  /** Secret before or after: whether they differ cannot be told. */
  readonly hidden: readonly Option[];
}

export function changedOptions(old: State, now: State | undefined): ChangedOptions {
  const differ: Option[] = [];
  const hidden: Option[] = [];
  for (const option of options) {
    const values = [old.inputs[option] ?? undefined, now?.inputs[option] ?? undefined];
    // One that is set or unset differs, secret or not.
    if (!values.includes(undefined) && values.some(isSecret)) hidden.push(option);
    else if (JSON.stringify(values[0]) !== JSON.stringify(values[1])) differ.push(option);
  }
  return { differ, hidden };
}

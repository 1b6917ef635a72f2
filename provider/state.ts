/** The memberships in the state of the program's own stack, as the engine tells of them. */
import * as pulumi from "@pulumi/pulumi";
import * as z from "zod";
import { unfinishedIn } from "./lifecycle/unfinished";
import { type Inputs, inputsSchema } from "./model/inputs";
import { typeToken } from "./serialized";

const stateResources = z.object({
  outputs: z.record(z.string(), z.object({ type: z.string(), outputs: z.unknown() })),
});

/** A membership of the state. */
export interface StateMembership {
  readonly inputs: Inputs;
  /** The group whose place it takes, if an earlier update did not finish that. */
  readonly inPlaceOf?: string | undefined;
}

/** By URN; undefined where the engine does not tell. One whose identity is secret is left out. */
export async function readState(): Promise<ReadonlyMap<string, StateMembership> | undefined> {
  const stackName = [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/");
  try {
    const answer = stateResources.parse(
      await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName }),
    );
    return new Map(
      Object.entries(answer.outputs).flatMap(([urn, { type, outputs }]) => {
        const inputs = inputsSchema.safeParse(outputs);
        if (type !== typeToken || !inputs.success) return [];
        const { inPlaceOf } = unfinishedIn(outputs) ?? {};
        return [[urn, { inputs: inputs.data, inPlaceOf }] as const];
      }),
    );
  } catch {
    return undefined;
  }
}

/**
 * IDs that the program marks as secret. The plan holds "[secret]" in their place; the ID of a resource, and what the
 * provider says of it, hold them (an ID is what a membership is found by), so they are taken out of messages here.
 */
import type { PreviewDocument } from "./document";
import { edgeOf, secretText } from "./edge";

/** The sentences of `provider/lifecycle/failure.ts`: the target, and the group. */
const named = /: cannot .*?(?:instance|network interface) (\S+) (?:to|is in|out of) security group (\S+?): /;

/** A function that puts "[secret]" in place of what is secret. */
export function withoutSecrets({ steps, diagnostics }: PreviewDocument): (text: string) => string {
  const secrets = new Set<string>();
  for (const { urn, oldState, newState } of steps) {
    for (const state of [oldState, newState]) {
      const edge = state ? edgeOf(state, urn) : undefined;
      if (!state || (edge?.group.kind !== "secret" && edge?.target.kind !== "secret")) continue;
      const [, , ofGroup, ofTarget] = state.id?.split("/") ?? [];
      const said = diagnostics.flatMap((diagnostic) =>
        diagnostic.urn === urn ? [named.exec(diagnostic.message) ?? []] : [],
      );
      const groups = edge.group.kind === "secret" ? [ofGroup, ...said.map(([, , group]) => group)] : [];
      const targets = edge.target.kind === "secret" ? [ofTarget, ...said.map(([, target]) => target)] : [];
      for (const secret of [...groups, ...targets]) if (secret) secrets.add(secret);
    }
  }
  return (text) => [...secrets].reduce(withoutWord, text);
}

function withoutWord(text: string, secret: string): string {
  const word = new RegExp(`(?<![\\w-])${secret.replace(/[^\w]/g, "\\$&")}(?![\\w-])`, "g");
  return text.replace(word, secretText);
}

/**
 * IDs that the program marks as secret. The plan holds "[secret]" in their place; the ID of a resource, and what the
 * provider says of it, hold them (an ID is what a membership is found by), so they are taken out of messages here.
 */
import type { PreviewDocument, State } from "./document";
import { edgeOf, secretText } from "./edge";

/** The sentences of `provider/lifecycle/failure.ts`: the target, and the group. */
const named = /: cannot .*?(?:instance|network interface) (\S+) (?:to|is in|out of) security group (\S+?): /;

/** A function that puts "[secret]" in place of what is secret. */
export function withoutSecrets({ steps, diagnostics }: PreviewDocument): (text: string) => string {
  const secrets = new Set<string>();
  for (const { urn, oldState, newState } of steps) {
    const messages = diagnostics.filter((diagnostic) => diagnostic.urn === urn).map(({ message }) => message);
    for (const state of [oldState, newState]) {
      for (const secret of state ? secretsOf(state, urn, messages) : []) secrets.add(secret);
    }
  }
  return (text) => [...secrets].reduce(withoutWord, text);
}

function secretsOf(state: State, urn: string, messages: readonly string[]): readonly string[] {
  const edge = edgeOf(state, urn);
  if (!edge) return [];
  const [, , ofGroup, ofTarget] = state.id?.split("/") ?? [];
  const said = messages.map((message) => named.exec(message));
  const groups = edge.group.kind === "secret" ? [ofGroup, ...said.map((match) => match?.[2])] : [];
  const targets = edge.target.kind === "secret" ? [ofTarget, ...said.map((match) => match?.[1])] : [];
  return [...groups, ...targets].filter((text) => text !== undefined && text !== "") as readonly string[];
}

function withoutWord(text: string, secret: string): string {
  const word = new RegExp(`(?<![\\w-])${secret.replace(/[^\w]/g, "\\$&")}(?![\\w-])`, "g");
  return text.replace(word, secretText);
}

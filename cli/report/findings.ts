/** What the preview said beside its plan: errors, by the membership that they are about, and notices. */
import { shownWithResource } from "../../provider/lifecycle/notices";
import { factsIn, holdsFacts, type PreviewFacts } from "../../provider/lifecycle/preview-facts";
import type { Diagnostic, PreviewDocument } from "./document";
import { sortedTexts } from "./order";
import { isMembership } from "./resources";
import { nameOf } from "./urn";

export interface Findings {
  /** The preview failed, whether or not it said why. */
  readonly failed: boolean;
  /** By URN of a membership: why it cannot work; empty where the error says nothing. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  /** Of the stack and of other resources. */
  readonly errors: readonly string[];
  /** Warnings, and what the program and its providers printed. */
  readonly notices: readonly string[];
  /** What the program process says for the report; undefined if it says nothing. */
  readonly facts: PreviewFacts | undefined;
}

/** The engine ends a failed preview with this, and says nothing by it. */
const emptyError = "preview failed";

export function findingsIn({ diagnostics }: PreviewDocument): Findings {
  const refused = new Map<string, string[]>();
  const errors: string[] = [];
  const notices: string[] = [];
  const facts = factsOf(diagnostics);
  for (const diagnostic of diagnostics) {
    const message = messageOf(diagnostic);
    switch (diagnostic.severity) {
      case "error": {
        const { urn } = diagnostic;
        const said = message === "" ? [] : [message];
        if (urn !== undefined && isMembership(urn)) refused.set(urn, [...(refused.get(urn) ?? []), ...said]);
        else errors.push(...said.map((why) => (urn === undefined || urn === "" ? why : `${nameOf(urn)}: ${why}`)));
        break;
      }
      case "debug":
        break;
      default:
        if (holdsFacts(diagnostic.message)) break;
        if (message !== "") notices.push(message);
    }
  }
  const summaries = facts?.summaries ?? [];
  const told = errors.filter((message) => message !== emptyError && !summaries.includes(message));
  const known = [...told, ...[...refused.values()].flat()];
  return {
    failed: diagnostics.some(({ severity }) => severity === "error"),
    refused: new Map([...refused].map(([urn, messages]) => [urn, sortedTexts(messages)])),
    errors: sortedTexts(known.length > 0 ? told : errors),
    // The SDK prints an error of a provider too, once more and again.
    notices: sortedTexts(
      notices.filter(
        (notice) => !notice.includes(shownWithResource) && !known.some((error) => notice.startsWith(error)),
      ),
    ),
    facts,
  };
}

/** A program that goes on declaring after it was asked is asked again: the line about most memberships is the last one. */
function factsOf(diagnostics: readonly Diagnostic[]): PreviewFacts | undefined {
  const all = diagnostics.flatMap(({ message }) => factsIn(message) ?? []);
  return all.sort((a, b) => b.declared - a.declared)[0];
}

/** Without what the engine puts around it, and without the lines of a stack trace. */
function messageOf({ message, severity }: Diagnostic): string {
  const text = message
    .split("\n")
    .filter((line) => !/^\s+at /.test(line))
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
  const own = [`${severity}:`, "Preview failed:"].reduce(withoutPrefix, text);
  const [, property, problem] = /^\S+ resource '.*': property (\S+) value \{.*\} has a problem: (.*)$/.exec(own) ?? [];
  return property === undefined || problem === undefined ? own : `${property}: ${problem}`;
}

function withoutPrefix(text: string, prefix: string): string {
  return text === prefix || text.startsWith(`${prefix} `) ? text.slice(prefix.length + 1) : text;
}

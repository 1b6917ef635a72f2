/** What the preview said beside its plan: errors, by the membership that they are about, and notices. */
import { refusedAll } from "../../provider/lifecycle/notices";
import type { Diagnostic, PreviewDocument } from "./document";
import { sortedTexts } from "./order";
import { isMembership } from "./resources";
import { nameOf } from "./urn";

export interface Findings {
  /** By URN of a membership: why it cannot work. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  /** Of the stack and of other resources. */
  readonly errors: readonly string[];
  /** Warnings, and what the program and its providers printed. */
  readonly notices: readonly string[];
}

/** The engine ends a failed preview with this, and says nothing by it. */
const emptyError = "preview failed";

export function findingsIn({ diagnostics }: PreviewDocument): Findings {
  const refused = new Map<string, string[]>();
  const errors: string[] = [];
  const notices: string[] = [];
  for (const diagnostic of diagnostics) {
    const message = messageOf(diagnostic);
    switch (diagnostic.severity) {
      case "error": {
        const { urn } = diagnostic;
        if (urn !== undefined && isMembership(urn)) refused.set(urn, [...(refused.get(urn) ?? []), message]);
        else errors.push(urn === undefined || urn === "" ? message : `${nameOf(urn)}: ${message}`);
        break;
      }
      case "debug":
        break;
      default:
        if (message !== "") notices.push(message);
    }
  }
  const told = errors.filter((message) => message !== emptyError && !message.endsWith(refusedAll));
  const known = [...told, ...[...refused.values()].flat()];
  return {
    refused: new Map([...refused].map(([urn, messages]) => [urn, sortedTexts(messages)])),
    errors: sortedTexts(known.length > 0 ? told : errors),
    // The SDK prints an error of a provider too, once more and again.
    notices: sortedTexts(notices.filter((notice) => !known.some((error) => notice.startsWith(error)))),
  };
}

/** Without what the engine puts around it, and without the lines of a stack trace. */
function messageOf({ message, severity }: Diagnostic): string {
  const text = message
    .split("\n")
    .filter((line) => !/^\s+at /.test(line))
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
  const plain = text.startsWith(`${severity}: `) ? text.slice(severity.length + 2) : text;
  const own = plain.replace(/^Preview failed: /, "");
  const [, property, problem] = /^\S+ resource '.*': property (\S+) value \{.*\} has a problem: (.*)$/.exec(own) ?? [];
  return property === undefined || problem === undefined ? own : `${property}: ${problem}`;
}

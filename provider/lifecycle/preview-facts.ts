/**
 * What a preview knows and its plan does not say, as one line of its diagnostics: the program process writes it, and
 * `secgroup report` reads it. A preview without the line, if it did not fail, has nothing to add: everything was asked,
 * and every new membership is a join.
 */
import * as z from "zod";

/** Begins the line, and is not changed: a report can read the previews of other versions. */
const marker = "secgroup-preview: ";

/** What the cloud says of a new membership: it is not there, it is there already, or it could not be asked. */
const answers = ["joins", "exists", "unasked"] as const;
export type Answer = (typeof answers)[number];

/** Resources are named as in their URN, or by the whole URN where two have the same name. */
const names = z.array(z.string());

const removalsSchema = z.object({
  /** In the state and no longer declared. */
  undeclared: names.default([]),
  /** As `undeclared`, and the cloud does not show the membership: there is nothing to leave. */
  gone: names.default([]),
  /** As `undeclared`, and another resource declares the same membership: its name by that of the old one. */
  renamed: z.record(z.string(), z.string()).default({}),
  /** As `undeclared`, if no membership of which an ID is not known yet turns out to be the same. */
  unsure: names.default([]),
});

const factsSchema = z.object({
  /** How many memberships the program declares: of two lines the one with more was written later. */
  declared: z.int(),
  /** The answer for new memberships that `others` does not name. */
  most: z.enum(answers).default("joins"),
  others: z.partialRecord(z.enum(answers), names).default({}),
  /** What was not asked whether memberships can be joined: accounts, or the setting that turns it off. */
  unchecked: names.default([]),
  /**
   * Only of a preview that fails for its memberships, for which the engine plans no removals: what the program gives up.
   * `notShown`: that cannot be told.
   */
  removals: z.union([removalsSchema, z.literal("notShown")]).optional(),
  /** Errors that only sum up what is said elsewhere. */
  summaries: names.default([]),
});
export type PreviewFacts = z.infer<typeof factsSchema>;
export type Removals = z.infer<typeof removalsSchema>;

/** The facts as a line. What is the default is left out. */
export function factsLine({ declared, most, others, unchecked, removals, summaries }: PreviewFacts): string {
  const told = {
    declared,
    ...(most !== "joins" && { most }),
    ...(Object.keys(others).length > 0 && { others }),
    ...(unchecked.length > 0 && { unchecked }),
    ...(removals !== undefined && { removals: typeof removals === "string" ? removals : filled(removals) }),
    ...(summaries.length > 0 && { summaries }),
  };
  return marker + JSON.stringify(told);
}

/** Without what is empty. */
function filled(removals: Removals): Partial<Removals> {
  return Object.fromEntries(Object.entries(removals).filter(([, value]) => Object.keys(value).length > 0));
}

/** The facts in a message; undefined if it holds none. */
export function factsIn(message: string): PreviewFacts | undefined {
  const line = message.split("\n").find((each) => each.startsWith(marker));
  if (line === undefined) return undefined;
  try {
    return factsSchema.safeParse(JSON.parse(line.slice(marker.length))).data;
  } catch {
    return undefined;
  }
}

/** Whether a message is the line, also one that cannot be read. */
export function holdsFacts(message: string): boolean {
  return message.split("\n").some((line) => line.startsWith(marker));
}

/** Answers by name, shortly: the most frequent one stands for all that are not named. */
export function summarized(byName: ReadonlyMap<string, Answer>): Pick<PreviewFacts, "most" | "others"> {
  const namesOf = (answer: Answer) => [...byName].flatMap(([name, own]) => (own === answer ? [name] : [])).sort();
  const groups = answers.map((answer) => ({ answer, names: namesOf(answer) }));
  const most = groups.reduce((best, each) => (each.names.length > best.names.length ? each : best)).answer;
  const others = groups.filter(({ answer, names: own }) => answer !== most && own.length > 0);
  return { most, others: Object.fromEntries(others.map(({ answer, names: own }) => [answer, own])) };
}

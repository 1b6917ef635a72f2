import * as fc from "fast-check";
import type { Fault } from "../../emulator";
import type { CrashPoint } from "./clouds";
import { type Beginning, type Edge, groupId, type Place, type Refusal, targetId } from "./places";

export interface Resource {
  readonly name: string;
  readonly edge: Edge;
  readonly timeoutSeconds: number;
  /** The account that the membership is managed by; several can reach one target. */
  readonly profile?: string | undefined;
}

/** In the order of registration. No two have the same name or the same edge. */
export type Program = readonly Resource[];

/** What somebody does at a console. */
export interface Drift {
  readonly edge: Edge;
  readonly does: "join" | "leave";
}

/** Another resource of the program writes a target's whole list of groups in the same `up`; the target's memberships wait for it. */
export interface InlineList {
  readonly target: number;
  readonly groups: readonly number[];
  /** How many memberships of other targets are registered before it, at most. */
  readonly after: number;
  /** How long it takes, in milliseconds. */
  readonly takesMs: number;
}

/** Something happens behind everybody's back, then somebody runs `pulumi refresh`, or not, and `pulumi up`. */
export interface Chapter {
  readonly drift: readonly Drift[];
  readonly refresh: boolean;
  readonly faults: readonly Fault[];
  readonly crash: CrashPoint | undefined;
  readonly parallel: number;
  readonly program: Program;
  readonly lists: readonly InlineList[];
  /** `--continue-on-error` */
  readonly goesOn: boolean;
}

/** Chapters with faults, and one without. */
export interface Story {
  readonly beginning: Beginning;
  readonly chapters: readonly Chapter[];
  readonly last: Chapter;
}

/** Long enough for whatever passes by itself. */
export const patient = 120;

const groupsOfEach = 4;
const edge = (): fc.Arbitrary<Edge> => fc.record({ target: fc.nat(2), group: fc.nat(groupsOfEach - 1) });
const edges = (maxLength: number): fc.Arbitrary<readonly Edge[]> =>
  fc.uniqueArray(edge(), { maxLength, comparator: isSame });

function isSame(one: Edge, other: Edge): boolean {
  return one.target === other.target && one.group === other.group;
}

/** Few names and few edges: so programs move, rename and swap what the one before declared. */
function programs(timeoutSeconds: fc.Arbitrary<number>): fc.Arbitrary<Program> {
  const profile = fc.constantFrom(undefined, undefined, "one", "two");
  const resource = fc.record({ name: fc.constantFrom("a", "b", "c", "d", "e"), edge: edge(), timeoutSeconds, profile });
  return fc.uniqueArray(resource, {
    maxLength: 5,
    comparator: (one, other) => one.name === other.name || isSame(one.edge, other.edge),
  });
}

const drifts = fc.array(fc.record({ edge: edge(), does: fc.constantFrom("join" as const, "leave" as const) }), {
  maxLength: 3,
});
const parallel = fc.constantFrom(1, 2, 8);
const list = fc.record({
  target: fc.nat(2),
  groups: fc.subarray([0, 1, 2, 3]),
  after: fc.nat(4),
  takesMs: fc.constantFrom(0, 1, 40, 500),
});
const lists = fc.uniqueArray(list, { maxLength: 2, comparator: (one, other) => one.target === other.target });

/** How long a fault lasts: for some requests, for some of them by chance, or for all. */
const lasting = fc.oneof(
  { weight: 4, arbitrary: fc.record({ times: fc.integer({ min: 1, max: 6 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ probability: fc.constantFrom(0.2, 0.5, 0.8), seed: fc.integer({ min: 1, max: 1000 }) }),
  },
  { weight: 1, arbitrary: fc.constant({}) },
);

export function faults({ cloud, actions, stale, refusals }: Place): fc.Arbitrary<Fault> {
  const { throttled, busy, internal, unauthorized } = refusals;
  const error = (kind: "error" | "errorAfter", refusal: Refusal) => fc.constant({ kind, ...refusal });
  const anywhere = fc.oneof(
    error("error", throttled),
    error("error", unauthorized),
    error("error", internal),
    error("errorAfter", internal),
    fc.constantFrom({ kind: "resetBefore" as const }, { kind: "resetAfter" as const }),
    fc.record({ kind: fc.constant("delay" as const), delayMs: fc.integer({ min: 1, max: 3 }) }),
  );
  const any = fc.option(fc.constantFrom(...actions.writes, ...actions.writes, ...actions.reads), { nil: undefined });
  const what = fc.oneof(
    { weight: 7, arbitrary: fc.tuple(any, anywhere) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...actions.writes), error("error", busy)) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...stale), fc.constant({ kind: "staleRead" as const })) },
  );
  return fc.tuple(what, lasting).map(([[action, fault], how]) => ({ cloud, action, ...fault, ...how }));
}

/** Whatever can happen to a write. */
export function writeFaults(place: Place): fc.Arbitrary<Fault> {
  const any = faults(place).filter(({ kind }) => kind !== "staleRead");
  return fc.tuple(any, fc.constantFrom(...place.actions.writes)).map(([fault, action]) => ({ ...fault, action }));
}

export const crashes: fc.Arbitrary<CrashPoint | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.record({ atCall: fc.integer({ min: 1, max: 14 }), sent: fc.boolean() }) },
);

export function stories(place: Place): fc.Arbitrary<Story> {
  const hasty = fc.constantFrom(patient, patient, 5);
  return fc.record({
    beginning: fc.record({
      foreign: edges(4),
      groupLimit: fc.constant(groupsOfEach + 1),
      visibilityDelayMs: fc.constantFrom(0, 0, 300, 3000),
    }),
    chapters: fc.array(
      fc.record({
        drift: drifts,
        refresh: fc.boolean(),
        faults: fc.array(faults(place), { maxLength: 3 }),
        crash: crashes,
        parallel,
        program: programs(hasty),
        lists,
        goesOn: fc.boolean(),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    last: fc.record({
      drift: drifts,
      refresh: fc.boolean(),
      faults: fc.constant([]),
      crash: fc.constant(undefined),
      parallel,
      program: programs(fc.constant(patient)),
      lists,
      goesOn: fc.boolean(),
    }),
  });
}

/** A story as one would tell it. */
export function describeStory(place: Place, { beginning, chapters, last }: Story): string {
  const { foreign, groupLimit, visibilityDelayMs } = beginning;
  const name = ({ target, group }: Edge) => `${targetId(place, target)} in ${groupId(place, group)}`;
  const list = (items: readonly string[]) => items.join(", ") || "nothing";
  const told = ({ drift, refresh, faults: disturbances, crash, parallel: atOnce, program, ...more }: Chapter) => [
    ...drift.map(({ edge: changed, does }) => `  by hand: ${does} ${name(changed)}`),
    ...disturbances.map((fault) => `  fault: ${JSON.stringify(fault)}`),
    ...(refresh ? [`  pulumi refresh`] : []),
    ...more.lists.map(({ target, groups, after, takesMs }) => {
      const written = list(groups.map((group) => groupId(place, group)));
      return `  in the up: the list of ${targetId(place, target)} is written: ${written} (after ${after}, ${takesMs} ms)`;
    }),
    `  pulumi up${more.goesOn ? " --continue-on-error" : ""}, ${atOnce} at a time${crash ? `, dies at ${JSON.stringify(crash)}` : ""}: ` +
      list(
        program.map(({ name: resource, edge: declared, timeoutSeconds, profile }) => {
          const time = timeoutSeconds === patient ? "" : ` (${timeoutSeconds} s)`;
          return `${resource} = ${name(declared)}${time}${profile === undefined ? "" : ` by ${profile}`}`;
        }),
      ),
  ];
  return [
    `${place.name}; at most ${groupLimit} groups a target; reads lag ${visibilityDelayMs} ms`,
    `  of others: ${list(foreign.map(name))}`,
    ...[...chapters, last].flatMap(told),
  ].join("\n");
}

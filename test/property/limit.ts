import * as fc from "fast-check";
import { CloudError } from "../../provider/model/errors";
import type { EmulatedCloud } from "./clouds";
import type { Edge, Place } from "./places";
import { Playing } from "./play";
import { type Chapter, crashes, patient, type Program, type Story, writeFaults } from "./story";

/** A target that is in as many groups as it may. */
export interface LimitStory extends Story {
  /** Takes the last free places. */
  readonly first: Chapter;
  /** Adds a membership, and gives none up. */
  readonly refused: Chapter;
  /** Whether the provider knows the limit, or hears of it from the cloud. */
  readonly known: boolean;
}

const calm = { drift: [], refresh: false, faults: [], crash: undefined, parallel: 2, lists: [], goesOn: false };
const names = ["a", "b", "c"] as const;

/** Then one membership goes and another comes, with and without faults: by one resource, by two, or by all of a list's indexes. */
export function limitStories(place: Place): fc.Arbitrary<LimitStory> {
  const full = fc.record({
    target: fc.nat(2),
    groups: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
    own: fc.integer({ min: 1, max: 3 }),
    others: fc.nat(2),
    moved: fc.nat(2),
    how: fc.constantFrom("inPlace" as const, "oneForAnother" as const, "byIndex" as const),
    parallel: fc.constantFrom(1, 2, 8),
    goesOn: fc.boolean(),
    // Of Tencent's interfaces the code leaves open whose quota it is: without the limit nobody could tell.
    limit: fc.record({
      known: place.cloud === "tencentcloud" ? fc.constant(true) : fc.boolean(),
      faults: fc.array(writeFaults(place), { maxLength: 3 }),
    }),
    crash: crashes,
    visibilityDelayMs: fc.constantFrom(0, 300),
  });
  return full.map(({ target, groups, own, others, moved, how, parallel, goesOn, limit, crash, visibilityDelayMs }) => {
    const edges = groups.map((group): Edge => ({ target, group }));
    const [fresh, ...taken] = edges as [Edge, ...Edge[]];
    const program = taken.slice(0, own).map((edge, index) => resource(names[index] ?? "", edge));
    const foreign = taken.slice(own, own + others);
    const leaving = program[moved % program.length];
    const staying = program.filter((each) => each !== leaving);
    const chapter = (declared: Program): Chapter => ({ ...calm, parallel, goesOn, program: declared });
    const shifted = [...staying.map(({ edge }) => edge), fresh];
    const exchanged = chapter(
      {
        inPlace: [resource(leaving?.name ?? "", fresh), ...staying],
        oneForAnother: [resource("new", fresh), ...staying],
        byIndex: shifted.map((edge, index) => resource(names[index] ?? "", edge)),
      }[how],
    );
    return {
      beginning: { foreign, groupLimit: 1 + program.length + foreign.length, visibilityDelayMs },
      // An old place that is to be left at once is known by the limit.
      known: limit.known || how === "byIndex",
      first: chapter(program),
      refused: { ...chapter([resource("new", fresh), ...program]), goesOn: false },
      chapters: [{ ...exchanged, faults: limit.faults, crash }],
      last: exchanged,
    };
  });
}

function resource(name: string, edge: Edge) {
  return { name, edge, timeoutSeconds: patient };
}

/**
 * Holds what was promised of a target that is in as many groups as it may: a program that only adds a membership is
 * refused, with advice and with nothing lost; one of which a membership goes and another comes converges in one `up`, and
 * what stays is there after any `up`, however the joins of that one are refused.
 */
export async function playAtLimit(place: Place, story: LimitStory, cloud: EmulatedCloud): Promise<void> {
  cloud.begin(story.beginning);
  const played = new Playing(place, cloud, story.known ? story.beginning.groupLimit : undefined);
  await played.chapter(story.first);
  const before = cloud.memberships();
  await played.refused(story.refused, (error) => {
    const { cause, message } = error instanceof Error ? error : { cause: undefined, message: "" };
    return (
      cause instanceof CloudError && cause.kind === "targetQuota" && message.includes("change securityGroupId in place")
    );
  });
  const after = cloud.memberships();
  const lost = [...before].filter((id) => !after.has(id));
  if (lost.length > 0) throw new Error(`lost by an up that was refused: ${lost.join(", ")}`);
  for (const chapter of story.chapters) await played.chapter(chapter);
  await played.chapter(story.last);
}

import * as fc from "fast-check";
import { EmulatedCloud } from "./clouds";
import { limitStories, playAtLimit } from "./limit";
import type { Place } from "./places";
import { play } from "./play";
import { describeStory, stories } from "./story";

/** `SECGROUP_PROPERTY_SEED` and `SECGROUP_PROPERTY_RUNS` (for each place) take the place of these. */
const seed = Number(process.env["SECGROUP_PROPERTY_SEED"] ?? 20_260_101);
const runsOf = (runs: number) => Number(process.env["SECGROUP_PROPERTY_RUNS"] ?? runs);

jest.setTimeout(600_000);

/** What holds of every place, whatever happens. */
export function testConvergence(place: Place, runs: number): void {
  describe(place.name, () => {
    let cloud: EmulatedCloud;
    beforeAll(async () => {
      cloud = await EmulatedCloud.start(place);
    });
    afterAll(() => cloud.close());

    test("once nothing disturbs it, one up converges, and a second changes nothing", async () => {
      await holds({
        stories: stories(place),
        runs: runsOf(runs),
        play: (story) => play(place, story, cloud),
        describe: (story) => describeStory(place, story),
      });
    });

    test("at a target's limit, adding is refused with nothing lost, and giving one up for another converges in one up", async () => {
      await holds({
        stories: limitStories(place),
        runs: runsOf(Math.ceil(runs / 5)),
        play: (story) => playAtLimit(place, story, cloud),
        describe: ({ first, refused, known, ...story }) =>
          [
            describeStory(place, { ...story, chapters: [first, refused, ...story.chapters] }),
            `  the provider ${known ? "knows" : "does not know"} the limit`,
          ].join("\n"),
      });
    });
  });
}

interface Property<T> {
  readonly stories: fc.Arbitrary<T>;
  readonly runs: number;
  readonly play: (story: T) => Promise<void>;
  readonly describe: (story: T) => string;
}

/** As `fc.assert`, with the shrunk story told. */
async function holds<T>({ stories: all, runs, play: tell, describe: describeOne }: Property<T>): Promise<void> {
  const property = fc.asyncProperty(all, tell);
  const found = await fc.check(property, { seed, numRuns: runs });
  if (!found.failed) return;
  const story = found.counterexample ? describeOne(found.counterexample[0]) : "";
  const where = `SECGROUP_PROPERTY_SEED=${found.seed}, case ${found.numRuns}, shrunk ${found.numShrinks} times`;
  throw new Error(`${String(found.errorInstance)}\n\n${story}\n\n${where}`, { cause: found.errorInstance });
}

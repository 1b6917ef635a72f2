/**
 * The stories of `test/property`, through the real engine: each round one of each cloud, in one program. The state goes
 * over from round to round, so that a round begins with what the one before left in the state and not in the world.
 */
import * as fc from "fast-check";
import { type Emulator, startEmulator, type World } from "../../emulator";
import { membershipId } from "../property/clouds";
import { Ledger } from "../property/ledger";
import {
  alibaba,
  baiduEnterprise,
  baiduOrdinary,
  groupId,
  type Place,
  targetId,
  tencent,
  worldOf,
} from "../property/places";
import { declared } from "../property/play";
import { type Chapter, describeStory, patient, type Program, stories, type Story } from "../property/story";
import { Stack } from "./stack";

jest.setTimeout(600_000);

const seed = Number(process.env["SECGROUP_PROPERTY_SEED"] ?? 20_260_101);
const rounds = 8;

let emulator: Emulator;
let stack: Stack;
beforeAll(async () => {
  emulator = await startEmulator({ world: {}, rateLimit: false });
  const env = Object.assign({}, alibaba.env, tencent.env, baiduOrdinary.env) as Record<string, string>;
  stack = await Stack.create({ ...env, SECGROUP_ENDPOINT: emulator.url });
});
afterAll(async () => {
  await emulator.close();
  await stack.close();
});

/** One place and its story. */
interface Part {
  readonly place: Place;
  readonly story: Story;
}

const tellings = Array.from({ length: rounds }, (_, round) =>
  [alibaba, tencent, round % 2 === 0 ? baiduOrdinary : baiduEnterprise].map((place, index): Part => {
    const [story] = fc.sample(stories(place), { seed: seed + round * 3 + index, numRuns: 1 });
    if (!story) throw new Error("no story");
    return { place, story: { ...story, beginning: { ...story.beginning, visibilityDelayMs: 0 } } };
  }),
);

test.each(tellings.map((parts, round) => ({ round, parts })))(
  "round $round: an up after all disturbances converges on three clouds, and a second changes nothing",
  async ({ parts }) => {
    try {
      await play(parts);
    } catch (error) {
      const told = parts.map(({ place, story }) => describeStory(place, { ...story, chapters: [firstOf(story)] }));
      throw new Error(`${String(error)}\n\n${told.join("\n\n")}\n\nSECGROUP_PROPERTY_SEED=${seed}`, { cause: error });
    }
  },
);

async function play(parts: readonly Part[]): Promise<void> {
  emulator.setFaults([]);
  emulator.replaceWorld(
    Object.assign({}, ...parts.map(({ place, story }) => worldOf(place, story.beginning))) as World,
  );
  const ledger = new Ledger(present(), held());

  const first = parts.map(({ place, story }) => ({ place, chapter: firstOf(story) }));
  drift(first, ledger);
  emulator.setFaults(first.flatMap(({ chapter }) => chapter.faults));
  stack.program(programOf(first));
  await stack.up();
  ledger.takeOver(held());
  ledger.expectAllAccounted("up", present(), held());

  const last = parts.map(({ place, story }) => ({ place, chapter: withTime(story.last) }));
  emulator.setFaults([]);
  drift(last, ledger);
  stack.program(programOf(last));
  expect(await stack.up()).toMatchObject({ code: 0 });
  ledger.takeOver(held());
  const ids = last.flatMap(({ place, chapter }) => chapter.program.map(({ edge }) => idOf(place, edge)));
  ledger.expectConverged(present(), ids);

  emulator.clearRequests();
  expect(await stack.up("--expect-no-changes")).toMatchObject({ code: 0 });
  const asked = emulator.requests().log.map(({ action }) => action);
  expect(asked.filter((action) => parts.some(({ place }) => place.actions.writes.includes(action)))).toEqual([]);
  ledger.expectConverged(present(), ids);
}

interface Scene {
  readonly place: Place;
  readonly chapter: Chapter;
}

/** The first chapter alone, with faults that end by themselves before long: here time is real. */
function firstOf({ chapters: [first], last }: Story): Chapter {
  const { faults, ...chapter } = first ?? last;
  const short = faults.map((fault) => ({
    ...fault,
    probability: undefined,
    seed: undefined,
    times: Math.min(fault.times ?? 2, 2),
  }));
  return withTime({ ...chapter, faults: short });
}

function withTime(chapter: Chapter): Chapter {
  const program: Program = chapter.program.map((resource) => ({ ...resource, timeoutSeconds: patient }));
  return { ...chapter, refresh: false, crash: undefined, program };
}

function drift(scenes: readonly Scene[], ledger: Ledger): void {
  for (const { place, chapter } of scenes) {
    for (const { edge, does } of chapter.drift) {
      const { cloud, region } = place;
      const id = idOf(place, edge);
      const group = groupId(place, edge.group);
      const target = targetId(place, edge.target);
      const groups = groupsOf(place, target).filter((each) => each !== group);
      if (does === "leave") ledger.foreign.delete(id);
      else if (!present().has(id) && !held().has(id)) ledger.foreign.add(id);
      emulator.setGroups({ cloud, region, targetId: target, groups: does === "leave" ? groups : [...groups, group] });
    }
  }
}

function programOf(scenes: readonly Scene[]): string {
  return scenes
    .flatMap(({ place, chapter }) =>
      [...declared(place, chapter.program)].map(([name, args]) => ({ place, name, args })),
    )
    .map(({ place, name, args }) => `new M("${place.cloud}-${name}", ${JSON.stringify(args)});`)
    .join("\n");
}

function targetsOf({ cloud, region }: Place) {
  const { instances = [], networkInterfaces = [] } = emulator.world[cloud].regions[region] ?? {};
  return [...instances, ...networkInterfaces];
}

function groupsOf(place: Place, target: string): readonly string[] {
  return targetsOf(place).find(({ id }) => id === target)?.groups ?? [];
}

function present(): Set<string> {
  const all = [alibaba, tencent, baiduOrdinary].flatMap((place) =>
    targetsOf(place).flatMap(({ id, groups }) => groups.map((group) => membershipId(place, group, id))),
  );
  return new Set(all);
}

function held(): Set<string> {
  return new Set(stack.memberships().flatMap(({ id }) => id ?? []));
}

function idOf(place: Place, { target, group }: { readonly target: number; readonly group: number }): string {
  return membershipId(place, groupId(place, group), targetId(place, target));
}

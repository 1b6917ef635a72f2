/**
 * The stories of `test/property`, through the real engine: each round one of each cloud, in one program. The state goes
 * over from round to round, so that a round begins with what the one before left in the state and not in the world.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
import { inlineClass } from "./scenarios/inline";
import { Stack } from "./stack";

jest.setTimeout(600_000);

const seed = Number(process.env["SECGROUP_PROPERTY_SEED"] ?? 20_260_101);
const rounds = 8;

let emulator: Emulator;
let stack: Stack;
let home: string;
beforeAll(async () => {
  emulator = await startEmulator({ world: {}, rateLimit: false });
  const env = Object.assign({}, alibaba.env, tencent.env, baiduOrdinary.env) as Record<string, string>;
  stack = await Stack.create({ ...env, SECGROUP_ENDPOINT: emulator.url });
  home = stack.path("../home-of-user");
  writeProfiles();
});
afterAll(async () => {
  await emulator.close();
  await stack.close();
});

/** The profiles that stories name, of the same account. */
function writeProfiles(): void {
  const key = (cloud: Place, prefix: string, suffix: string) => cloud.env[prefix + suffix] ?? "";
  const profiles = ["one", "two"];
  const ofAlibaba = (name: string) => ({
    ...{ name, mode: "AK", access_key_id: key(alibaba, "ALIBABA_CLOUD_ACCESS_KEY_", "ID") },
    access_key_secret: key(alibaba, "ALIBABA_CLOUD_ACCESS_KEY_", "SECRET"),
  });
  const ofTencent = {
    secretId: key(tencent, "TENCENTCLOUD_SECRET_", "ID"),
    secretKey: key(tencent, "TENCENTCLOUD_SECRET_", "KEY"),
  };
  const ofBaidu = (name: string) => ({
    ...{ name, mode: "AK", access_key_id: key(baiduOrdinary, "BCE_ACCESS_KEY_", "ID") },
    secret_access_key: key(baiduOrdinary, "BCE_SECRET_ACCESS_", "KEY"),
  });
  const files = {
    ".aliyun/config.json": { current: "one", profiles: profiles.map(ofAlibaba) },
    ".tccli/one.credential": ofTencent,
    ".tccli/two.credential": ofTencent,
    ".bce/config.json": { profiles: profiles.map(ofBaidu) },
  };
  for (const [file, content] of Object.entries(files)) {
    const path = join(home, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(content));
  }
}

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
  await up(first, ledger);
  ledger.expectAllAccounted("up", present(), held());

  const last = parts.map(({ place, story }) => ({ place, chapter: withTime(story.last) }));
  emulator.setFaults([]);
  drift(last, ledger);
  const undisturbed = await up(last, ledger);
  if (undisturbed.code !== 0) throw new Error(undisturbed.text);
  const ids = last.flatMap(({ place, chapter }) => chapter.program.map(({ edge }) => idOf(place, edge)));
  ledger.expectConverged(present(), ids);

  emulator.clearRequests();
  expect(await run("--expect-no-changes")).toMatchObject({ code: 0 });
  const asked = emulator.requests().log.map(({ action }) => action);
  expect(asked.filter((action) => parts.some(({ place }) => place.actions.writes.includes(action)))).toEqual([]);
  ledger.expectConverged(present(), ids);
}

const run = (...args: string[]) => stack.run(["up", "--yes", "--skip-preview", ...args], { env: { HOME: home } });

/** Lists are written anew in each. */
let ups = 0;

async function up(scenes: readonly Scene[], ledger: Ledger) {
  const nonce = String(++ups);
  const before = present();
  const heldBefore = held();
  stack.program(programOf(scenes, nonce));
  const goesOn = scenes.some(({ chapter }) => chapter.goesOn);
  const parallel = Math.min(...scenes.map(({ chapter }) => chapter.parallel));
  const ended = await run("--parallel", String(parallel), ...(goesOn ? ["--continue-on-error"] : []));
  for (const { place, targetId: target, groups } of scenes.flatMap(listsOf)) {
    // One that a failure elsewhere stopped has written nothing.
    if (!new RegExp(`"nonce":\\s*"${nonce}:${place.cloud}:${target}"`).test(stack.stateText())) continue;
    for (const id of [...ledger.foreign]) {
      const isWritten = groups.some((group) => membershipId(place, group, target) === id);
      if (id.startsWith(`${place.cloud}/`) && id.endsWith(`/${target}`) && !isWritten) ledger.foreign.delete(id);
    }
    // No membership of the target is written before the list is, since all depend on it.
    for (const group of groups) {
      const id = membershipId(place, group, target);
      if (!before.has(id) && !heldBefore.has(id)) ledger.foreign.add(id);
    }
  }
  ledger.takeOver(held());
  return ended;
}

/** The lists of groups inside the targets that the program writes, one a target. */
function listsOf({ place, chapter }: Scene) {
  const byTarget = new Map(chapter.lists.map((list) => [list.target, list]));
  return [...byTarget.values()].map(({ target, groups, after, takesMs }) => ({
    ...{ place, after, takesMs, targetId: targetId(place, target) },
    groups: [place.home, ...groups.map((group) => groupId(place, group))],
  }));
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

function programOf(scenes: readonly Scene[], nonce: string): string {
  const parts = scenes.flatMap((scene) => {
    const { place, chapter } = scene;
    const lists = listsOf(scene);
    const memberships = [...declared(place, chapter.program)].map(([name, args]) => {
      const list = lists.find(({ targetId: target }) => Object.values(args).includes(target));
      const target = list && `{ dependsOn: [resources["${place.cloud}-${list.targetId}"]] }`;
      return { list, text: `new M("${place.cloud}-${name}", ${JSON.stringify(args)}, ${target});` };
    });
    const others = memberships.filter(({ list }) => list === undefined).map(({ text }) => text);
    const written = lists.map(({ after, takesMs, groups, targetId: target }) => {
      const { cloud, region } = place;
      const args = { cloud, region, targetId: target, groups, takesMs, nonce: `${nonce}:${cloud}:${target}` };
      return { after, text: `inline("${cloud}-${target}", ${JSON.stringify(args)});` };
    });
    const registered = others.map((text, index) => [
      ...written.filter(({ after }) => after === index).map(({ text: list }) => list),
      text,
    ]);
    const late = written.filter(({ after }) => after >= others.length).map(({ text }) => text);
    const waiting = memberships.filter(({ list }) => list !== undefined).map(({ text }) => text);
    return [...registered.flat(), ...late, ...waiting];
  });
  return ["const resources = {};", inlineClass(emulator.url), ...parts].join("\n");
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

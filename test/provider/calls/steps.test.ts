import { withCalls } from "../../../provider/accounts";
import { Steps } from "../../../provider/calls/steps";
import { noRates, type Rates } from "../../../provider/clouds/cloud";
import { targetOf } from "../../../provider/model/membership";
import { ManualClock } from "../manualClock";
import { callFor, recordOf, scriptedCloud } from "../scriptedCloud";
import { engineOf, uneven } from "./engine";

/** Steps that are answered when the test says so. */
function stepsWith() {
  const clock = new ManualClock();
  const steps = new Steps(clock);
  const answers: (() => void)[] = [];
  const arrive = () => void steps.during(() => new Promise<void>((answer) => answers.push(answer)));
  const arriveEach = async (gapMs: number, count: number) => {
    for (let each = 1; each <= count; each++) {
      await clock.pass(gapMs);
      arrive();
    }
  };
  const answer = async (count: number) => {
    answers.splice(0, count).forEach((resolve) => resolve());
    await clock.pass(0);
  };
  /** How long it takes from now until it is clear that nobody comes; 10 to 1,000 ms where nothing is answered. */
  const quietIn = () => steps.quietAt(0, 10, 1_000) - clock.now();
  /** Everybody under way waits, and nobody comes for long. */
  const confirm = async (count: number) => {
    steps.countWaiting(count);
    await clock.pass(2_000);
    steps.nobodyCame();
    steps.countWaiting(-count);
  };
  return { clock, steps, arriveEach, answer, quietIn, confirm };
}

describe("silence", () => {
  test("of the least pause is enough as long as nothing is known", () => {
    const { quietIn } = stepsWith();
    expect(new Steps(new ManualClock()).quietAt(5, 10, 1_000)).toBe(15);
    expect(quietIn()).toBe(10);
  });

  test("of a slow engine has to be longer, within the limit", async () => {
    const { arriveEach, quietIn } = stepsWith();
    await arriveEach(50, 20);
    expect(quietIn()).toBeCloseTo(300);
    await arriveEach(400, 60);
    expect(quietIn()).toBe(1_000);
    await arriveEach(1, 80);
    expect(quietIn()).toBe(10);
  });

  test("for another reason tells little of the engine", async () => {
    const { arriveEach, quietIn } = stepsWith();
    await arriveEach(50, 20);
    await arriveEach(60_000, 1);
    expect(quietIn()).toBeLessThan(500);
  });

  test("of a program that makes other things is not taken for the engine's", async () => {
    const { arriveEach, answer, quietIn } = stepsWith();
    await arriveEach(20, 8);
    for (let each = 1; each <= 60; each++) {
      await answer(1);
      await arriveEach(10_000, 1);
    }
    // At most what it takes to write one answer down, at the slowest, and the longest pause.
    expect(quietIn()).toBeLessThanOrEqual(500 * 1.25 + 1_000);
  });

  test("before the engine prepared a step is not its pace", async () => {
    const { clock, steps, arriveEach, quietIn } = stepsWith();
    for (let each = 1; each <= 40; each++) {
      await clock.pass(400);
      steps.prepare();
      await arriveEach(15, 1);
    }
    expect(quietIn()).toBeLessThan(100);
  });

  test("of minutes means that all was written down, and teaches nothing", async () => {
    const { clock, arriveEach, answer, quietIn } = stepsWith();
    await arriveEach(20, 100);
    await answer(50);
    await clock.pass(1_000);
    await answer(49);
    await clock.pass(300_000);
    await arriveEach(0, 1);
    expect(quietIn()).toBeCloseTo(120, -1);
  });

  test("with no step under way tells little of it: perhaps there was none to hand over", async () => {
    const { arriveEach, answer, quietIn } = stepsWith();
    for (let each = 1; each <= 20; each++) {
      await arriveEach(400, 1);
      await answer(1);
    }
    expect(quietIn()).toBeLessThan(110);
  });

  test("in which the engine prepares a step is none", async () => {
    const { clock, steps, quietIn } = stepsWith();
    await clock.pass(500);
    steps.prepare();
    await clock.pass(4);
    expect(quietIn()).toBe(6);
  });

  test("counts only when what was answered can have been written down", async () => {
    const { clock, arriveEach, answer, quietIn } = stepsWith();
    await arriveEach(20, 50);
    await answer(40);
    expect(quietIn()).toBeGreaterThan(40 * 20);
    await clock.pass(40 * 20 + 20);
    // The first of the next says that all 40 are.
    await arriveEach(0, 1);
    expect(quietIn()).toBeCloseTo(120, -1);
  });

  test("is not over when a step comes that was on its way before", async () => {
    const { arriveEach, answer, quietIn } = stepsWith();
    await arriveEach(20, 50);
    await answer(40);
    await arriveEach(20, 3);
    expect(quietIn()).toBeGreaterThan(40 * 20);
  });

  test("is as long as writing down took the last time, where that takes longer than handing over", async () => {
    const { arriveEach, answer, quietIn } = stepsWith();
    await arriveEach(20, 50);
    await answer(40);
    await arriveEach(41 * 30, 1);
    await arriveEach(20, 39);
    await answer(40);
    expect(quietIn()).toBeGreaterThan(40 * 30);
  });

  test("after steps that failed is like that after any other", async () => {
    const quietAfter = async (work: () => Promise<void>) => {
      const clock = new ManualClock();
      const steps = new Steps(clock);
      const ended = Array.from({ length: 3 }, () => steps.during(() => clock.sleep(20).then(work)));
      const results = Promise.allSettled(ended);
      await clock.pass(20);
      return { quietAt: steps.quietAt(0, 10, 1_000), results: (await results).map(({ status }) => status) };
    };
    const failed = await quietAfter(() => Promise.reject(new Error("no")));
    const done = await quietAfter(() => Promise.resolve());
    expect(failed.results).toEqual(["rejected", "rejected", "rejected"]);
    expect(failed.quietAt).toBe(done.quietAt);
  });
});

describe("all that can come", () => {
  test("are known once nobody came, so that the next time they hardly wait, and less each time", async () => {
    const { steps, arriveEach, answer, quietIn, confirm } = stepsWith();
    await arriveEach(20, 8);
    steps.countWaiting(8);
    expect(quietIn()).toBeCloseTo(120);
    steps.countWaiting(-8);
    await confirm(8);
    for (const expected of [30, 15, 10]) {
      await answer(8);
      await arriveEach(200, 1);
      await arriveEach(20, 7);
      steps.countWaiting(8);
      expect(quietIn()).toBeCloseTo(expected, -1);
      steps.countWaiting(-8);
      await confirm(8);
    }
  });

  test("are waited for with patience while some are missing", async () => {
    const { steps, arriveEach, answer, quietIn, confirm } = stepsWith();
    await arriveEach(20, 8);
    await confirm(8);
    await answer(8);
    await arriveEach(200, 1);
    await arriveEach(20, 6);
    steps.countWaiting(7);
    expect(quietIn()).toBeCloseTo(240, -1);
  });

  test("are there, if the engine prepares its steps and has none prepared", async () => {
    const { steps, arriveEach, answer, quietIn, confirm } = stepsWith();
    const prepareEach = async (gapMs: number, count: number) => {
      for (let each = 1; each <= count; each++) {
        steps.prepare();
        await arriveEach(gapMs, 1);
      }
    };
    await prepareEach(20, 40);
    await confirm(40);
    await answer(20);
    await prepareEach(20, 8);
    steps.countWaiting(28);
    expect(quietIn()).toBeCloseTo(120, -1);
    steps.prepare();
    expect(quietIn()).toBeGreaterThan(240);
    // One that was not prepared: there can be more of those.
    await arriveEach(20, 2);
    expect(quietIn()).toBeGreaterThan(240);
  });

  test("are more when more come, and fewer when nobody came with fewer", async () => {
    const { steps, arriveEach, answer, quietIn, confirm } = stepsWith();
    await arriveEach(20, 8);
    await confirm(8);
    await arriveEach(20, 1);
    steps.countWaiting(9);
    expect(quietIn()).toBeGreaterThan(100); // more than was known: perhaps more still
    steps.countWaiting(-9);
    await answer(4);
    await confirm(5);
    steps.countWaiting(5);
    await arriveEach(20, 0);
    expect(steps.quietAt(3_000, 10, 1_000)).toBeLessThan(3_050);
  });

  test("are too few to tell where they are fewer than four", async () => {
    const { clock, steps, arriveEach, confirm } = stepsWith();
    await arriveEach(20, 3);
    await confirm(3);
    steps.countWaiting(3);
    const now = clock.now();
    expect(steps.quietAt(now, 10, 1_000) - now).toBeCloseTo(120);
  });
});

interface Sharing {
  readonly parallel: number;
  readonly targets: number;
  readonly groups: number;
  /** Of the cloud: 100, and ten joins a second, on Tencent Cloud; one, and no rate, on Alibaba Cloud. */
  readonly targetsPerWrite: number;
  /** How long the cloud takes for a join, in milliseconds; default: 20, as for a read. */
  readonly joinMs?: () => number;
  readonly writeMs: () => number;
  readonly prepares: boolean;
}

/** Joins edges target by target, and looks again after each, as the life cycle does. */
function world({ targetsPerWrite, joinMs = () => 20 }: Pick<Sharing, "targetsPerWrite" | "joinMs">) {
  const clock = new ManualClock();
  const steps = new Steps(clock);
  const calls = { read: 0, join: 0 };
  const answer = <T>(action: keyof typeof calls, answers: T): Promise<T> => {
    calls[action] += 1;
    return clock.sleep(action === "join" ? joinMs() : 20).then(() => answers);
  };
  const rates: Rates = targetsPerWrite === 1 ? noRates : { ...noRates, join: { instance: 10 }, read: { instance: 40 } };
  const cloud = withCalls(
    {
      ...scriptedCloud({}),
      limits: { targetsPerWrite, idsPerRead: 100, rates, groupsPerTarget: 5 },
      readTargets: (targets) => answer("read", new Map(targets.map(({ id }) => [id, recordOf(id)]))),
      join: (_group, targets) => answer("join", new Map(targets.map(({ id }) => [id, { outcome: "joined" }]))),
    },
    clock,
    () => 0.5,
    steps,
  );
  const join = async (group: string, id: string) => {
    const call = callFor(300, clock);
    await cloud.join(group, [targetOf(id)], call);
    await cloud.readTargets([targetOf(id)], { ...call, fresh: true });
  };
  /** Runs to the end, and tells how long it took, in seconds. */
  const run = async (
    model: Pick<Sharing, "parallel" | "writeMs" | "prepares">,
    works: readonly (() => Promise<unknown>)[],
  ) => {
    const beganAt = clock.now();
    await clock.passUntil(engineOf(model, steps, clock)(works));
    return (clock.now() - beganAt) / 1000;
  };
  return { clock, steps, calls, join, run };
}

async function joinAll({ targets, groups, ...model }: Sharing) {
  const { calls, join, run } = world(model);
  const edges = Array.from({ length: targets * groups }, (_, index) => ({
    id: `i-${Math.floor(index / groups)}`,
    group: `sg-${index % groups}`,
  }));
  const seconds = await run(
    model,
    edges.map(
      ({ group, id }) =>
        () =>
          join(group, id),
    ),
  );
  return { ...calls, seconds };
}

/** How long the engine takes for nothing but its own writing, in seconds. */
function bare({ targets, groups, ...model }: Sharing): Promise<number> {
  const nothing = Array.from({ length: targets * groups }, () => () => Promise.resolve());
  return world(model).run(model, nothing);
}

/** From 120 to 180 ms, seldom 340. */
function slowJoins(): () => number {
  const share = uneven(1);
  return () => 100 + 40 * share();
}

function hangingJoins(): () => number {
  let count = 0;
  return () => (++count % 50 === 0 ? 15_000 : 20);
}

describe("an engine that takes its time, and now and then six times as much", () => {
  const small = { targets: 100, groups: 3 };
  const large = { targets: 250, groups: 4 };
  const [tencent, alibaba] = [{ targetsPerWrite: 100 }, { targetsPerWrite: 1 }];

  const shared = [
    { ...tencent, ...small, parallel: 8, usual: 10, joins: 120, reads: 60, ratio: 1.7 },
    { ...tencent, ...small, parallel: 128, usual: 10, joins: 12, reads: 6, ratio: 1.25 },
    { ...tencent, ...large, parallel: 8, usual: 7, joins: 510, reads: 130, ratio: 3.1 },
    { ...tencent, ...large, parallel: 8, usual: 15, joins: 510, reads: 130, ratio: 1.6 },
    { ...tencent, ...large, parallel: 8, usual: 50, joins: 510, reads: 130, ratio: 1.25 },
    { ...tencent, ...large, parallel: 128, usual: 50, joins: 50, reads: 20, ratio: 1.1 },
    { ...tencent, ...large, parallel: 128, usual: 150, joins: 70, reads: 25, ratio: 1.1 },
    { ...alibaba, ...small, parallel: 8, usual: 10, joins: 300, reads: 60, ratio: 1.6 },
    { ...alibaba, ...small, parallel: 128, usual: 10, joins: 300, reads: 30, ratio: 1.25 },
    { ...alibaba, ...large, parallel: 128, usual: 50, joins: 1_000, reads: 60, ratio: 1.1 },
  ];

  test.each(
    shared.flatMap((each) => [
      { ...each, prepares: true },
      { ...each, prepares: false },
    ]),
  )("$targetsPerWrite a call, $targets × $groups, $parallel at once, $usual ms, prepared: $prepares", async (given) => {
    const model = () => ({ ...given, writeMs: uneven(given.usual) });
    const { join, read, seconds } = await joinAll(model());
    expect(join).toBeLessThanOrEqual(given.joins);
    expect(read).toBeLessThanOrEqual(given.reads);
    expect(seconds / (await bare(model()))).toBeLessThan(given.ratio);
  });

  test.each([
    { state: "grows", share: (done: number) => 0.1 + 1.8 * done },
    { state: "shrinks", share: (done: number) => 1.9 - 1.8 * done },
  ])("with a state that $state", async ({ share }) => {
    const given = { ...tencent, ...large, parallel: 128, prepares: false };
    const model = () => {
      const usual = uneven(50);
      let writes = 0;
      return { ...given, writeMs: () => usual() * share(writes++ / 2_000) };
    };
    const { join, read, seconds } = await joinAll(model());
    expect(join).toBeLessThanOrEqual(60);
    expect(read).toBeLessThanOrEqual(25);
    expect(seconds / (await bare(model()))).toBeLessThan(1.1);
  });

  test.each([
    { slow: "takes its time for joins, too", joinMs: slowJoins, joins: 540, reads: 150, ratio: 3.1 },
    {
      slow: "leaves one join in fifty without an answer for 15 s",
      joinMs: hangingJoins,
      joins: 750,
      reads: 270,
      ratio: 5.5,
    },
  ])("with a cloud that $slow", async ({ joinMs, joins, reads, ratio }) => {
    const model = () => ({ ...tencent, ...large, parallel: 8, prepares: true, writeMs: uneven(15), joinMs: joinMs() });
    const { join, read, seconds } = await joinAll(model());
    expect(join).toBeLessThanOrEqual(joins);
    expect(read).toBeLessThanOrEqual(reads);
    expect(seconds / (await bare(model()))).toBeLessThan(ratio);
  });

  test("keeps those who come one by one after a crowd waiting for more of it once", async () => {
    const { join, run } = world(tencent);
    const writeMs = () => 10;
    const prepares = false;
    await run(
      { parallel: 128, writeMs, prepares },
      Array.from({ length: 256 }, (_, index) => () => join("sg-a", `i-${index}`)),
    );
    const ones = (count: number, name: string) =>
      Array.from({ length: count }, (_, index) => () => join("sg-a", `i-${name}${index}`));
    expect(await run({ parallel: 1, writeMs, prepares }, ones(1, "first"))).toBeLessThan(0.5);
    expect(await run({ parallel: 1, writeMs, prepares }, ones(10, "next"))).toBeLessThan(10 * 0.25);
  });
});

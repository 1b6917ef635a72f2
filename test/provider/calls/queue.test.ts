import { Queue, type QueueRules } from "../../../provider/calls/queue";
import { Steps } from "../../../provider/calls/steps";
import { ManualClock, settled } from "../manualClock";

interface Item {
  readonly name: string;
  readonly patienceMs?: number;
}

/** A queue whose runs are written down with the time, and end at once. */
function queueWith(rules: Partial<QueueRules<Item>> = {}) {
  const clock = new ManualClock();
  const steps = new Steps(clock);
  const runs: string[] = [];
  const queue = new Queue<Item, string>(
    (key, items) => {
      const names = items.map(({ name }) => name).join(" ");
      runs.push(`${clock.now()} ${key}: ${names}`);
      return key === "broken" ? Promise.reject(new Error(`broken: ${names}`)) : Promise.resolve(`result of ${names}`);
    },
    {
      most: 100,
      pauseMs: 10,
      longestPauseMs: 10,
      longestMs: 1_000,
      waitMs: () => 0,
      expectedMs: () => 0,
      endsStep: false,
      ...rules,
      patienceMs: ({ patienceMs }) => patienceMs ?? 60_000,
    },
    steps,
    clock,
  );
  const add = (key: string, name: string, patienceMs?: number) =>
    queue.add(key, patienceMs === undefined ? { name } : { name, patienceMs });
  return { clock, steps, runs, add };
}

test("who comes within the pause runs together, and gets the result of all", async () => {
  const { clock, runs, add } = queueWith();
  const first = add("sg-a", "one");
  await clock.pass(6);
  const second = add("sg-a", "two");
  await clock.pass(100);
  expect(runs).toEqual(["16 sg-a: one two"]);
  await expect(Promise.all([first, second])).resolves.toEqual(["result of one two", "result of one two"]);
});

test("one alone waits for a pause", async () => {
  const { clock, runs, add } = queueWith();
  void add("sg-a", "one");
  await clock.pass(9);
  expect(runs).toEqual([]);
  await clock.pass(1);
  expect(runs).toEqual(["10 sg-a: one"]);
});

test("a steady stream makes large runs, also if somebody came alone before it", async () => {
  const { clock, runs, add } = queueWith({ longestMs: 100_000 });
  void add("sg-a", "alone");
  await clock.pass(10);
  for (let count = 1; count <= 60; count++) {
    void add("sg-a", String(count));
    await clock.pass(8);
  }
  await clock.pass(10);
  expect(runs).toHaveLength(2);
});

test("who is expected is waited for, as long as somebody comes in time", async () => {
  let expectedMs = 60;
  const { clock, runs, add } = queueWith({ pauseMs: 12, expectedMs: () => expectedMs });
  void add("sg-a", "one");
  await clock.pass(55);
  void add("sg-a", "two");
  await clock.pass(55);
  expectedMs = 0;
  await clock.pass(4);
  expect(runs).toEqual(["111 sg-a: one two"]);
  expectedMs = 60;
  void add("sg-a", "alone");
  await clock.pass(60);
  expect(runs).toEqual(["111 sg-a: one two", "174 sg-a: alone"]);
});

test("who is expected does not end a wait for the engine, which writes its state", async () => {
  const { clock, steps, runs, add } = queueWith({ longestPauseMs: 100, expectedMs: () => 20 });
  const ended: (() => void)[] = [];
  for (let count = 1; count <= 20; count++) {
    void steps.during(() => new Promise<void>((end) => ended.push(end)));
    await clock.pass(10);
  }
  for (const end of ended) end();
  void add("sg-a", "one");
  await clock.pass(200);
  expect(runs).toEqual([]);
  await clock.pass(200);
  expect(runs).toHaveLength(1);
});

test("each key runs by itself", async () => {
  const { clock, runs, add } = queueWith();
  void add("sg-a", "one");
  void add("sg-b", "two");
  await clock.pass(10);
  expect(runs).toEqual(["10 sg-a: one", "10 sg-b: two"]);
});

test("as many as a run takes do not wait", async () => {
  const { clock, runs, add } = queueWith({ most: 2 });
  for (const name of ["one", "two", "three"]) void add("sg-a", name);
  await settled();
  expect(runs).toEqual(["0 sg-a: one two"]);
  await clock.pass(10);
  expect(runs).toEqual(["0 sg-a: one two", "10 sg-a: three"]);
});

test("more than a run takes run one run after the other", async () => {
  let free = false;
  const { clock, runs, add } = queueWith({ most: 2, waitMs: () => (free ? 0 : 1) });
  for (const name of ["one", "two", "three", "four", "five"]) void add("sg-a", name);
  free = true;
  await clock.pass(30);
  expect(runs.map((run) => run.split(": ")[1])).toEqual(["one two", "three four", "five"]);
});

test("a steady stream does not wait longer than the longest time", async () => {
  const { clock, runs, add } = queueWith({ longestMs: 50 });
  for (let count = 1; count <= 8; count++) {
    void add("sg-a", String(count));
    await clock.pass(9);
  }
  expect(runs).toEqual(["50 sg-a: 1 2 3 4 5 6"]);
  await clock.pass(100);
  expect(runs).toHaveLength(2);
});

test("while a run would have to wait, what comes joins it", async () => {
  let waitMs = 1;
  const { clock, runs, add } = queueWith({ waitMs: () => waitMs });
  void add("sg-a", "one");
  await clock.pass(100);
  void add("sg-a", "two");
  await clock.pass(100);
  expect(runs).toEqual([]);
  waitMs = 0;
  await clock.pass(10);
  expect(runs).toEqual(["201 sg-a: one two"]);
});

test("where one may run, the largest goes first", async () => {
  let allowed = 1;
  const { clock, runs, add } = queueWith({ waitMs: () => (runs.length < allowed ? 0 : 1) });
  void add("sg-small", "one");
  void add("sg-large", "two");
  void add("sg-large", "three");
  await clock.pass(10);
  expect(runs).toEqual(["10 sg-large: two three"]);
  allowed = 2;
  await clock.pass(10);
  expect(runs[1]).toBe("11 sg-small: one");
});

test("who has waited the longest time goes before the largest", async () => {
  let allowed = 0;
  const { clock, runs, add } = queueWith({ longestMs: 50, waitMs: () => (runs.length < allowed ? 0 : 1) });
  void add("sg-early", "one");
  await clock.pass(40);
  void add("sg-large", "two");
  void add("sg-large", "three");
  await clock.pass(10);
  allowed = 1;
  await clock.pass(10);
  expect(runs).toEqual(["51 sg-early: one"]);
});

test("nobody waits longer than their patience and a pause, for company or for a turn", async () => {
  const { clock, runs, add } = queueWith({ waitMs: () => 1 });
  void add("sg-a", "patient");
  void add("sg-b", "hurried", 5);
  await clock.pass(15);
  expect(runs).toEqual(["5 sg-b: hurried"]);
  await clock.pass(1_000);
  expect(runs).toHaveLength(1);
});

test("the least patient of a key is in the first run", async () => {
  const { clock, runs, add } = queueWith({ most: 2, waitMs: () => 1 });
  for (const name of ["one", "two"]) void add("sg-a", name);
  void add("sg-a", "hurried", 5);
  await clock.pass(15);
  expect(runs).toEqual(["5 sg-a: hurried one"]);
});

test("an error reaches everybody in the run, and nobody else", async () => {
  const { clock, add } = queueWith();
  const broken = Promise.allSettled([add("broken", "one"), add("broken", "two")]);
  const other = add("sg-a", "three");
  await clock.pass(10);
  const reason = new Error("broken: one two");
  await expect(broken).resolves.toEqual([
    { status: "rejected", reason },
    { status: "rejected", reason },
  ]);
  await expect(other).resolves.toBe("result of three");
});

test("it goes on after an error", async () => {
  const { clock, add } = queueWith();
  const broken = expect(add("broken", "one")).rejects.toThrow("broken");
  await clock.pass(10);
  await broken;
  const next = add("sg-a", "two");
  await clock.pass(10);
  await expect(next).resolves.toBe("result of two");
});

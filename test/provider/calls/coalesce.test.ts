import { coalesce } from "../../../provider/calls/coalesce";
import { Pacer } from "../../../provider/calls/pace";
import { Steps } from "../../../provider/calls/steps";
import { type Call, type Cloud, noRates, type Rates } from "../../../provider/clouds/cloud";
import type { CloudError } from "../../../provider/model/errors";
import { targetOf } from "../../../provider/model/membership";
import { ManualClock, settled } from "../manualClock";
import { callFor, cloudError, failed, recordOf, scriptedCloud } from "../scriptedCloud";

interface Setting {
  readonly targetsPerWrite?: number;
  readonly idsPerRead?: number;
  readonly rates?: Rates;
  readonly fails?: CloudError;
  /** Reads do not end before this does. */
  readonly held?: Promise<void>;
  /** Nor do joins and leaves before this. */
  readonly heldWrites?: Promise<void>;
}

/** A cloud that writes down the calls that reach it and how much time they have; a join of `i-busy` fails. */
function sharing({ targetsPerWrite = 100, idsPerRead = 100, rates = noRates, fails, held, heldWrites }: Setting = {}) {
  const clock = new ManualClock();
  const calls: string[] = [];
  const seconds: number[] = [];
  const note = (name: string, targets: readonly { id: string }[], { deadline }: Call) => {
    calls.push(`${name}: ${targets.map(({ id }) => id).join(" ")}`);
    seconds.push(Math.round(deadline.remainingMs() / 1000));
  };
  const inner: Cloud = {
    ...scriptedCloud({}),
    limits: { targetsPerWrite, idsPerRead, rates, groupsPerTarget: 5 },
    async readTargets(targets, call) {
      note("read", targets, call);
      await held;
      if (fails) throw fails;
      return new Map(targets.map(({ id }) => [id, recordOf(id)]));
    },
    async join(group, targets, call) {
      note(`join ${group}`, targets, call);
      await heldWrites;
      const outcome = (id: string) => (id === "i-busy" ? failed({ kind: "busy" }) : ({ outcome: "joined" } as const));
      return new Map(targets.map(({ id }) => [id, outcome(id)]));
    },
    async leave(group, targets, call) {
      note(`leave ${group}`, targets, call);
      await heldWrites;
      return new Map(targets.map(({ id }) => [id, { outcome: "left" } as const]));
    },
  };
  const pacer = new Pacer(rates, clock);
  const cloud = coalesce(inner, pacer, new Steps(clock), clock);
  const call = (timeout: number) => callFor(timeout, clock);
  return {
    clock,
    calls,
    seconds,
    pacer,
    read: (id: string, { timeout = 300, fresh = false } = {}) =>
      cloud.readTargets([targetOf(id)], { ...call(timeout), fresh }),
    join: (group: string, id: string, timeout = 300) => cloud.join(group, [targetOf(id)], call(timeout)),
    leave: (group: string, id: string) => cloud.leave(group, [targetOf(id)], call(300)),
  };
}

test("reads at about the same time are one call, and each gets its target", async () => {
  const { clock, calls, read } = sharing();
  const both = [read("i-1"), read("i-2")];
  await clock.pass(20);
  const [one, two] = await Promise.all(both);
  expect(calls).toEqual(["read: i-1 i-2"]);
  expect(one?.get("i-1")).toEqual(recordOf("i-1"));
  expect(two?.get("i-2")).toEqual(recordOf("i-2"));
});

test("a read names no more than the cloud takes", async () => {
  const { clock, calls, read } = sharing({ idsPerRead: 2 });
  for (const id of ["i-1", "i-2", "i-3"]) void read(id);
  await clock.pass(100);
  expect(calls).toEqual(["read: i-1 i-2", "read: i-3"]);
});

test("first looks do not wait for looks after writes", async () => {
  const { clock, calls, read } = sharing();
  void read("i-1", { fresh: true });
  void read("i-2");
  await clock.pass(10);
  expect(calls).toEqual(["read: i-2"]);
  await clock.pass(100);
  expect(calls).toEqual(["read: i-2", "read: i-1"]);
});

test("looks wait for those who join", async () => {
  let answer: () => void = () => undefined;
  const heldWrites = new Promise<void>((resolve) => (answer = resolve));
  const { clock, calls, read, join } = sharing({ heldWrites });
  const joined = join("sg-a", "i-1");
  await clock.pass(200);
  void read("i-2", { fresh: true });
  await clock.pass(350);
  expect(calls).toEqual(["join sg-a: i-1"]);
  answer();
  await joined;
  void read("i-1", { fresh: true });
  await clock.pass(100);
  expect(calls).toEqual(["join sg-a: i-1", "read: i-2 i-1"]);
});

test("looks wait for those who wait for the rate to join", async () => {
  const { clock, calls, pacer, read, join } = sharing({ rates: { ...noRates, join: { instance: 1 } } });
  await pacer.of("join", "instance").turn(callFor(10, clock));
  await clock.pass(800);
  const joined = join("sg-a", "i-1").then(() => read("i-1", { fresh: true }));
  void read("i-2", { fresh: true });
  await clock.pass(600);
  await joined;
  expect(calls).toEqual(["join sg-a: i-1", "read: i-2 i-1"]);
});

test.each([
  { who: "an interface that joins", id: "eni-1" },
  { who: "a target of a cloud that takes one a call", targetsPerWrite: 1 },
  { who: "one whose join takes long", readAfter: 450 },
  { who: "one that leaves", write: "leave" as const },
  { who: "one whose join failed", fails: true },
])("looks of instances do not wait for $who", async (given) => {
  const { targetsPerWrite = 100, id = "i-1", readAfter = 100, write = "join", fails = false } = given;
  const heldWrites = fails ? Promise.reject(new Error("no answer")) : new Promise<void>(() => undefined);
  heldWrites.catch(() => undefined);
  const { clock, calls, read, ...writes } = sharing({ targetsPerWrite, heldWrites });
  writes[write]("sg-a", id).catch(() => undefined);
  await clock.pass(200);
  void read("i-2", { fresh: true });
  await clock.pass(readAfter);
  expect(calls).toEqual([`${write} sg-a: ${id}`, "read: i-2"]);
});

test("a fresh read never gets the answer of a call that is under way", async () => {
  const { clock, calls, read } = sharing({ held: new Promise(() => undefined) });
  void read("i-1", { fresh: true });
  await clock.pass(100);
  void read("i-1", { fresh: true });
  await clock.pass(100);
  expect(calls).toEqual(["read: i-1", "read: i-1"]);
});

test("joins and leaves of one group are one call each, those of another their own", async () => {
  const { clock, calls, join, leave } = sharing();
  void join("sg-a", "i-1");
  void join("sg-b", "i-1");
  void join("sg-a", "i-2");
  void leave("sg-a", "i-3");
  void leave("sg-a", "i-4");
  await clock.pass(200);
  expect(calls).toEqual(["join sg-a: i-1 i-2", "join sg-b: i-1", "leave sg-a: i-3 i-4"]);
});

test("instances and network interfaces are not mixed", async () => {
  const { clock, calls, join } = sharing();
  void join("sg-a", "i-1");
  void join("sg-a", "eni-1");
  await clock.pass(200);
  expect(calls).toEqual(["join sg-a: i-1", "join sg-a: eni-1"]);
});

test("a write names no more targets than the cloud takes", async () => {
  const { clock, calls, join } = sharing({ targetsPerWrite: 2 });
  for (const id of ["i-1", "i-2", "i-3"]) void join("sg-a", id);
  await clock.pass(200);
  expect(calls).toEqual(["join sg-a: i-1 i-2", "join sg-a: i-3"]);
});

test("where the cloud takes one target a call, nothing waits", async () => {
  const { calls, join } = sharing({ targetsPerWrite: 1 });
  void join("sg-a", "i-1");
  void join("sg-a", "i-2");
  await settled();
  expect(calls).toEqual(["join sg-a: i-1", "join sg-a: i-2"]);
});

test("a target that is named twice is named once", async () => {
  const { clock, calls, join } = sharing();
  const twice = [join("sg-a", "i-1"), join("sg-a", "i-1")];
  await clock.pass(200);
  expect(calls).toEqual(["join sg-a: i-1"]);
  for (const outcomes of await Promise.all(twice)) expect(outcomes.get("i-1")).toEqual({ outcome: "joined" });
});

test("a shared call has the latest deadline of those who share it", async () => {
  const { clock, seconds, join } = sharing();
  void join("sg-a", "i-1", 60);
  void join("sg-a", "i-2", 300);
  await clock.pass(200);
  expect(seconds).toEqual([300]);
});

test("who has little time waits for company an eighth of it, and a pause", async () => {
  const { clock, calls, join } = sharing({ rates: { ...noRates, join: { instance: 1 } } });
  void join("sg-a", "i-1", 0.4);
  const crowd = Array.from({ length: 10 }, (_, index) => `i-crowd${index}`);
  for (const id of crowd) {
    await clock.pass(11);
    void join("sg-b", id);
  }
  expect(calls).toContain("join sg-a: i-1");
});

test("while the account's rate is used up, joins gather", async () => {
  const { clock, calls, pacer, join } = sharing({ rates: { ...noRates, join: { instance: 1 } } });
  await pacer.of("join", "instance").turn(callFor(10, clock));
  for (const id of ["i-1", "i-2", "i-3"]) {
    void join("sg-a", id);
    await clock.pass(300);
  }
  expect(calls).toEqual([]);
  await clock.pass(300);
  expect(calls).toEqual(["join sg-a: i-1 i-2 i-3"]);
});

test("one that fails does not keep the others", async () => {
  const { clock, calls, join } = sharing();
  const [good, busy] = [join("sg-a", "i-1"), join("sg-a", "i-busy")];
  await clock.pass(200);
  expect((await good).get("i-1")).toEqual({ outcome: "joined" });
  expect((await busy).get("i-busy")).toMatchObject({ outcome: "failed" });
  expect(calls).toHaveLength(1);
});

test("a call that fails fails for all who share it", async () => {
  const fails = cloudError({ kind: "unauthorized" });
  const { clock, calls, read } = sharing({ fails });
  const both = Promise.allSettled([read("i-1"), read("i-2")]);
  await clock.pass(20);
  await expect(both).resolves.toEqual([
    { status: "rejected", reason: fails },
    { status: "rejected", reason: fails },
  ]);
  expect(calls).toHaveLength(1);
});

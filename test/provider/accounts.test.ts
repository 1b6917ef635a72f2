import { withCalls } from "../../provider/accounts";
import { type Cloud, noRates } from "../../provider/clouds/cloud";
import { targetOf } from "../../provider/model/membership";
import { ManualClock } from "./manualClock";
import { callFor, cloudError, failed, recordOf, scriptedCloud } from "./scriptedCloud";

/** A cloud that joins many at once; `i-busy` is busy, and the first reads are throttled. */
function whole({ throttledReads = 0 } = {}) {
  const clock = new ManualClock();
  const calls: string[] = [];
  const adapter: Cloud = {
    ...scriptedCloud({}),
    limits: { targetsPerWrite: 100, idsPerRead: 100, rates: noRates, groupsPerTarget: 5 },
    readTargets(targets) {
      calls.push(`read ${targets.map(({ id }) => id).join(" ")}`);
      if (calls.length <= throttledReads) return Promise.reject(cloudError({ kind: "throttled" }));
      return Promise.resolve(new Map(targets.map(({ id }) => [id, recordOf(id)])));
    },
    join(_group, targets) {
      calls.push(`join ${targets.map(({ id }) => id).join(" ")}`);
      const outcome = (id: string) => (id === "i-busy" ? failed({ kind: "busy" }) : ({ outcome: "joined" } as const));
      return Promise.resolve(new Map(targets.map(({ id }) => [id, outcome(id)])));
    },
  };
  const cloud = withCalls(adapter, clock, () => 0.5);
  const call = (seconds: number) => callFor(seconds, clock);
  return {
    clock,
    calls,
    read: (id: string) => cloud.readTargets([targetOf(id)], call(300)),
    join: (id: string, seconds = 300) => cloud.join("sg-a", [targetOf(id)], call(seconds)),
  };
}

test("a target that stays busy does not keep those who share its call, and has its own time", async () => {
  const { clock, calls, join } = whole();
  const ended: string[] = [];
  void join("i-1", 300).then(() => ended.push(`i-1 at ${clock.now()}`));
  void join("i-busy", 10).then((outcomes) => ended.push(`i-busy ${String(outcomes.get("i-busy")?.outcome)}`));
  await clock.pass(200);
  expect(calls).toEqual(["join i-busy i-1"]);
  expect(ended).toEqual([expect.stringContaining("i-1 at")]);
  await clock.pass(10_000);
  expect(ended[1]).toBe("i-busy failed");
  expect(calls.slice(1).every((call) => call === "join i-busy")).toBe(true);
});

test("what was throttled together is tried again together", async () => {
  const { clock, calls, read } = whole({ throttledReads: 1 });
  const both = Promise.all([read("i-1"), read("i-2")]);
  await clock.pass(2_000);
  const [one, two] = await both;
  expect(calls).toEqual(["read i-1 i-2", "read i-1 i-2"]);
  expect([one.has("i-1"), two.has("i-2")]).toEqual([true, true]);
});

test("our own join is known without asking", async () => {
  const { clock, calls, read, join } = whole();
  const before = read("i-1");
  await clock.pass(100);
  await before;
  const joined = join("i-1");
  await clock.pass(100);
  await joined;
  expect((await read("i-1")).get("i-1")?.securityGroupIds).toEqual(["sg-a"]);
  expect(calls).toEqual(["read i-1", "join i-1"]);
});

test("a write that waited for an earlier one of its target counts as sent when it is sent", async () => {
  const clock = new ManualClock();
  const at: number[] = [];
  const ends: (() => void)[] = [];
  const adapter: Cloud = {
    ...scriptedCloud({}),
    limits: {
      targetsPerWrite: 1,
      idsPerRead: 100,
      rates: { read: {}, join: { instance: 2 }, leave: {} },
      groupsPerTarget: 5,
    },
    async join(_group, [target]) {
      at.push(clock.now());
      if (at.length === 1) await new Promise<void>((resolve) => ends.push(resolve));
      return new Map([[target?.id ?? "", { outcome: "joined" as const }]]);
    },
  };
  const cloud = withCalls(adapter, clock, () => 0.5);
  const join = (group: string, id: string) => void cloud.join(group, [targetOf(id)], callFor(300, clock));
  join("sg-a", "i-1");
  join("sg-b", "i-1"); // waits for the first
  await clock.pass(1_500);
  ends[0]?.();
  await clock.pass(0);
  for (const id of ["i-2", "i-3"]) join("sg-a", id);
  await clock.pass(5_000);
  // Never three within one second and a tenth.
  expect(at).toEqual([0, 1_500, 1_500, 2_600]);
});

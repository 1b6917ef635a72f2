import { pace, Pacer } from "../../../provider/calls/pace";
import type { Cloud, Rates } from "../../../provider/clouds/cloud";
import { targetOf } from "../../../provider/model/membership";
import { ManualClock, settled } from "../manualClock";
import { callFor, cloudError, failed, recordOf, scriptedCloud } from "../scriptedCloud";

const rates: Rates = { read: { instance: 10 }, join: { instance: 2 }, leave: {} };
const instance = targetOf("i-1");
const networkInterface = targetOf("eni-1");
const throttled = cloudError({ kind: "throttled" });

/** A paced cloud that writes down when each call reaches it, and answers with `answer` while it is set. */
function paced() {
  const clock = new ManualClock();
  const at: number[] = [];
  const state: { throttles: boolean } = { throttles: false };
  const noted = <T>(answer: () => T): Promise<T> => {
    at.push(clock.now());
    return new Promise((resolve) => resolve(answer()));
  };
  const inner: Cloud = {
    ...scriptedCloud({}),
    readTargets: () =>
      noted(() => {
        if (state.throttles) throw throttled;
        return new Map([["i-1", recordOf("i-1")]]);
      }),
    confirmTarget: () => noted(() => recordOf("i-1")),
    listTargets: () => noted(() => ({ records: [] })),
    join: () =>
      noted(() => new Map([["i-1", state.throttles ? failed({ kind: "throttled" }) : { outcome: "joined" as const }]])),
    leave: () => noted(() => new Map([["i-1", { outcome: "left" as const }]])),
  };
  const pacer = new Pacer(rates, clock);
  const cloud = pace(inner, pacer);
  const read = (seconds = 300) => cloud.readTargets([instance], callFor(seconds, clock));
  const join = (seconds = 300) => cloud.join("sg-a", [instance], callFor(seconds, clock));
  const leave = () => cloud.leave("sg-a", [instance], callFor(300, clock));
  /** Calls that go well, far enough from each other that nothing holds them up. */
  const goWell = async (count: number, make: () => Promise<unknown>) => {
    for (let each = 0; each < count; each++) {
      await clock.pass(1_100);
      await make();
    }
    await clock.pass(1_100);
    at.length = 0;
  };
  const atOnce = async (count: number, make: () => Promise<unknown>) => {
    for (let each = 0; each < count; each++) void make().catch(() => undefined);
    await settled();
  };
  return { clock, at, state, pacer, cloud, read, join, leave, atOnce, goWell };
}

test("no more joins a second are made than are documented", async () => {
  const { clock, at, join, atOnce } = paced();
  await atOnce(5, join);
  await clock.pass(5_000);
  expect(at).toEqual([0, 0, 1_100, 1_100, 2_200]);
});

test("what has no documented rate is not held up", async () => {
  const { at, leave, atOnce } = paced();
  await atOnce(200, leave);
  expect(at).toHaveLength(200);
});

test("each kind of call and of target has its own rate", async () => {
  const { clock, at, cloud, join, leave, read, atOnce } = paced();
  await atOnce(2, join);
  await atOnce(2, leave);
  await atOnce(2, read);
  await atOnce(2, () => cloud.join("sg-a", [networkInterface], callFor(300, clock)));
  expect(at).toHaveLength(8);
});

test("reads by ID, confirmations and listings share one rate", async () => {
  const { clock, at, cloud, read, atOnce } = paced();
  await atOnce(4, read);
  await atOnce(3, () => cloud.confirmTarget(instance, callFor(300, clock)));
  await atOnce(4, () => cloud.listTargets({ vpcId: "vpc-1" }, "instance", undefined, callFor(300, clock)));
  expect(at).toHaveLength(10);
  await clock.pass(1_100);
  expect(at).toHaveLength(11);
});

test("it tells how long a call would wait", async () => {
  const { clock, pacer, join, atOnce } = paced();
  const window = pacer.of("join", "instance");
  await atOnce(1, join);
  expect(window.waitMs()).toBe(0);
  await clock.pass(100);
  await atOnce(1, join);
  expect(window.waitMs()).toBe(1_000);
});

test("a throttled call halves what is sent a second", async () => {
  const { clock, at, state, leave, read, atOnce } = paced();
  state.throttles = true;
  await atOnce(8, read);
  state.throttles = false;
  await clock.pass(1_100);
  at.length = 0;
  await atOnce(9, read);
  expect(at).toHaveLength(4);
  await atOnce(9, leave);
  expect(at).toHaveLength(13);
});

test("a throttled target of a write halves it too, and never to nothing", async () => {
  const { clock, at, state, join, atOnce } = paced();
  state.throttles = true;
  for (let each = 0; each < 3; each++) {
    await atOnce(1, join);
    await clock.pass(1_100);
  }
  at.length = 0;
  await atOnce(3, join);
  await clock.pass(2_200);
  expect(at.map((time) => time - (at[0] ?? 0))).toEqual([0, 1_100, 2_200]);
});

test("calls that go well bring one more a second after forty, up to the documented rate", async () => {
  const { at, state, clock, read, atOnce, goWell } = paced();
  state.throttles = true;
  await atOnce(8, read);
  state.throttles = false;
  await goWell(40, read);
  await atOnce(20, read);
  expect(at).toHaveLength(5);
  await clock.pass(10_000);
  await goWell(400, read);
  await atOnce(20, read);
  expect(at).toHaveLength(10);
});

test("a wait never passes the deadline: then the call is made all the same", async () => {
  const { clock, at, join, atOnce } = paced();
  await atOnce(2, join);
  await atOnce(1, () => join(0.5));
  await clock.pass(500);
  expect(at).toEqual([0, 0, 500]);
});

import { retry } from "../../../provider/calls/retry";
import { targetOf } from "../../../provider/model/membership";
import { callFor, cloudError, failed, fakeClock, recordOf, scriptedCloud } from "../scriptedCloud";

const targets = [targetOf("i-1")];
const highest = () => 1;
const record = recordOf("i-1");

test("what works passes through untouched", async () => {
  const cloud = scriptedCloud({ reads: [record] });
  await expect(retry(cloud, highest).readTargets(targets, callFor(10))).resolves.toEqual(new Map([["i-1", record]]));
  expect(cloud.asked).toEqual(["read"]);
});

test("a throttled read is tried again, with pauses that grow", async () => {
  const throttled = cloudError({ kind: "throttled" });
  const cloud = scriptedCloud({ reads: [throttled, throttled, throttled, record] });
  const clock = fakeClock();
  await retry(cloud, highest).readTargets(targets, callFor(300, clock));
  expect(clock.slept).toEqual([500, 1000, 2000]);
});

test("the pause is as long as the server asks, at least", async () => {
  const cloud = scriptedCloud({ reads: [cloudError({ kind: "throttled", retryAfterMs: 7000 }), record] });
  const clock = fakeClock();
  await retry(cloud, highest).readTargets(targets, callFor(300, clock));
  expect(clock.slept).toEqual([7000]);
});

test("jitter takes up to half of a pause away", async () => {
  const cloud = scriptedCloud({ reads: [cloudError({ kind: "throttled" }), record] });
  const clock = fakeClock();
  await retry(cloud, () => 0).readTargets(targets, callFor(300, clock));
  expect(clock.slept).toEqual([250]);
});

test("throttled to the end is the cloud's own error, before the deadline passes", async () => {
  const error = cloudError({ kind: "throttled" });
  const clock = fakeClock();
  await expect(retry(scriptedCloud({ reads: [error] }), highest).readTargets(targets, callFor(60, clock))).rejects.toBe(
    error,
  );
  expect(clock.now()).toBeLessThanOrEqual(60_000);
  expect(clock.now()).toBeGreaterThan(30_000);
});

test("an unreachable cloud is tried five times, and then once a call until it answers", async () => {
  const error = cloudError({ kind: "unavailable" });
  const cloud = scriptedCloud({ reads: [error, error, error, error, error, error, record, error, record] });
  const wrapped = retry(cloud, highest);
  await expect(wrapped.readTargets(targets, callFor(300))).rejects.toBe(error);
  expect(cloud.asked).toHaveLength(5);
  await expect(wrapped.readTargets(targets, callFor(300))).rejects.toBe(error);
  expect(cloud.asked).toHaveLength(6);
  await wrapped.readTargets(targets, callFor(300));
  await wrapped.readTargets(targets, callFor(300));
  expect(cloud.asked).toHaveLength(9);
});

test.each(["unauthorized", "targetNotFound", "targetQuota", "unexpected"] as const)(
  "%s is not tried again",
  async (kind) => {
    const cloud = scriptedCloud({ reads: [cloudError({ kind })] });
    await expect(retry(cloud, highest).readTargets(targets, callFor(300))).rejects.toMatchObject({ kind });
    expect(cloud.asked).toEqual(["read"]);
  },
);

test("a busy write is tried again for the targets that it failed for", async () => {
  const cloud = scriptedCloud({ joins: [failed({ kind: "busy" }), { outcome: "joined" }] });
  const outcomes = await retry(cloud, highest).join("sg-1", targets, callFor(300));
  expect(outcomes.get("i-1")).toEqual({ outcome: "joined" });
});

test("a write whose outcome is unknown is never tried again here", async () => {
  const cloud = scriptedCloud({ joins: [failed({ kind: "unavailable", outcomeUnknown: true })] });
  const outcomes = await retry(cloud, highest).join("sg-1", targets, callFor(300));
  expect(outcomes.get("i-1")).toMatchObject({ outcome: "failed", error: { outcomeUnknown: true } });
  expect(cloud.asked).toEqual(["join"]);
});

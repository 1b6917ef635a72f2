import { TargetMemory } from "../../../provider/calls/memory";
import { remember } from "../../../provider/calls/remember";
import type { Cloud } from "../../../provider/clouds/cloud";
import { targetOf } from "../../../provider/model/membership";
import { ManualClock } from "../manualClock";
import { callFor, cloudError, failed, recordOf, type Script, scriptedCloud } from "../scriptedCloud";

const target = targetOf("i-1");
const inGroups = (...securityGroupIds: string[]) => recordOf("i-1", { securityGroupIds });

function remembering(script: Script, changes: Partial<Cloud> = {}) {
  const scripted = scriptedCloud(script);
  const cloud = remember({ ...scripted, ...changes }, new TargetMemory(new ManualClock()));
  const groups = async (fresh = false) =>
    (await cloud.readTargets([target], { ...callFor(10), fresh })).get("i-1")?.securityGroupIds;
  return { cloud, groups, asked: scripted.asked };
}

test("a second question is answered without the cloud", async () => {
  const { groups, asked } = remembering({ reads: [inGroups("sg-a")] });
  await groups();
  expect(await groups()).toEqual(["sg-a"]);
  expect(asked).toEqual(["read"]);
});

test("a fresh read asks, and is what the next question gets", async () => {
  const { groups, asked } = remembering({ reads: [inGroups("sg-a"), inGroups("sg-b")] });
  await groups();
  expect(await groups(true)).toEqual(["sg-b"]);
  expect(await groups()).toEqual(["sg-b"]);
  expect(asked).toEqual(["read", "read"]);
});

test("a record that tells when it was read is not remembered as a newer one", async () => {
  const { groups, asked } = remembering({ reads: [{ ...inGroups("sg-a"), readAt: -1 }, inGroups("sg-b")] });
  expect(await groups()).toEqual(["sg-a"]);
  expect(await groups()).toEqual(["sg-b"]);
  expect(asked).toEqual(["read", "read"]);
});

test("only those that are not known are asked for", async () => {
  const asked: string[][] = [];
  const { cloud } = remembering(
    {},
    {
      readTargets: (targets) => {
        asked.push(targets.map(({ id }) => id));
        return Promise.resolve(new Map(targets.map(({ id }) => [id, recordOf(id)])));
      },
    },
  );
  await cloud.readTargets([target], callFor(10));
  const found = await cloud.readTargets([target, targetOf("i-2")], callFor(10));
  expect(asked).toEqual([["i-1"], ["i-2"]]);
  expect([...found.keys()]).toEqual(["i-1", "i-2"]);
});

test("that a target was not listed is not remembered", async () => {
  const { groups } = remembering({ reads: ["notListed", inGroups("sg-a")] });
  expect(await groups()).toBeUndefined();
  expect(await groups()).toEqual(["sg-a"]);
});

test.each(["joined", "alreadyMember"] as const)("a join that ends in %s is in what is remembered", async (outcome) => {
  const { cloud, groups } = remembering({ reads: [inGroups("sg-a")], joins: [{ outcome }] });
  await groups();
  await cloud.join("sg-b", [target], callFor(10));
  await cloud.join("sg-b", [target], callFor(10));
  expect(await groups()).toEqual(["sg-a", "sg-b"]);
});

test.each(["left", "notMember"] as const)("a leave that ends in %s is in what is remembered", async (outcome) => {
  const { cloud, groups } = remembering({ reads: [inGroups("sg-a", "sg-b")], leaves: [{ outcome }] });
  await groups();
  await cloud.leave("sg-a", [target], callFor(10));
  expect(await groups()).toEqual(["sg-b"]);
});

test("a write that failed, was not answered or has no outcome makes the next question ask", async () => {
  const writes: (() => ReturnType<Cloud["join"]>)[] = [
    () => Promise.resolve(new Map([["i-1", failed({ kind: "busy" })]])),
    () => Promise.resolve(new Map([["i-1", failed({ kind: "unavailable", outcomeUnknown: true })]])),
    () => Promise.resolve(new Map()),
    () => Promise.reject(cloudError({ kind: "unexpected" })),
  ];
  for (const write of writes) {
    const { cloud, groups } = remembering({ reads: [inGroups("sg-a"), inGroups("sg-b")] }, { join: write });
    await groups();
    await cloud.join("sg-b", [target], callFor(10)).catch(() => undefined);
    expect(await groups()).toEqual(["sg-b"]);
  }
});

test("what a write throws is thrown", async () => {
  const error = cloudError({ kind: "unexpected" });
  const { cloud } = remembering({}, { leave: () => Promise.reject(error) });
  await expect(cloud.leave("sg-a", [target], callFor(10))).rejects.toBe(error);
});

test("what was read before a write that ended meanwhile is not remembered", async () => {
  const answers: (() => void)[] = [];
  const { cloud, groups } = remembering(
    { joins: [{ outcome: "joined" }] },
    { readTargets: () => new Promise((resolve) => answers.push(() => resolve(new Map([["i-1", inGroups("sg-a")]])))) },
  );
  const first = groups();
  await cloud.join("sg-b", [target], callFor(10));
  answers[0]?.();
  await first;
  void groups();
  expect(answers).toHaveLength(2);
});

import { TargetMemory } from "../../../provider/calls/memory";
import { targetOf } from "../../../provider/model/membership";
import { ManualClock } from "../manualClock";
import { recordOf } from "../scriptedCloud";

const target = targetOf("i-1");
const inGroups = (...securityGroupIds: string[]) => recordOf("i-1", { securityGroupIds });
const adding = (group: string) => (groups: readonly string[]) => [...groups, group];

function memoryOf(...groups: string[]) {
  const clock = new ManualClock();
  const memory = new TargetMemory(clock);
  memory.reading()([inGroups(...groups)]);
  return { clock, memory, groups: () => memory.recall(target)?.securityGroupIds };
}

test("what was read is known, and nothing of others", () => {
  const { memory, groups } = memoryOf("sg-a");
  expect(groups()).toEqual(["sg-a"]);
  expect(memory.recall(targetOf("i-2"))).toBeUndefined();
});

test("a record answers for a minute from the beginning of its read", async () => {
  const { clock, memory, groups } = memoryOf("sg-a");
  const learn = memory.reading();
  await clock.pass(59_999);
  learn([inGroups("sg-b")]);
  expect(groups()).toEqual(["sg-b"]);
  await clock.pass(1);
  expect(groups()).toBeUndefined();
});

test("what was asked earlier does not take the place of what was asked later", async () => {
  const { clock, memory, groups } = memoryOf();
  const early = memory.reading();
  await clock.pass(1);
  memory.reading()([inGroups("sg-new")]);
  early([inGroups("sg-old")]);
  expect(groups()).toEqual(["sg-new"]);
});

test("a write changes what is known", () => {
  const { memory, groups } = memoryOf("sg-a");
  memory.writing([target]);
  memory.written(target, adding("sg-b"));
  expect(groups()).toEqual(["sg-a", "sg-b"]);
});

test("a write does not make an old record younger", async () => {
  const { clock, memory, groups } = memoryOf("sg-a");
  await clock.pass(59_999);
  memory.writing([target]);
  memory.written(target, adding("sg-b"));
  await clock.pass(1);
  expect(groups()).toBeUndefined();
});

test("a write whose outcome is not clear has its target forgotten", () => {
  const { memory, groups } = memoryOf("sg-a");
  memory.writing([target]);
  memory.written(target, undefined);
  expect(groups()).toBeUndefined();
});

test("of a target that is not known, a write tells nothing", () => {
  const memory = new TargetMemory(new ManualClock());
  memory.writing([target]);
  memory.written(target, adding("sg-b"));
  expect(memory.recall(target)).toBeUndefined();
});

test.each([
  ["before a write that began meanwhile", (memory: TargetMemory) => memory.writing([target])],
  ["during a write that ended meanwhile", (memory: TargetMemory) => memory.written(target, adding("sg-b"))],
])("what was asked %s is not kept", (_when, write) => {
  const { memory, groups } = memoryOf("sg-a");
  const learn = memory.reading();
  write(memory);
  learn([inGroups("sg-stale")]);
  expect(groups()).not.toContain("sg-stale");
});

test("what is read while a write runs gets its change when it ends", () => {
  const { memory, groups } = memoryOf();
  memory.writing([target]);
  memory.reading()([inGroups("sg-a")]);
  memory.written(target, adding("sg-b"));
  expect(groups()).toEqual(["sg-a", "sg-b"]);
});

test("a write of another target does not matter", () => {
  const { memory, groups } = memoryOf();
  const learn = memory.reading();
  memory.writing([targetOf("i-2")]);
  learn([inGroups("sg-a")]);
  expect(groups()).toEqual(["sg-a"]);
});

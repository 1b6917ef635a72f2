import { listAhead } from "../../../provider/calls/ahead";
import { TargetMemory } from "../../../provider/calls/memory";
import { remember } from "../../../provider/calls/remember";
import type { Cloud, TargetRecord } from "../../../provider/clouds/cloud";
import type { CloudError } from "../../../provider/model/errors";
import { targetOf } from "../../../provider/model/membership";
import { ManualClock, settled } from "../manualClock";
import { callFor, cloudError, recordOf, scriptedCloud } from "../scriptedCloud";

/** Instances that the listings show in pages of two; all of them can be read by ID. */
interface Shown {
  readonly group?: readonly string[];
  readonly vpc?: readonly string[];
  readonly fails?: CloudError;
  readonly cannotList?: boolean;
  /** The cloud reads instances one by one. */
  readonly oneByOne?: boolean;
}

const pageSize = 2;

function ahead({ group = [], vpc = [], fails, cannotList = false, oneByOne = false }: Shown) {
  const clock = new ManualClock();
  const memory = new TargetMemory(clock);
  const asked: string[] = [];
  const budgets: number[] = [];
  const held: (() => void)[] = [];
  const state = { holdsPages: false };
  const record = (id: string): TargetRecord => recordOf(id, { vpcId: "vpc-1", securityGroupIds: ["sg-a"] });
  const scripted = scriptedCloud({});
  const inner: Cloud = {
    ...scripted,
    limits: { ...scripted.limits, ...(oneByOne && { readOneByOne: ["instance"] }) },
    readTargets(targets) {
      const ids = targets.map(({ id }) => id);
      asked.push(`ids ${ids.join(" ")}`);
      return Promise.resolve(new Map(ids.filter((id) => id !== "i-gone").map((id) => [id, record(id)])));
    },
    async listTargets(scope, kind, cursor = "0", { deadline }) {
      const name = "vpcId" in scope ? scope.vpcId : scope.securityGroupId;
      asked.push(`${name} ${kind} from ${cursor}`);
      budgets.push(deadline.remainingMs());
      if (state.holdsPages) await new Promise<void>((resolve) => held.push(resolve));
      if (fails) throw fails;
      if (cannotList) return undefined;
      const all = "vpcId" in scope ? vpc : group;
      const end = Number(cursor) + pageSize;
      return { records: all.slice(Number(cursor), end).map(record), next: end < all.length ? String(end) : undefined };
    },
  };
  const cloud = remember(listAhead(inner, memory, clock), memory);
  const ask = async (id: string, more: { fresh?: boolean; about?: string | undefined; notBefore?: number } = {}) => {
    const call = { ...callFor(40, clock), about: "sg-a", ...more };
    return (await cloud.readTargets([targetOf(id)], call)).get(id)?.target.id;
  };
  /** The first questions, which are asked by ID. */
  const begin = async () => {
    await ask("i-first");
    await ask("i-second");
    asked.length = 0;
  };
  return { clock, asked, budgets, held, state, ask, begin, cloud };
}

test("the first two questions are asked by ID", async () => {
  const { asked, ask } = ahead({ group: ["i-1", "i-2"] });
  expect(await ask("i-1")).toBe("i-1");
  expect(await ask("i-2")).toBe("i-2");
  expect(asked).toEqual(["ids i-1", "ids i-2"]);
});

test("from then on a page of the group answers, also for those who are asked for later", async () => {
  const { asked, ask, begin } = ahead({ group: ["i-1", "i-2"] });
  await begin();
  expect(await ask("i-1")).toBe("i-1");
  expect(await ask("i-2")).toBe("i-2");
  expect(asked).toEqual(["sg-a instance from 0"]);
});

test("whom the group does not show, a page of the VPC does", async () => {
  const { asked, ask, begin } = ahead({ group: ["i-1"], vpc: ["i-8", "i-9"] });
  await begin();
  expect(await ask("i-9")).toBe("i-9");
  expect(await ask("i-8")).toBe("i-8");
  expect(asked).toEqual(["sg-a instance from 0", "vpc-1 instance from 0"]);
});

test("a question costs one page of each listing, and then one by ID, at most", async () => {
  const many = Array.from({ length: 9 }, (_, index) => `i-many${index}`);
  const { asked, ask, begin } = ahead({ group: many, vpc: many });
  await begin();
  for (const id of ["i-x", "i-y"]) await ask(id);
  expect(asked).toEqual([
    "sg-a instance from 0",
    "vpc-1 instance from 0",
    "ids i-x",
    "sg-a instance from 2",
    "vpc-1 instance from 2",
    "ids i-y",
  ]);
});

test("a listing that has ended is not asked again while it answers", async () => {
  const { asked, ask, begin } = ahead({ group: ["i-1"], vpc: ["i-1"] });
  await begin();
  await ask("i-x");
  await ask("i-y");
  expect(asked.filter((call) => call.startsWith("sg-a"))).toHaveLength(1);
  expect(asked.filter((call) => call.startsWith("ids"))).toHaveLength(2);
});

test("a listing begins anew once what it told is too old", async () => {
  const { clock, asked, ask, begin } = ahead({ group: ["i-1"] });
  await begin();
  await ask("i-1");
  await clock.pass(60_000);
  expect(await ask("i-1")).toBe("i-1");
  expect(asked).toEqual(["sg-a instance from 0", "sg-a instance from 0"]);
});

test("absence from the pages is not an answer: the target is asked for by ID", async () => {
  const { asked, ask, begin } = ahead({ group: [], vpc: [] });
  await begin();
  expect(await ask("i-hidden")).toBe("i-hidden");
  expect(await ask("i-gone")).toBeUndefined();
  expect(asked.slice(-1)).toEqual(["ids i-gone"]);
});

test.each(["unauthorized", "throttled", "unavailable", "unexpected"] as const)(
  "a listing that fails as %s is left alone, and IDs are asked for as before",
  async (kind) => {
    const { asked, ask, begin } = ahead({ fails: cloudError({ kind }) });
    await begin();
    expect(await ask("i-1")).toBe("i-1");
    expect(await ask("i-2")).toBe("i-2");
    expect(asked).toEqual(["sg-a instance from 0", "vpc-1 instance from 0", "ids i-1", "ids i-2"]);
  },
);

test("what cannot be listed is asked for by ID", async () => {
  const { asked, ask, begin } = ahead({ cannotList: true });
  await begin();
  await ask("i-1");
  await ask("i-2");
  expect(asked.slice(-2)).toEqual(["ids i-1", "ids i-2"]);
});

test("a page takes a quarter of the question's time at most", async () => {
  const { budgets, ask, begin } = ahead({ group: ["i-1"] });
  await begin();
  await ask("i-1");
  expect(budgets).toEqual([10_000]);
});

test("who asks while a page is read looks at it too", async () => {
  const { asked, held, state, ask, begin } = ahead({ group: ["i-1", "i-2"] });
  await begin();
  state.holdsPages = true;
  const both = [ask("i-1"), ask("i-2")];
  await settled();
  held.forEach((answer) => answer());
  expect(await Promise.all(both)).toEqual(["i-1", "i-2"]);
  expect(asked).toEqual(["sg-a instance from 0"]);
});

test("a page that was read before a write ended does not answer after it", async () => {
  const { asked, held, state, ask, begin, cloud } = ahead({ group: ["i-1", "i-2"] });
  await begin();
  state.holdsPages = true;
  const one = ask("i-1");
  await settled();
  await cloud.join("sg-b", [targetOf("i-2")], callFor(10)).catch(() => undefined);
  held.forEach((answer) => answer());
  await one;
  state.holdsPages = false;
  await ask("i-2");
  expect(asked.slice(-1)).toEqual(["ids i-2"]);
});

test("a fresh read, and one that is about no group, is asked by ID", async () => {
  const { asked, ask, begin } = ahead({ group: ["i-1", "i-2"] });
  await begin();
  await ask("i-1", { fresh: true });
  await ask("i-2", { about: undefined });
  expect(asked).toEqual(["ids i-1", "ids i-2"]);
});

test("each kind of target has its own listings", async () => {
  const { asked, ask, begin } = ahead({ group: ["i-1"] });
  await begin();
  await ask("eni-1");
  await ask("eni-2");
  await ask("eni-3");
  expect(asked).toEqual([
    "ids eni-1",
    "ids eni-2",
    "sg-a networkInterface from 0",
    "vpc-1 networkInterface from 0",
    "ids eni-3",
  ]);
});

test("a target that was read too early for a question is read again, in one call with all that were", async () => {
  const { clock, asked, ask, begin } = ahead({ group: ["i-1", "i-2"] });
  await begin();
  await ask("i-1");
  asked.length = 0;
  await clock.pass(100);
  expect(await ask("i-1", { notBefore: clock.now() })).toBe("i-1");
  expect(await ask("i-2", { notBefore: clock.now() })).toBe("i-2");
  expect(await ask("i-first", { notBefore: clock.now() })).toBe("i-first");
  expect(asked).toEqual(["ids i-1 i-first i-second i-2"]);
});

test("a page that another question began to read is too early for a later one", async () => {
  const { clock, asked, held, state, ask, begin } = ahead({ group: ["i-1", "i-2"] });
  await begin();
  state.holdsPages = true;
  const early = ask("i-1");
  await clock.pass(100);
  const late = ask("i-2", { notBefore: clock.now() });
  held.forEach((answer) => answer());
  state.holdsPages = false;
  expect(await Promise.all([early, late])).toEqual(["i-1", "i-2"]);
  expect(asked).toEqual(["sg-a instance from 0", "vpc-1 instance from 0", "ids i-2"]);
});

test("where the cloud reads one by one, a listing that has ended begins anew for a question that it is too early for", async () => {
  const { clock, asked, ask, begin } = ahead({ group: ["i-1", "i-2"], oneByOne: true });
  await begin();
  await ask("i-1");
  asked.length = 0;
  await clock.pass(100);
  await ask("i-1", { notBefore: clock.now() });
  await ask("i-2", { notBefore: clock.now() });
  expect(asked).toEqual(["sg-a instance from 0"]);
});

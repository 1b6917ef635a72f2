import type { Emulator } from "../../../emulator";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import { serialize } from "../../../provider/calls/serialize";
import type { Cloud } from "../../../provider/clouds/cloud";
import { targetOf } from "../../../provider/model/membership";
import { hurriedCall } from "./weather";
import { Gateway, type Spoiling } from "./gateway";

export interface AmbiguityCase {
  readonly emulator: () => Emulator;
  readonly open: (endpoint: string) => Cloud;
  readonly home: string;
  readonly group: string;
  readonly other: string;
  readonly targets: readonly [string, string, string];
  /** An empty answer is what the cloud documents for a write that succeeded. */
  readonly emptyIsDone: boolean;
}

const answers: readonly (readonly [string, Spoiling["answer"]])[] = [
  ["is cut", "cut"],
  ["is a 500 with the cloud's own JSON", { status: 500, body: '{"Code":"InternalError","code":"InternalError"}' }],
  ["is a 503 with other JSON", { status: 503, body: '{"error":"upstream"}' }],
  ["is a proxy's page with 502", { status: 502, body: "<html>Bad gateway</html>" }],
  ["is a page with 200", { status: 200, body: "<html>Welcome</html>" }],
  ["is empty", { status: 200, body: "" }],
  ["never comes", "never"],
];

/** Writes whose answer is lost on the way, one of them after its effect and one before it: only reading back tells. */
export function testAmbiguity(one: AmbiguityCase): void {
  const { home, group, other, targets, emptyIsDone } = one;
  const [done, lost] = targets;
  let gateway: Gateway;
  let cloud: Cloud;

  beforeEach(async () => {
    gateway = new Gateway(one.emulator().url);
    cloud = one.open(await gateway.open());
  });
  afterEach(() => gateway.close());

  const call = hurriedCall;
  const groupsOf = async (id: string) => (await cloud.readTargets([targetOf(id)], call())).get(id)?.securityGroupIds;

  test.each(answers.filter(([, answer]) => !(emptyIsDone && typeof answer === "object" && answer.body === "")))(
    "when the answer to a write %s, its outcome is unknown, and reading back tells whether it was done",
    async (_what, answer) => {
      const unknown = { outcome: "failed", error: { outcomeUnknown: true } };
      const pair = [done, lost].map(targetOf);
      const each = async (write: "join" | "leave") => {
        gateway.spoiling = { answer, reaches: (wire) => wire.includes(done) };
        const bound = answer === "never" ? { deadline: deadlineIn(0.2, systemClock) } : call();
        const outcomes = await Promise.all(pair.map((target) => cloud[write](group, [target], bound)));
        outcomes.forEach((outcome, index) => expect(outcome.get(pair[index]?.id ?? "")).toMatchObject(unknown));
        gateway.spoiling = undefined;
      };
      await each("join");
      expect([await groupsOf(done), await groupsOf(lost)]).toEqual([[home, group], [home]]);
      if (answer === "never") return;
      await cloud.join(group, [targetOf(lost)], call());
      await each("leave");
      expect([await groupsOf(done), await groupsOf(lost)]).toEqual([[home], [home, group]]);
    },
  );

  describe("one write is in flight for a target at a time", () => {
    beforeEach(() => one.emulator().setFaults([{ kind: "delay", delayMs: 40 }]));
    const both = async (way: Cloud, ids: readonly [string, string]) => {
      const groups = [group, other];
      await Promise.all(ids.map((id, index) => way.join(groups[index] ?? "", [targetOf(id)], call())));
    };

    test("two joins of one target do not overlap, and both are done", async () => {
      await both(serialize(cloud), [done, done]);
      expect(gateway.mostWrites).toBe(1);
      expect(await groupsOf(done)).toEqual([home, group, other]);
    });

    test("joins of two targets do", async () => {
      gateway.gathers = 2;
      await both(serialize(cloud), [done, lost]);
      expect(gateway.mostWrites).toBe(2);
    });
  });
}

/** HTTP 429 of whatever stands before a cloud, which has none of the cloud's codes. */
import { type CloudInput, type Emulator, startEmulator } from "../../../emulator";
import { withCalls } from "../../../provider/accounts";
import type { Cloud } from "../../../provider/clouds/cloud";
import { registry } from "../../../provider/clouds/registry";
import { retryAfterMs } from "../../../provider/clouds/retry-after";
import { type CloudName, targetOf } from "../../../provider/model/membership";
import { callFor, fakeClock } from "../scriptedCloud";
import { Gateway, type SpoiltAnswer } from "./gateway";

interface Place {
  readonly cloud: CloudName;
  readonly region: string;
  readonly env: Readonly<Record<string, string>>;
  readonly groups: readonly [string, string, string];
  readonly instance: string;
}

const places: readonly Place[] = [
  {
    cloud: "alicloud",
    region: "cn-hangzhou",
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "dummy-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-secret" },
    groups: ["sg-a", "sg-b", "sg-c"],
    instance: "i-1",
  },
  {
    cloud: "tencentcloud",
    region: "ap-guangzhou",
    env: { TENCENTCLOUD_SECRET_ID: "dummy-id", TENCENTCLOUD_SECRET_KEY: "dummy-secret" },
    groups: ["sg-a", "sg-b", "sg-c"],
    instance: "ins-1",
  },
  {
    cloud: "baiducloud",
    region: "bj",
    env: { BCE_ACCESS_KEY_ID: "dummy-id", BCE_SECRET_ACCESS_KEY: "dummy-secret" },
    groups: ["g-a", "g-b", "g-c"],
    instance: "i-1",
  },
];

const bodies: readonly (readonly [string, Omit<SpoiltAnswer, "status">])[] = [
  ["nothing", { body: "" }],
  ["plain text", { body: "slow down", headers: { "content-type": "text/plain" } }],
  ["HTML", { body: "<html>Too Many Requests</html>", headers: { "content-type": "text/html" } }],
  ["other JSON", { body: '{"error":"rate"}' }],
];

const cases = places.flatMap((place) =>
  [place.instance, "eni-1"].flatMap((target) =>
    (["read", "join", "leave"] as const).flatMap((step) =>
      bodies.map(([what, answer]) => ({ place, target, step, what, answer, name: place.cloud })),
    ),
  ),
);

let emulator: Emulator;
let gateway: Gateway;
beforeAll(async () => {
  emulator = await startEmulator({ rateLimit: false });
  gateway = new Gateway(emulator.url);
});
afterAll(async () => {
  gateway.close();
  await emulator.close();
});

function worldOf({ region, groups, instance }: Place): CloudInput {
  const [home, member] = groups;
  return {
    credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
    regions: {
      [region]: {
        securityGroups: groups.map((id) => ({ id })),
        instances: [{ id: instance, groups: [home, member] }],
        networkInterfaces: [{ id: "eni-1", groups: [home, member] }],
      },
    },
  };
}

let url: string;
beforeAll(async () => {
  url = await gateway.open();
});

test.each(cases)(
  "$name: a $step of $target that is answered with 429 and $what is tried again, after the pause that was asked for",
  async ({ place: { cloud: name, region, env, groups }, place, target, step, answer }) => {
    emulator.replaceWorld({ [name]: worldOf(place) });
    const clock = fakeClock();
    const settings = { config: () => undefined, env: { ...env, SECGROUP_ENDPOINT: url } };
    const cloud: Cloud = withCalls(registry[name]({ region, profile: undefined }, settings), clock, () => 0.5);
    let spoilt = 0;
    gateway.spoiling = {
      reads: step === "read",
      answer: { status: 429, ...answer, headers: { ...answer.headers, "retry-after": "37" } },
      reaches: () => {
        spoilt += 1;
        gateway.spoiling = undefined;
        return false;
      },
    };
    const [, member, other] = groups;
    const call = callFor(300, clock);
    const targets = [targetOf(target)];
    if (step === "read") {
      expect((await cloud.readTargets(targets, call)).get(target)?.securityGroupIds).toContain(member);
    } else {
      const outcomes = await (step === "join" ? cloud.join(other, targets, call) : cloud.leave(member, targets, call));
      expect(outcomes.get(target)).toEqual({ outcome: step === "join" ? "joined" : "left" });
    }
    expect(spoilt).toBe(1);
    expect(Math.max(...clock.slept)).toBeGreaterThanOrEqual(37_000);
  },
);

test.each([
  ["12", 12_000],
  [" 0 ", 0],
  ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
  ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
  ["soon", undefined],
  ["-5", undefined],
  ["", undefined],
])("Retry-After: %j is %p ms", (value, expected) => {
  expect(retryAfterMs({ headers: { "retry-after": value } }, Date.UTC(2026, 0, 1))).toBe(expected);
});

test("an answer without Retry-After asks for no pause", () => {
  expect(retryAfterMs({ headers: {} })).toBeUndefined();
});

import { type CloudInput, type Emulator, startEmulator } from "../../emulator";
import { credentialsOf } from "../../tools/stage.cjs";
import { type Ended, scratchFolder, start } from "./node";

/** `npm run test:live`, with the emulator in the account's place. It makes the build that it needs. */
jest.setTimeout(180_000);

const key = { id: "dummy-id", secret: "dummy-secret" };
const credentials = [key];
const worldOf = (region: string, group: string, instance: string): CloudInput => ({
  credentials,
  regions: {
    [region]: {
      securityGroups: [{ id: `${group}-home` }, { id: `${group}-throwaway` }],
      instances: [{ id: instance, groups: [`${group}-home`] }],
      networkInterfaces: [{ id: "eni-secondary", groups: [`${group}-home`] }],
    },
  },
});
type Case = readonly [cloud: string, region: string, group: string, instance: string];
const cases: readonly [Case, Case, Case] = [
  ["alicloud", "cn-hangzhou", "sg", "i-web1"],
  ["tencentcloud", "ap-guangzhou", "sg", "ins-web1"],
  ["baiducloud", "bj", "g", "i-web1"],
];
const keys = credentialsOf(key);

let emulator: Emulator;
beforeAll(async () => {
  const world = Object.fromEntries(
    cases.map(([cloud, region, group, instance]) => [cloud, worldOf(region, group, instance)]),
  );
  emulator = await startEmulator({ world, rateLimit: false });
});
afterEach(() => emulator.setFaults([]));
afterAll(() => emulator.close());

function live(args: readonly string[], env: NodeJS.ProcessEnv = keys) {
  const { PATH, HOME, XDG_CACHE_HOME, SECGROUP_CACHE_DIR } = process.env;
  const others = { PATH, HOME, XDG_CACHE_HOME, SECGROUP_CACHE_DIR, SECGROUP_ENDPOINT: emulator.url };
  return start(["tools/live.mjs", ...args], { ...others, ...env });
}
const argumentsOf = ([cloud, region, group, instance]: Case): string[] => {
  const where = ["--cloud", cloud, "--region", region, "--group", `${group}-throwaway`];
  return [...where, "--instance", instance, "--interface", "eni-secondary"];
};
const told = ({ stdout, stderr }: Ended): string => stdout + stderr;

test.each(cases)("%s: the contract's membership tests pass, and everything is as before", async (...one) => {
  const before = emulator.world;
  const ended = await live(argumentsOf(one)).ended;
  expect(told(ended)).toContain("16 passed");
  expect(ended.code).toBe(0);
  expect(emulator.world).toEqual(before);
});

test("what is missing is named, with exit code 2", async () => {
  const ended = await live(["--cloud", "alicloud"]).ended;
  expect(ended.code).toBe(2);
  expect(told(ended)).toMatch(
    /not run, since these are missing or wrong: --region, --group .*, --instance or --interface/,
  );
});

test("without credentials nothing is run, and they are named, with exit code 2", async () => {
  const { folder, remove } = scratchFolder();
  const nobody = { HOME: "/nonexistent", SECGROUP_CACHE_DIR: folder };
  const ended = await live(argumentsOf(cases[2]), nobody).ended;
  remove();
  expect(ended.code).toBe(2);
  expect(told(ended)).toContain("no credentials for baiducloud. Looked at: ");
});

test("a target that is in the group already is not touched, with exit code 2", async () => {
  const args = argumentsOf(cases[0]).map((each) => (each === "sg-throwaway" ? "sg-home" : each));
  emulator.clearRequests();
  const ended = await live(args).ended;
  expect(ended.code).toBe(2);
  expect(told(ended)).toContain("i-web1 is in sg-home already");
  expect(emulator.requests().byAction["alicloud:LeaveSecurityGroup"]).toBeUndefined();
});

test.each(["SIGINT", "SIGTERM"] as const)("after %s in the middle, what was joined is left again", async (signal) => {
  const before = emulator.world;
  // The first leave is slow, so that the interruption comes while the target is in the group; and it does nothing, lest
  // the one of a killed process takes effect when the next test has begun.
  const slow = { kind: "resetBefore", delayMs: 3000, times: 1 } as const;
  emulator.setFaults([{ cloud: "alicloud", action: "LeaveSecurityGroup", ...slow }]);
  const running = live(argumentsOf(cases[0]).slice(0, -2));
  const isIn = () => emulator.world.alicloud.regions["cn-hangzhou"]?.instances[0]?.groups.includes("sg-throwaway");
  while (!isIn()) await new Promise((resolve) => setTimeout(resolve, 20));
  running.child.kill(signal);
  const ended = await running.ended;
  expect(ended.code).toBe(130);
  expect(told(ended)).toContain("i-web1 was taken out of sg-throwaway again.");
  expect(emulator.world).toEqual(before);
});

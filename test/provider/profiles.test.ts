import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "../../emulator";
import { accounts } from "../../provider/accounts";
import { systemClock } from "../../provider/calls/clock";
import { create } from "../../provider/lifecycle/create";
import { remove } from "../../provider/lifecycle/delete";
import { newMemory, type Session } from "../../provider/lifecycle/session";
import type { Inputs } from "../../provider/model/inputs";

const key = { id: "dummy-id", secret: "dummy-secret" };
let home: string;
let emulator: Emulator;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "profiles-"));
  const key_id = { access_key_id: key.id, secret_access_key: key.secret };
  const profiles = ["one", "two"].map((name) => ({ name, mode: "AK", ...key_id }));
  mkdirSync(join(home, ".bce"));
  writeFileSync(join(home, ".bce", "config.json"), JSON.stringify({ current: "one", profiles }));
  emulator = await startEmulator({ world: {}, latencyMs: 10 });
});
afterAll(async () => {
  await emulator.close();
  rmSync(home, { recursive: true });
});

function session(): Session {
  const env = { HOME: home, SECGROUP_ENDPOINT: emulator.url };
  return {
    cloudOf: accounts({ config: () => undefined, env }),
    defaultRegion: () => undefined,
    regionSources: () => "",
    driftCheck: "up",
    notice: () => undefined,
    clock: systemClock,
    memory: newMemory(),
  };
}

const inGroup = (securityGroupId: string, profile: string): Inputs => ({
  cloud: "baiducloud",
  region: "bj",
  securityGroupId,
  networkInterfaceId: "eni-1",
  profile,
  onExisting: "adopt",
  timeoutSeconds: 60,
});
const groups = () => [...(emulator.world.baiducloud.regions["bj"]?.networkInterfaces[0]?.groups ?? [])].sort();

test.each([0, 300])(
  "memberships of one interface by several profiles are all there, also where reads lag by %i ms",
  async (visibilityDelayMs) => {
    const all = ["g-a", "g-b", "g-c", "g-d"];
    emulator.replaceWorld({
      baiducloud: {
        credentials: [key],
        visibilityDelayMs,
        regions: {
          bj: {
            securityGroups: ["g-home", ...all].map((id) => ({ id })),
            networkInterfaces: [{ id: "eni-1", groups: ["g-home"] }],
          },
        },
      },
    });
    const inputs = all.map((group, index) => inGroup(group, index % 2 === 0 ? "one" : "two"));
    const up = session();
    await Promise.all(inputs.map((each) => create(each, up)));
    expect(groups()).toEqual([...all, "g-home"]);
    const destroy = session();
    await Promise.all(inputs.map((each) => remove(each, destroy)));
    expect(groups()).toEqual(["g-home"]);
  },
);

import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmulator, type Emulator } from "../../emulator";
import { groups, world } from "./baidu/world";

const FOLDER = join(__dirname, "go");
const run = promisify(execFile);

/** Whether Go 1.18 or newer is on PATH. */
function hasGo(): boolean {
  try {
    const text = execFileSync("go", ["version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const [, major = 0, minor = 0] = (/go(\d+)\.(\d+)/.exec(text) ?? []).map(Number);
    return major > 1 || (major === 1 && minor >= 18);
  } catch {
    return false;
  }
}

const go = hasGo();
const described = go ? describe : describe.skip;
if (!go) console.warn("Baidu's Go SDK is not tested: no go (1.18 or newer) on PATH");

described(`Baidu's official Go SDK${go ? "" : " (skipped: no go)"}`, () => {
  let folder: string;
  let emulator: Emulator;

  // The first run downloads the SDK and compiles it.
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "secgroup-go-"));
    const binary = join(folder, "baidu");
    await run("go", ["build", "-buildvcs=false", "-o", binary, "."], { cwd: FOLDER });
    emulator = await startEmulator({
      world: world({
        groups: groups("g-a", "g-b", "esg-a"),
        instances: [
          { id: "i-1", groups: ["g-a"] },
          { id: "i-2", groups: ["g-a"] },
        ],
        interfaces: [{ id: "eni-1", groups: ["g-a"] }],
      }),
    });
  }, 600_000);

  afterAll(async () => {
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("bce-sdk-go binds, unbinds, reads and sets, and is refused with a wrong secret", async () => {
    const env = { ...process.env, EMULATOR_URL: emulator.url, NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" };
    const { stdout } = await run(join(folder, "baidu"), [], { env });
    expect(stdout.trim()).toBe("ok");
    expect(emulator.requests().byAction).not.toHaveProperty("baiducloud:unknown");
  }, 600_000);
});

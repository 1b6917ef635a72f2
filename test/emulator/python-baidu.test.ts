import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmulator, type Emulator } from "../../emulator";
import { groups, world } from "./baidu/world";
import { pythonVersion, virtualEnvironment } from "./venv";

const FOLDER = join(__dirname, "python");
const version = pythonVersion();

const described = version === undefined ? describe.skip : describe;
if (version === undefined) {
  console.warn("Baidu's Python SDK is not tested: no python3 (3.9 or newer, with venv) on PATH");
}

described(`Baidu's official Python SDK${version === undefined ? " (skipped: no python3 with venv)" : ""}`, () => {
  let python: string;
  let emulator: Emulator;

  // The first run downloads the SDK.
  beforeAll(async () => {
    python = virtualEnvironment(join(FOLDER, "requirements-baidu.txt"), version ?? "");
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
  }, 300_000);
  afterAll(() => emulator.close());

  test("bce-python-sdk binds, unbinds, reads and sets, and is refused with a wrong secret", async () => {
    const env = { ...process.env, EMULATOR_URL: emulator.url, NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" };
    const { stdout } = await promisify(execFile)(python, [join(FOLDER, "baidu.py")], { env });
    expect(stdout.trim()).toBe("ok");
    expect(emulator.requests().byAction).not.toHaveProperty("baiducloud:unknown");
  }, 60_000);
});

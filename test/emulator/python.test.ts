import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmulator, type Emulator } from "../../emulator";
import { pythonVersion, virtualEnvironment } from "./venv";

const FOLDER = join(__dirname, "python");
const version = pythonVersion();

const described = version === undefined ? describe.skip : describe;
if (version === undefined) console.warn("the Python SDKs are not tested: no python3 (3.9 or newer, with venv) on PATH");

described(`official Python SDKs${version === undefined ? " (skipped: no python3 with venv)" : ""}`, () => {
  let python: string;
  let emulator: Emulator;

  // The first run downloads the SDKs.
  beforeAll(async () => {
    python = virtualEnvironment(join(FOLDER, "requirements.txt"), version ?? "");
    emulator = await startEmulator();
  }, 300_000);
  afterAll(() => emulator.close());

  test.each([
    ["alibabacloud_ecs20140526 (ACS3)", "alibaba_acs3.py"],
    ["aliyun-python-sdk-ecs (RPC V1)", "alibaba_v1.py"],
  ])(
    "%s joins and leaves, and is refused with a wrong secret",
    async (_sdk, script) => {
      const env = { ...process.env, EMULATOR_URL: emulator.url, NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" };
      const { stdout } = await promisify(execFile)(python, [join(FOLDER, script)], { env });
      expect(stdout.trim()).toBe("ok");
    },
    60_000,
  );
});

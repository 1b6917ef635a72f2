import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { DEFAULT_WORLD, startEmulator, type Emulator } from "../../emulator";
import { pythonVersion, virtualEnvironment } from "./venv";

const FOLDER = join(__dirname, "python");
const version = pythonVersion();

const described = version === undefined ? describe.skip : describe;
if (version === undefined) {
  console.warn("Tencent's Python SDKs are not tested: no python3 (3.9 or newer, with venv) on PATH");
}

described(`Tencent's official Python SDKs${version === undefined ? " (skipped: no python3 with venv)" : ""}`, () => {
  let python: string;
  let emulator: Emulator;

  // The first run downloads the SDKs.
  beforeAll(async () => {
    python = virtualEnvironment(join(FOLDER, "requirements-tencent.txt"), version ?? "");
    emulator = await startEmulator();
  }, 300_000);
  afterAll(() => emulator.close());
  beforeEach(() => emulator.replaceWorld(DEFAULT_WORLD));

  const ways = [
    ["TC3-HMAC-SHA256", "POST"],
    ["TC3-HMAC-SHA256", "GET"],
    ["HmacSHA256", "POST"],
    ["HmacSHA1", "GET"],
  ] as const;

  test.each(["tencent_cvm.py", "tencent_vpc.py"].flatMap((script) => ways.map((way) => [script, ...way] as const)))(
    "%s joins and leaves, and is refused with a wrong secret (%s, %s)",
    async (script, signMethod, requestMethod) => {
      const env = {
        ...process.env,
        EMULATOR_URL: emulator.url,
        SIGN_METHOD: signMethod,
        REQUEST_METHOD: requestMethod,
        NO_PROXY: "127.0.0.1",
        no_proxy: "127.0.0.1",
      };
      const { stdout } = await promisify(execFile)(python, [join(FOLDER, script)], { env });
      expect(stdout.trim()).toBe("ok");
    },
    60_000,
  );
});

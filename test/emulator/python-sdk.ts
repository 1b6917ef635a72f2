import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmulator, type Emulator, type WorldInput } from "../../emulator";
import { pythonVersion, virtualEnvironment } from "./venv";

const FOLDER = join(__dirname, "python");

/** What a test of a Python SDK works with. */
export interface PythonSdk {
  /** Runs a script of `python/` against the emulator; what it prints. */
  run(script: string, env?: Readonly<Record<string, string>>): Promise<string>;
  /** Only while tests run. */
  readonly emulator: Emulator;
}

/**
 * A suite whose scripts run an official Python SDK; skipped, and said so, where there is no usable Python.
 *
 * @param requirements - a file of `python/` with every version pinned
 */
export function describePython(
  title: string,
  requirements: string,
  world: WorldInput | undefined,
  tests: (sdk: PythonSdk) => void,
): void {
  const version = pythonVersion();
  if (version === undefined) {
    console.warn(`not tested: ${title}, for want of a python3 (3.9 or newer, with venv) on PATH`);
    // Without a Python nothing could run an SDK that we did not write; the line above and the count say that it was not tested.
    describe.skip(`${title} (skipped: no python3 with venv)`, () => tests(unstarted()));
    return;
  }
  describe(title, () => {
    let python: string;
    let emulator: Emulator;

    // The first run downloads the SDK.
    beforeAll(async () => {
      python = virtualEnvironment(join(FOLDER, requirements), version);
      emulator = await startEmulator({ world });
    }, 300_000);
    afterAll(() => emulator.close());

    tests({
      get emulator() {
        return emulator;
      },
      run: async (script, env = {}) => {
        const loopback = { EMULATOR_URL: emulator.url, NO_PROXY: "127.0.0.1", no_proxy: "127.0.0.1" };
        const all = { ...process.env, ...loopback, ...env };
        const { stdout } = await promisify(execFile)(python, [join(FOLDER, script)], { env: all });
        return stdout.trim();
      },
    });
  });
}

/** For a suite that is only listed. */
function unstarted(): PythonSdk {
  const fail = (): never => {
    throw new Error("a skipped suite has no emulator");
  };
  return {
    get emulator() {
      return fail();
    },
    run: fail,
  };
}

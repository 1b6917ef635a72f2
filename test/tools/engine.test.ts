import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Ended, type Running, root, scratchFolder, start, startModule, toolUrl } from "./node";

const key = `v3.256.0-${process.platform}-${process.arch}`;
const host = "pulumi-language-nodejs";
const dynamicProvider = "pulumi-resource-pulumi-nodejs";

let folder: string;
let remove: () => void;
/** The only folder on PATH with programs other than the system's. */
let bin: string;
let cache: string;

beforeEach(() => {
  ({ folder, remove } = scratchFolder());
  bin = path.join(folder, "bin");
  cache = path.join(folder, "cache");
  mkdirSync(bin);
});
afterEach(() => {
  remove();
});

function program(file: string, script: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** An engine's programs, as far as they are looked at before they are used. */
function fakeEngine(where: string, version = "v3.200.0", without = ""): void {
  program(path.join(where, "pulumi"), `echo ${version}`);
  for (const name of [host, dynamicProvider]) if (name !== without) program(path.join(where, name), "exit 0");
}

/** A Go that "builds" programs that print the version; notes each build and its own process number. */
function fakeGo(whileBuilding = ""): void {
  program(
    path.join(bin, "go"),
    `case "$1" in
      version) echo "go version go1.26.0 linux/amd64" ;;
      env) echo "{}" ;;
      list) echo one; echo two ;;
      build)
        echo $$ >> ${folder}/builds
        ${whileBuilding}
        while [ "$1" != -o ]; do shift; done
        printf '#!/bin/sh\\necho v3.256.0\\n' > "$2"
        chmod +x "$2" ;;
    esac`,
  );
}

function builds(): string[] {
  return readFileSync(path.join(folder, "builds"), "utf8").trim().split("\n");
}

/** `node tools/engine.mjs` with nothing but the fakes: no home in use, no network needed. */
function startEngine(env: NodeJS.ProcessEnv = {}, PATH = `${bin}:/usr/bin:/bin`): Running {
  const HOME = path.join(folder, "home");
  return start([path.join(root, "tools", "engine.mjs")], { PATH, HOME, SECGROUP_CACHE_DIR: cache, ...env });
}

function ensureEngine(env: NodeJS.ProcessEnv = {}, PATH?: string): Promise<Ended> {
  return startEngine(env, PATH).ended;
}

const built = () => path.join(cache, "engine", key, "bin");

describe("the pulumi on PATH", () => {
  const onlyPath = { SECGROUP_ENGINE: "path" };

  test("is used if it has all that is needed; only its folder is printed", async () => {
    fakeEngine(bin);
    expect(await ensureEngine({}, bin)).toEqual({ code: 0, signal: null, stdout: `${bin}\n`, stderr: "" });
    expect(existsSync(cache)).toBe(false);
  });

  test("may be a link to where its companions are", async () => {
    fakeEngine(path.join(folder, "elsewhere"));
    symlinkSync(path.join(folder, "elsewhere", "pulumi"), path.join(bin, "pulumi"));
    expect(await ensureEngine(onlyPath, bin)).toMatchObject({ code: 0, stdout: `${bin}\n` });
  });

  test.each([
    [
      "lacks the Node host",
      () => {
        fakeEngine(bin, "v3.200.0", host);
      },
      `it comes without ${host}`,
    ],
    [
      "lacks the dynamic provider",
      () => {
        fakeEngine(bin, "v3.200.0", dynamicProvider);
      },
      `it comes without ${dynamicProvider}`,
    ],
    [
      "is too old",
      () => {
        fakeEngine(bin, "v3.141.9");
      },
      "it is v3.141.9, older than v3.142.0",
    ],
    [
      "is broken",
      () => {
        program(path.join(bin, "pulumi"), "echo it hurts >&2; exit 7");
      },
      "`pulumi version` fails (it hurts)",
    ],
  ])("is left alone if it %s, and one line says so", async (_case, make, why) => {
    make();
    const { code, stdout, stderr } = await ensureEngine(onlyPath, bin);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.split("\n")[0]).toBe(`not using ${path.join(bin, "pulumi")}: ${why}`);
  });
});

describe("without one on PATH", () => {
  const build = { SECGROUP_ENGINE: "build" };

  test("the cached engine is used, silently", async () => {
    fakeEngine(built(), "v3.256.0");
    expect(await ensureEngine({}, bin)).toEqual({ code: 0, signal: null, stdout: `${built()}\n`, stderr: "" });
  });

  test("without Go either, one message says what to install", async () => {
    const { code, stdout, stderr } = await ensureEngine(build, bin);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^no Pulumi engine: [^\n]*Go, to build one, is not installed\. Install the Pulumi CLI \(https:\S+\) or Go 1\.25 or newer \(https:\S+\), and run again\.\n$/,
    );
  });

  test("a Go too old to fetch the right one is the same message", async () => {
    program(path.join(bin, "go"), `echo "go version go1.20.14 linux/amd64"`);
    expect((await ensureEngine(build)).stderr).toMatch(/Go 1\.20\.14 is too old to build one\. Install [^\n]*\n$/);
  });

  test("it is built, with the SDK's script, and the caches of the build are removed", async () => {
    fakeGo();
    expect(await ensureEngine(build)).toMatchObject({ code: 0, stdout: `${built()}\n` });
    expect(readdirSync(built()).sort()).toEqual(["pulumi", host, dynamicProvider, `${dynamicProvider}.cmd`].sort());
    expect(readdirSync(path.join(cache, "engine"))).toEqual([key]);
    expect(existsSync(path.join(folder, "home"))).toBe(false);
    expect(builds()).toHaveLength(2);
  });

  test("two set-ups at once build once", async () => {
    // Go builds until the second set-up has said that it waits.
    const goOn = path.join(folder, "go-on");
    fakeGo(`while [ ! -e ${goOn} ]; do sleep 0.02; done`);
    const both = [startEngine(build), startEngine(build)];
    const waiting = "waiting for another set-up that is making the engine";
    await Promise.any(both.map(({ printed }) => printed(waiting)));
    writeFileSync(goOn, "");
    const [one, other] = (await Promise.all(both.map(({ ended }) => ended))) as [Ended, Ended];
    expect([one.stdout, other.stdout]).toEqual([`${built()}\n`, `${built()}\n`]);
    expect(one.stderr + other.stderr).toContain(waiting);
    expect(builds()).toHaveLength(2);
  });

  test("a half-finished or broken engine in the cache is not taken for a finished one", async () => {
    fakeEngine(path.join(cache, "engine", `staging-${key}`, "bin"), "v3.256.0");
    fakeEngine(built(), "v3.256.0", host);
    fakeGo();
    expect(await ensureEngine(build)).toMatchObject({ code: 0, stdout: `${built()}\n` });
    expect(builds()).toHaveLength(2);
    expect(readdirSync(path.join(cache, "engine"))).toEqual([key]);
  });

  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s stops the build and Go with it; the next run builds anew",
    async (signal) => {
      fakeGo("echo at-work >&2; sleep 60");
      const first = startEngine(build);
      await untilBuilding();
      first.child.kill(signal);
      expect(await first.ended).toMatchObject({ code: null, signal, stdout: "" });
      for (const pid of builds()) await untilGone(Number(pid));
      rmSync(path.join(folder, "builds"));
      fakeGo();
      expect(await ensureEngine(build)).toMatchObject({ code: 0, stdout: `${built()}\n` });
    },
  );

  test("a killed build leaves nothing the next run takes for an engine", async () => {
    fakeGo("sleep 60");
    const first = startEngine(build);
    await untilBuilding();
    const [pid] = builds();
    first.child.kill("SIGKILL");
    await first.ended;
    process.kill(-Number(pid), "SIGKILL"); // the fake, unlike Go, does not notice that nobody reads its progress
    fakeGo();
    expect(await ensureEngine(build)).toMatchObject({ code: 0, stdout: `${built()}\n` });
    expect(readdirSync(path.join(cache, "engine")).filter((name) => !name.startsWith("lock."))).toEqual([key]);
  });

  test.each([
    [
      "no network",
      'go: x@v1: Get "y": dial tcp: lookup z: no such host',
      /^cannot download the engine's Go modules: .*no such host\nConnect/,
    ],
    [
      "a Go that may not update",
      "go: go.mod requires go >= 1.25.11 (running go 1.22.0; GOTOOLCHAIN=local)",
      /^cannot build the engine: .*requires go >= 1.25.11.*\nInstall Go 1.25/,
    ],
  ])("%s is one message with what Go said", async (_case, said, message) => {
    program(
      path.join(bin, "go"),
      `case "$1" in version) echo "go version go1.26.0 x" ;; env) echo "{}" ;; *) echo '${said}' >&2; exit 1 ;; esac`,
    );
    const { code, stdout, stderr } = await ensureEngine(build);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr.split("\n").slice(1).join("\n")).toMatch(message);
  });

  test("an unknown SECGROUP_ENGINE is named", async () => {
    expect((await ensureEngine({ SECGROUP_ENGINE: "magic" })).stderr).toMatch(/^SECGROUP_ENGINE is "magic"; it can be/);
  });
});

async function untilBuilding(): Promise<void> {
  while (!existsSync(path.join(folder, "builds")) || !/\d\n/.test(readFileSync(path.join(folder, "builds"), "utf8"))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function untilGone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("what is downloaded runs without keys: with a path, a home, proxies and certificates only", async () => {
  const staging = path.join(folder, "staging");
  const seen = path.join(folder, "seen");
  // The installer looks whether there is one already, and the CLI is asked for its version: both run this.
  fakeEngine(path.join(staging, "bin"), "v3.256.0");
  program(path.join(staging, "bin", "pulumi"), `env >> ${seen}; echo v3.256.0`);
  const keys = {
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: "dummy-1",
    TENCENTCLOUD_SECRET_KEY: "dummy-2",
    BCE_SECRET_ACCESS_KEY: "dummy-3",
    PULUMI_ACCESS_TOKEN: "dummy-4",
    PULUMI_CONFIG_PASSPHRASE: "dummy-5",
    GITHUB_TOKEN: "dummy-6",
    ANYTHING: "dummy-7",
    NODE_OPTIONS: "--no-warnings",
  };
  const harmless = { PATH: "/usr/bin:/bin", HOME: folder, TMPDIR: folder, https_proxy: "http://127.0.0.1:9" };
  const { code, stdout, stderr } = await startModule(
    `import { downloadEngine } from ${JSON.stringify(toolUrl("engine/download.mjs"))};
     import { engineProblem } from ${JSON.stringify(toolUrl("engine/cached.mjs"))};
     const context = { root: "", home: "", log: console.error, env: process.env };
     const staging = ${JSON.stringify(staging)};
     console.log(await downloadEngine(context, staging, "v3.256.0"), await engineProblem(staging + "/bin", process.env));`,
    { ...keys, ...harmless },
  ).ended;
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "undefined undefined\n", stderr: "" });
  const environment = readFileSync(seen, "utf8");
  expect(environment).not.toMatch(/dummy-|NODE_OPTIONS/);
  for (const [name, value] of Object.entries(harmless)) expect(environment).toContain(`${name}=${value}\n`);
});

test("the engine's modules pin the versions the tools name", () => {
  const versions = readFileSync(path.join(root, "tools", "engine", "versions.mjs"), "utf8");
  const [, cli] =
    /pkg\/v3 (v\S+)/.exec(readFileSync(path.join(root, "tools", "engine", "cli", "go.mod"), "utf8")) ?? [];
  expect(versions).toContain(`builtVersion = "${cli ?? "none"}"`);
});

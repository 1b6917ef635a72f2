import { chmodSync, chownSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { scratchFolder, startModule, toolUrl } from "./node";

/** What `cachePath` gives for an environment and a platform, or the error's message. */
async function cachePath(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Promise<string> {
  const { stdout } = await startModule(`
    import { cachePath } from ${JSON.stringify(toolUrl("cache.mjs"))};
    try { console.log(cachePath(${JSON.stringify(env)}, ${JSON.stringify(platform)})); }
    catch (error) { console.log(error.message); }
  `).ended;
  return stdout.trim();
}

test.each<[string, NodeJS.ProcessEnv, NodeJS.Platform, string]>([
  ["SECGROUP_CACHE_DIR wins", { SECGROUP_CACHE_DIR: "/c", XDG_CACHE_HOME: "/x", HOME: "/h" }, "linux", "/c"],
  ["XDG_CACHE_HOME comes next", { XDG_CACHE_HOME: "/x", HOME: "/h" }, "linux", "/x/pulumi-secgroup"],
  ["a relative XDG_CACHE_HOME is ignored", { XDG_CACHE_HOME: "x", HOME: "/h" }, "linux", "/h/.cache/pulumi-secgroup"],
  ["Linux", { HOME: "/h" }, "linux", "/h/.cache/pulumi-secgroup"],
  ["macOS", { HOME: "/h" }, "darwin", "/h/Library/Caches/pulumi-secgroup"],
  ["Windows", { LOCALAPPDATA: "/l" }, "win32", "/l/pulumi-secgroup"],
])("%s", async (_rule, env, platform, expected) => {
  expect(await cachePath(env, platform)).toBe(expected);
});

test("an empty HOME is one clear error", async () => {
  expect(await cachePath({ HOME: "" }, "linux")).toMatch(/HOME is not set.*SECGROUP_CACHE_DIR.*run again/);
});

test("a HOME that cannot be written to is one clear error, and nothing is made", async () => {
  const { folder, remove } = scratchFolder();
  try {
    const home = path.join(folder, "home");
    // A file where a folder has to be made stops the superuser too, whom permissions do not.
    writeFileSync(home, "");
    const { code, stdout, stderr } = await startModule(
      `import { cacheFolder } from ${JSON.stringify(toolUrl("cache.mjs"))};
       try { cacheFolder(); } catch (error) { console.error(error.message); process.exitCode = 1; }`,
      { HOME: home },
    ).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^cannot write to the cache folder .*\(ENOTDIR\).*Set HOME.*\n$/);
  } finally {
    remove();
  }
});

/** `cacheFolder` with this folder as the cache. */
const cacheFolder = (folder: string) =>
  startModule(
    `import { cacheFolder } from ${JSON.stringify(toolUrl("cache.mjs"))};
     try { console.log(cacheFolder()); } catch (error) { console.error(error.message); process.exitCode = 1; }`,
    { SECGROUP_CACHE_DIR: folder },
  ).ended;

describe("programs from it are run, so", () => {
  let folder: string;
  let remove: () => void;
  beforeEach(() => ({ folder, remove } = scratchFolder()));
  afterEach(() => remove());

  test("a new one is for its user alone", async () => {
    const cache = path.join(folder, "cache");
    expect(await cacheFolder(cache)).toMatchObject({ code: 0, stdout: `${cache}\n` });
    expect(statSync(cache).mode & 0o777).toBe(0o700);
  });

  test.each([0o775, 0o757, 0o777])("one that others can write to (%o) is refused", async (mode) => {
    const cache = path.join(folder, "cache");
    mkdirSync(cache);
    chmodSync(cache, mode);
    const { code, stdout, stderr } = await cacheFolder(cache);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      `will not use the cache folder ${cache}: programs from it are run, and others can write to it (mode ` +
        `${mode.toString(8)}). If nobody else did, chmod go-w ${cache}, or set SECGROUP_CACHE_DIR to a folder of your ` +
        `own, and run again.\n`,
    );
  });

  test("one of another user is refused, also through a link", async () => {
    const isRoot = process.getuid?.() === 0;
    const other = isRoot ? path.join(folder, "cache") : "/usr";
    if (isRoot) {
      mkdirSync(other);
      chownSync(other, 12345, 12345);
    }
    const link = path.join(folder, "link");
    symlinkSync(other, link);
    for (const cache of [other, link]) {
      const { code, stderr } = await cacheFolder(cache);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^will not use the cache folder .* it belongs to another user \(\d+, you are \d+\)\. Remove/,
      );
    }
  });

  test("one that only others can read is used", async () => {
    const cache = path.join(folder, "cache");
    mkdirSync(cache);
    chmodSync(cache, 0o755);
    expect(await cacheFolder(cache)).toMatchObject({ code: 0 });
  });
});

test("the folder is made where it is missing", async () => {
  const { folder, remove } = scratchFolder();
  try {
    mkdirSync(path.join(folder, "home"));
    chmodSync(path.join(folder, "home"), 0o700);
    const { stdout } = await startModule(
      `import { cacheFolder } from ${JSON.stringify(toolUrl("cache.mjs"))}; console.log(cacheFolder());`,
      { HOME: path.join(folder, "home") },
    ).ended;
    expect(existsSync(stdout.trim())).toBe(true);
  } finally {
    remove();
  }
});

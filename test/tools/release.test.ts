import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path, { join } from "node:path";
import { scratchFolder, startModule, toolUrl } from "./node";

interface Given {
  readonly tag: string;
  readonly manifest: object;
  readonly changelog: string;
  readonly repository?: string;
  readonly onMain?: boolean;
}
const good: Given = {
  tag: "v1.2.3",
  manifest: { version: "1.2.3", repository: { type: "git", url: "git+https://forge.example/owner/name.git" } },
  changelog: "# Changelog\n\n## Unreleased\n\n## [1.2.3] - 2026-01-31\n\n### Added\n\n- Something.\n",
};

async function problems(given: Given): Promise<string[]> {
  const { stdout } = await startModule(`
    import { releaseProblems } from ${JSON.stringify(toolUrl("release/problems.mjs"))};
    console.log(JSON.stringify(releaseProblems(${JSON.stringify(given)})));
  `).ended;
  return JSON.parse(stdout) as string[];
}

test.each([
  ["a tag, a version and a changelog that agree", {}],
  ["a heading without brackets or a date", { changelog: "## 1.2.3\n- Something.\n" }],
  ["the workflow's own repository", { repository: "Owner/Name" }],
  ["a tag on main", { onMain: true }],
])("%s can be released", async (_case, change) => {
  expect(await problems({ ...good, ...change })).toEqual([]);
});

test("package.json names a repository, a homepage and a place for bugs, all of the same owner", () => {
  const manifest = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as Record<string, unknown>;
  const { homepage, bugs, repository } = manifest as {
    homepage: string;
    bugs: { url: string };
    repository: { url: string };
  };
  const owners = [homepage, bugs.url, repository.url].map(
    (url) => /github\.com\/([^/]+)\/pulumi-secgroup/.exec(url)?.[1],
  );
  expect(new Set(owners).size).toBe(1);
  expect(owners[0]).toMatch(/./);
});

test.each<[string, Partial<Given>, string]>([
  ["another tag", { tag: "v1.2.4" }, "the tag is v1.2.4, and package.json says 1.2.3"],
  ["what is still unreleased", { changelog: "## Unreleased\n- Something.\n" }, 'no entries under "## 1.2.3"'],
  ["an empty section", { changelog: "## 1.2.3\n\n## 1.2.2\n- Something.\n" }, 'no entries under "## 1.2.3"'],
  ["the section of a longer version", { changelog: "## 1.2.3-rc.1\n- Something.\n" }, 'no entries under "## 1.2.3"'],
  [
    "a pre-release",
    { tag: "v1.2.3-rc.1", manifest: { ...good.manifest, version: "1.2.3-rc.1" }, changelog: "## 1.2.3-rc.1\n- It.\n" },
    "1.2.3-rc.1 is a pre-release",
  ],
  ["no repository", { manifest: { version: "1.2.3" } }, "no `repository`"],
  [
    "a repository without its owner",
    {
      manifest: { version: "1.2.3", repository: "git+https://github.com/OWNER/name.git", bugs: { url: "x/OWNER/y" } },
      repository: "owner/name",
    },
    "the placeholder OWNER in repository, bugs: set the owner",
  ],
  ["a tag on a branch", { onMain: false }, "v1.2.3 is not on main"],
  ["another repository", { repository: "fork/name" }, "this is fork/name"],
])("%s cannot be released, and it says why", async (_case, change, why) => {
  const found = await problems({ ...good, ...change });
  expect(found).toEqual([expect.stringContaining(why)]);
});

test("what is checked out is on main if the remote's main has it", async () => {
  const { folder, remove } = scratchFolder();
  const git = (cwd: string, ...args: string[]) => {
    const as = ["-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"];
    execFileSync("git", [...as, ...args], { cwd, stdio: "ignore" });
  };
  const commit = (cwd: string, message: string) => git(cwd, "commit", "--allow-empty", "-m", message);
  const onMain = async () => {
    const { stdout } = await startModule(
      `import { isOnMain } from ${JSON.stringify(toolUrl("release/main.mjs"))};
       console.log(await isOnMain(${JSON.stringify(clone)}));`,
    ).ended;
    return stdout.trim();
  };
  const remote = path.join(folder, "remote");
  const clone = path.join(folder, "clone");
  try {
    git(folder, "init", "--initial-branch=main", remote);
    commit(remote, "one");
    commit(remote, "two");
    git(folder, "clone", remote, clone);
    expect(await onMain()).toBe("true");
    git(clone, "checkout", "HEAD~1");
    expect(await onMain()).toBe("true");
    git(clone, "checkout", "-b", "side");
    commit(clone, "three");
    expect(await onMain()).toBe("false");
    git(clone, "checkout", "main");
    git(clone, "remote", "remove", "origin");
    expect(await onMain()).toBe("false");
  } finally {
    remove();
  }
});

import { chmodSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { parse } from "yaml";
import * as z from "zod";
import { startEmulator, type Emulator } from "../../emulator";
import { serveComments } from "./comments";
import { type Job, runWorkflow } from "./github";
import { runScript } from "./script";
import { dummyCredentials, Stack } from "./stack";

/** The recipes of docs/ci, taken from the very pages, and run: the real engine, the emulator, a server for the comments. */
const root = join(__dirname, "../..");

/** The blocks of a page, of one language, in their order. */
function blocksOf(page: string, language: string): readonly string[] {
  const text = readFileSync(join(root, "docs/ci", page), "utf8");
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, of, code = ""]) =>
    of === language ? [code] : [],
  );
}
const blockOf = (page: string, language: string, index = 0) => z.string().parse(blocksOf(page, language)[index]);

const secrets = { ...dummyCredentials, PULUMI_ACCESS_TOKEN: "dummy-token" };
const table = `
const member = (name, securityGroupId, instanceId) =>
  new M(name, { cloud: "alicloud", region: "cn-hangzhou", securityGroupId, instanceId });
member("web-1", "sg-web", "i-web1");
member("web-2", "sg-web", "i-web2");
`;
const joins = `${table}member("monitoring-1", "sg-monitoring", "i-web1");`;
const cannotWork = `${joins}member("nobody", "sg-web", "i-none");`;

let emulator: Emulator;
let stack: Stack;
beforeAll(async () => {
  emulator = await startEmulator();
  stack = await Stack.create({ ...dummyCredentials, SECGROUP_ENDPOINT: emulator.url });
  // What npm ci puts there.
  stack.write("node_modules/.bin/secgroup", `#!/bin/sh\nexec node "${join(root, "dist/cli/main.js")}" "$@"\n`);
  chmodSync(stack.path("node_modules/.bin/secgroup"), 0o755);
  stack.program(table);
  expect(await stack.up()).toMatchObject({ code: 0 });
}, 120_000);
afterAll(async () => {
  await emulator.close();
  await stack.close();
});
beforeEach(() => setGroups("i-web1", ["sg-base", "sg-web"]));

function setGroups(targetId: string, groups: readonly string[]): void {
  emulator.setGroups({ cloud: "alicloud", region: "cn-hangzhou", targetId, groups });
}

interface GitLabJob {
  readonly code: number | null;
  readonly text: string;
}

const gitLabSchema = z.record(
  z.string(),
  z.object({
    variables: z.record(z.string(), z.string()),
    before_script: z.array(z.string()).default([]),
    script: z.array(z.string()),
    artifacts: z.object({ when: z.literal("always"), paths: z.array(z.string()) }).optional(),
  }),
);

/** The scripts of the jobs of a page, each in one shell, as a runner does. All are run, whatever one before it came to. */
async function runGitLab(page: string, index: number, env: Readonly<Record<string, string>>): Promise<GitLabJob> {
  const whole: { code: number | null; text: string } = { code: 0, text: "" };
  const artifacts = new Map<string, string>();
  for (const job of Object.values(gitLabSchema.parse(parse(blockOf(page, "yaml", index))))) {
    // What it installs is here already.
    expect(["npm ci --ignore-scripts", undefined]).toContain(job.before_script.at(-1));
    for (const [name, content] of artifacts) stack.write(name, content);
    const settings = { ...stack.env, ...job.variables, ...env };
    const ended = await runScript(["-eo", "pipefail"], job.script.join("\n"), {
      folder: stack.path("."),
      env: settings,
    });
    if (ended.code !== 0) whole.code = ended.code;
    whole.text += ended.text;
    for (const name of job.artifacts?.paths ?? []) {
      if (!existsSync(stack.path(name))) continue;
      artifacts.set(name, readFileSync(stack.path(name), "utf8"));
      rmSync(stack.path(name));
    }
  }
  return whole;
}

describe("a preview", () => {
  /** Ends before it has a plan: there is no state to compare with. */
  const planless = { PULUMI_BACKEND_URL: "file:///nowhere/that/is" };
  const noPlan = "The preview failed before it had a plan.";

  interface GitHubComment {
    readonly id: number;
    /** Null once the account is deleted. */
    readonly user: { readonly type: string } | null;
    body?: string;
  }

  /** What the workflow did to the comments of its pull request. */
  function gitHub(comments: GitHubComment[]) {
    const issues = {
      listComments: "list",
      updateComment: (change: { owner: string; comment_id: number; body: string }) => {
        const old = comments.find(({ id }) => id === change.comment_id);
        if (!old) throw new Error("404");
        old.body = change.body;
        return Promise.resolve();
      },
      createComment: (comment: { owner: string; issue_number: number; body: string }) => {
        expect(comment).toMatchObject({ owner: "we", repo: "edges", issue_number: 3 });
        comments.push({ id: comments.length + 1, user: { type: "Bot" }, body: comment.body });
        return Promise.resolve();
      },
    };
    const paginate = (list: unknown, issue: object) => {
      expect([list, issue]).toEqual(["list", { owner: "we", repo: "edges", issue_number: 3 }]);
      return Promise.resolve(comments);
    };
    return { rest: { issues }, paginate };
  }

  function runGitHub(
    comments: GitHubComment[],
    env: Readonly<Record<string, string>> = {},
    workflow = blockOf("github-actions.md", "yaml"),
  ): Promise<Job> {
    const context = { repo: { owner: "we", repo: "edges" }, issue: { number: 3 } };
    const files = {
      existsSync: (file: string) => existsSync(stack.path(file)),
      readFileSync: (file: string) => readFileSync(stack.path(file), "utf8"),
    };
    return runWorkflow(workflow, {
      folder: stack.path("."),
      env: { ...stack.env, ...env },
      secrets,
      script: async (source, settings) => {
        const globals = { github: gitHub(comments), context, process: { env: settings }, require: () => files };
        await runInNewContext(`(async () => {${source}})()`, globals);
      },
    });
  }

  test("on GitHub keeps one comment up to date, and fails the job after it is posted", async () => {
    const comments: GitHubComment[] = [
      { id: 1, user: { type: "User" }, body: "<!-- secgroup dev -->\nmine" },
      { id: 2, user: null, body: "<!-- secgroup dev -->\nof a deleted account" },
      { id: 3, user: { type: "Bot" } },
    ];
    stack.program(cannotWork);
    const refused = await runGitHub(comments);
    expect(refused).toMatchObject({ failed: true });
    expect(comments).toHaveLength(4);
    expect(comments[3]?.body).toMatch(/^<!-- secgroup dev -->\n### Memberships of dev: 1 cannot work, 1 to join\n/);
    expect(refused.summary).toContain("- **`nobody`**: alicloud cn-hangzhou: cannot join instance i-none");

    stack.program(joins);
    expect(await runGitHub(comments)).toMatchObject({ failed: false });
    expect(comments).toHaveLength(4);
    expect(comments[3]?.body).toMatch(/^<!-- secgroup dev -->\n### Memberships of dev: 1 to join\n/);
    expect(comments[0]?.body).toContain("mine");
  }, 60_000);

  test("on GitHub that ends before it has a plan fails the job, and the comment says so", async () => {
    const comments: GitHubComment[] = [
      { id: 1, user: { type: "Bot" }, body: "<!-- secgroup dev -->\n### Memberships of dev: 1 to join\n" },
    ];
    stack.program(joins);
    const { failed, text } = await runGitHub(comments, planless);
    expect(failed).toBe(true);
    expect(text).toContain("preview.json is not the document of pulumi preview --json: it is empty.");
    expect(comments).toEqual([{ ...comments[0], body: expect.stringContaining(noPlan) as string }]);
  }, 60_000);

  test("on GitHub that never began has a comment that says so", async () => {
    const comments: GitHubComment[] = [];
    rmSync(stack.path("report.md"), { force: true });
    const npmCiFails = blockOf("github-actions.md", "yaml").replace("run: npm ci --ignore-scripts", "run: exit 1");
    expect((await runGitHub(comments, {}, npmCiFails)).failed).toBe(true);
    expect(comments.map(({ body }) => body)).toEqual([expect.stringContaining(noPlan)]);
  }, 60_000);

  test("on GitLab keeps one comment up to date, and fails the job after it is posted", async () => {
    const others = Array.from({ length: 101 }, (_, id) => ({
      id: id + 1,
      author: { id: 9 },
      body: "<!-- secgroup dev -->",
    }));
    const comments = await serveComments("dummy-token", others);
    try {
      stack.write("ci/comment.mjs", blockOf("gitlab-ci.md", "js"));
      const env = {
        CI_API_V4_URL: comments.url,
        CI_PROJECT_ID: "7",
        CI_MERGE_REQUEST_IID: "3",
        GITLAB_TOKEN: "dummy-token",
      };
      stack.program(cannotWork);
      expect((await runGitLab("gitlab-ci.md", 0, env)).code).not.toBe(0);
      expect(comments.all).toHaveLength(102);
      expect(comments.all[101]?.body).toMatch(
        /^<!-- secgroup dev -->\n### Memberships of dev: 1 cannot work, 1 to join\n/,
      );

      stack.program(joins);
      expect(await runGitLab("gitlab-ci.md", 0, env)).toMatchObject({ code: 0 });
      expect(comments.all).toHaveLength(102);
      expect(comments.all[101]?.body).toMatch(/^<!-- secgroup dev -->\n### Memberships of dev: 1 to join\n/);

      const ended = await runGitLab("gitlab-ci.md", 0, { ...env, ...planless });
      expect(ended.code).not.toBe(0);
      expect(ended.text).toContain("preview.json is not the document of pulumi preview --json: it is empty.");
      expect(comments.all).toHaveLength(102);
      expect(comments.all[101]?.body).toContain(noPlan);
    } finally {
      comments.close();
    }
  }, 60_000);

  test.each([
    ["that works", joins, true, "### Security-group memberships: 1 to join\n"],
    ["that cannot", cannotWork, false, "### Security-group memberships: 1 cannot work, 1 to join\n"],
  ])(
    "in a shell, %s, prints the report and ends as the preview does",
    async (_what, program, works, line) => {
      stack.program(program);
      const { code, text } = await runScript([], blockOf("shell.md", "sh"), {
        folder: stack.path("."),
        env: stack.env,
      });
      expect(text).toContain(line);
      expect(code === 0).toBe(works);
    },
    60_000,
  );

  test("in a shell, with broken credentials, fails, and the report says that nothing was checked", async () => {
    stack.program(joins);
    const env = { ...stack.env, ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong" };
    const { code, text } = await runScript([], blockOf("shell.md", "sh"), { folder: stack.path("."), env });
    expect(code).not.toBe(0);
    expect(text).toMatch(/### Security-group memberships: 1 to join, not checked\n\n> \*\*Not checked\*\*/);
  }, 60_000);

  test("that ends before it has a plan fails, and says why", async () => {
    const env = { ...stack.env, PULUMI_STACK: "none" };
    const { code, text } = await runScript([], blockOf("shell.md", "sh"), { folder: stack.path("."), env });
    expect(code).not.toBe(0);
    expect(text).toContain("error: no stack");
    expect(text).toContain("preview.json is not the document of pulumi preview --json: it is empty.");
  }, 60_000);
});

describe("the drift alarm", () => {
  beforeEach(() => stack.program(table));

  const recipes: readonly (readonly [where: string, run: (env: Readonly<Record<string, string>>) => Promise<Job>])[] = [
    [
      "in a shell",
      async (env) => {
        const script = blockOf("drift.md", "sh");
        const { code, text } = await runScript([], script, { folder: stack.path("."), env: { ...stack.env, ...env } });
        return { failed: code !== 0, text, summary: text };
      },
    ],
    [
      "on GitHub",
      (env) => {
        const yaml = blockOf("drift.md", "yaml", 0);
        return runWorkflow(yaml, { folder: stack.path("."), env: stack.env, secrets: { ...secrets, ...env } });
      },
    ],
    [
      "on GitLab",
      async (env) => {
        const { code, text } = await runGitLab("drift.md", 1, env);
        return { failed: code !== 0, text, summary: text };
      },
    ],
  ];

  test.each(recipes)(
    "%s is quiet where nothing was removed",
    async (_where, run) => {
      const { failed, summary } = await run({});
      expect(failed).toBe(false);
      expect(summary).toMatch(/\*\*Drift.*\*\*: no changes\. 2 memberships stay\.\n/);
    },
    60_000,
  );

  test.each(recipes)(
    "%s fails on drift, and names what was removed",
    async (_where, run) => {
      setGroups("i-web1", ["sg-base", "sg-monitoring"]);
      const { failed, summary } = await run({});
      expect(failed).toBe(true);
      expect(summary).toMatch(/### Drift.*: 1 to join again\n/);
      expect(summary).toContain("| `i-web1` | `sg-web` | `alicloud cn-hangzhou` | `web-1` |");
      // What nobody declares is nobody's drift.
      expect(summary).not.toContain("sg-monitoring");
    },
    60_000,
  );

  test.each(recipes)(
    "%s fails on broken credentials, whatever is removed",
    async (_where, run) => {
      const { failed, summary } = await run({ ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong" });
      expect(failed).toBe(true);
      expect(summary).toMatch(/### Drift.*: 2 cannot work\n/);
      expect(summary).toContain("Check the credentials");
    },
    60_000,
  );
});

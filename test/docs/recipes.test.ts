/** The recipes of docs/ci give no more away than they have to; test/e2e/recipes.test.ts runs them. */
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { fencesIn, pages, textOf } from "./pages";

const workflowSchema = z.object({
  on: z.unknown(),
  jobs: z.record(
    z.string(),
    z.object({
      if: z.string().optional(),
      permissions: z.record(z.string(), z.string()).optional(),
      env: z.record(z.string(), z.string()).optional(),
      steps: z.array(
        z.object({
          uses: z.string().optional(),
          run: z.string().optional(),
          with: z.record(z.string(), z.unknown()).optional(),
          env: z.record(z.string(), z.string()).optional(),
        }),
      ),
    }),
  ),
});

/** The workflows of GitHub Actions, each with its page; a job of GitLab is none. */
const workflows = pages
  .filter((page) => dirname(page) === join("docs", "ci"))
  .flatMap((page) =>
    fencesIn(textOf(page)).flatMap(({ language, code }) => {
      const { success, data } = workflowSchema.safeParse(language === "yaml" ? parse(code) : undefined);
      return success ? [{ page, ...data }] : [];
    }),
  );

test("there are the preview's and the alarm's", () => {
  expect(workflows.map(({ page }) => page).sort()).toEqual(["docs/ci/drift.md", "docs/ci/github-actions.md"]);
});

test("no checkout keeps the job's token where the program could read it", () => {
  const checkouts = workflows
    .flatMap(({ jobs }) => Object.values(jobs).flatMap(({ steps }) => steps))
    .filter(({ uses }) => uses?.startsWith("actions/checkout@"));
  expect(checkouts).toHaveLength(workflows.length);
  for (const checkout of checkouts) expect(checkout.with).toEqual({ "persist-credentials": false });
});

test("pull requests that get no secrets, from forks and of Dependabot, are not previewed", () => {
  const previews = workflows.filter(({ on }) => on === "pull_request").flatMap(({ jobs }) => Object.values(jobs));
  expect(previews.map((job) => job.if)).toEqual([
    "github.event.pull_request.head.repo.full_name == github.repository && github.actor != 'dependabot[bot]'",
    // Where the preview's job is skipped, so is this one.
    "${{ !cancelled() && needs.preview.result != 'skipped' }}",
  ]);
});

test("secrets are in the environment of the step that needs them, and packages are installed without running their code", () => {
  for (const { jobs } of workflows) {
    for (const { env, steps } of Object.values(jobs)) {
      expect(JSON.stringify(env)).not.toContain("secrets.");
      for (const step of steps) {
        if (JSON.stringify(step).includes("secrets.")) expect(step.run).toContain("pulumi preview");
        if (step.run?.startsWith("npm ")) expect(step.run).toBe("npm ci --ignore-scripts");
      }
    }
  }
});

test("the job that may comment gets the report, and neither a secret nor anything of the repository", () => {
  const commenting = workflows.flatMap(({ jobs }) =>
    Object.values(jobs).filter(({ permissions }) => permissions?.["pull-requests"] === "write"),
  );
  expect(commenting).toHaveLength(1);
  for (const job of commenting) {
    expect(job.permissions).toEqual({ "pull-requests": "write" });
    expect(JSON.stringify(job)).not.toContain("secrets.");
    const uses = job.steps.map((step) => step.uses);
    expect(uses).toEqual(["actions/download-artifact@v4", "actions/github-script@v8"]);
  }
});

const gitLabJobs = pages
  .filter((page) => dirname(page) === join("docs", "ci"))
  .flatMap((page) => fencesIn(textOf(page)))
  .flatMap(({ language, code }) => {
    const jobs = z.record(
      z.string(),
      z.object({ image: z.object({ name: z.string() }), script: z.array(z.string()) }).loose(),
    );
    const { success, data } = jobs.safeParse(language === "yaml" ? parse(code) : undefined);
    return success ? Object.entries(data) : [];
  });

test("jobs of GitLab run in images of a version, and no recipe runs what it has just downloaded", () => {
  expect(gitLabJobs.map(([name]) => name).sort()).toEqual(["comment", "drift", "preview"]);
  for (const [, { image }] of gitLabJobs) expect(image.name).toMatch(/:\d+\.\d+\.\d+$/);
  for (const page of pages.filter((each) => dirname(each) === join("docs", "ci"))) {
    for (const { code } of fencesIn(textOf(page))) expect(code).not.toMatch(/\|\s*(ba)?sh\b/);
  }
});

test("on GitLab a token that may comment and the cloud's credentials are in two jobs, by their environments", () => {
  const environments = new Map(gitLabJobs.map(([name, job]) => [name, job["environment"]]));
  expect(environments.get("preview")).toEqual({ name: "preview", action: "verify" });
  expect(environments.get("comment")).toEqual({ name: "comment", action: "verify" });
});

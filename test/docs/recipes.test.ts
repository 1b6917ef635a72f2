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
      steps: z.array(z.object({ uses: z.string().optional(), with: z.record(z.string(), z.unknown()).optional() })),
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
  ]);
});

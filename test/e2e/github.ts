/** Runs the jobs of a GitHub workflow as a runner does, but for the actions: those are played by the test. */
import * as z from "zod";
import { parse } from "yaml";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScript, type Scripted } from "./script";

const stepSchema = z.strictObject({
  name: z.string().optional(),
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  // Runs also after a step that failed; nothing cancels a job here.
  if: z.literal("${{ !cancelled() }}").optional(),
  "continue-on-error": z.literal(true).optional(),
  env: z.record(z.string(), z.string()).optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const workflowSchema = z.object({
  jobs: z.record(
    z.string(),
    z.object({ env: z.record(z.string(), z.string()), steps: z.array(stepSchema), if: z.string().optional() }),
  ),
});

export interface Played {
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What `${{ secrets.NAME }}` stands for. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Plays `actions/github-script`. */
  readonly script?: (source: string, env: Readonly<Record<string, string | undefined>>) => Promise<void>;
}

export interface Job {
  readonly failed: boolean;
  readonly text: string;
  /** What the steps wrote for the page of the run. */
  readonly summary: string;
}

/** Set up what the test has already: the checkout, Node, the CLI, the packages. */
const setUp = ["actions/checkout@v5", "actions/setup-node@v5", "pulumi/actions@v6"];

/** Plays the jobs in their order. Each begins without what another one made, but for artifacts. */
export async function runWorkflow(yaml: string, played: Played): Promise<Job> {
  const artifacts = new Map<string, string>();
  const whole = { failed: false, text: "", summary: "" };
  for (const job of Object.values(workflowSchema.parse(parse(yaml)).jobs)) {
    for (const name of artifacts.keys()) rmSync(join(played.folder, name), { force: true });
    const { failed, text, summary } = await runJob(job, played, artifacts);
    whole.failed ||= failed;
    whole.text += text;
    whole.summary += summary;
  }
  return whole;
}

type WorkflowJob = z.infer<typeof workflowSchema>["jobs"][string];

async function runJob(job: WorkflowJob, played: Played, artifacts: Map<string, string>): Promise<Job> {
  const { folder, env, secrets, script } = played;
  const scratch = mkdtempSync(join(tmpdir(), "secgroup-github-"));
  const files = { GITHUB_OUTPUT: join(scratch, "output"), GITHUB_STEP_SUMMARY: join(scratch, "summary") };
  for (const file of Object.values(files)) writeFileSync(file, "");
  const context: Record<string, string> = {};
  for (const [name, value] of Object.entries(secrets)) context[`secrets.${name}`] = value;
  const settings = { ...env, ...filledAll(job.env, context), ...files };
  let text = "";
  let failed = false;
  try {
    for (const { id, uses, run, if: always, with: inputs, env: more = {} } of job.steps) {
      if (failed && always === undefined) continue;
      if (uses !== undefined && setUp.includes(uses)) continue;
      if (uses?.startsWith("actions/github-script@v")) {
        await script?.(z.string().parse(inputs?.["script"]), settings);
        continue;
      }
      if (uses?.startsWith("actions/upload-artifact@v")) {
        const name = z.string().parse(inputs?.["path"]);
        if (existsSync(join(folder, name))) artifacts.set(name, readFileSync(join(folder, name), "utf8"));
        continue;
      }
      if (uses?.startsWith("actions/download-artifact@v")) {
        for (const [name, content] of artifacts) writeFileSync(join(folder, name), content);
        continue;
      }
      if (uses !== undefined || run === undefined) throw new Error(`a step of another kind: ${String(uses)}`);
      if (run === "npm ci --ignore-scripts") continue;
      // The shell of a `run` is `bash -e` where none is named.
      const place = { folder, env: { ...settings, ...filledAll(more, context) } };
      const ended: Scripted = await runScript(["-e"], filled(run, context), place);
      text += ended.text;
      for (const [, name = "", value = ""] of readFileSync(files.GITHUB_OUTPUT, "utf8").matchAll(/^(\w+)=(.*)$/gm)) {
        context[`steps.${id ?? ""}.outputs.${name}`] = value;
      }
      writeFileSync(files.GITHUB_OUTPUT, "");
      if (ended.code !== 0) failed = true;
    }
    return { failed, text, summary: readFileSync(files.GITHUB_STEP_SUMMARY, "utf8") };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function filledAll(env: Readonly<Record<string, string>>, context: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value, context)]));
}

function filled(text: string, context: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*([^}\s]+)\s*\}\}/g, (_, name: string) => {
    const value = context[name];
    if (value === undefined) throw new Error(`nothing is known of ${name}`);
    return value;
  });
}

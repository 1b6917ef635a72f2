import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as z from "zod";
import type { Emulator } from "../../emulator";
import { type Ended, openStage, type RunOptions, type Stage } from "../../tools/stage.cjs";

const root = join(__dirname, "..", "..");
const name = "edges";

/** Credentials of the emulator's default world, for programs. */
export const dummyCredentials = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: "emulator-access-key-id",
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: "emulator-access-key-secret",
};

const stateSchema = z.object({
  checkpoint: z.object({
    latest: z.object({
      resources: z
        .array(
          z.object({
            type: z.string(),
            urn: z.string(),
            id: z.string().optional(),
            inputs: z.record(z.string(), z.unknown()).optional(),
            outputs: z.record(z.string(), z.unknown()).optional(),
            initErrors: z.array(z.string()).optional(),
          }),
        )
        .default([]),
    }),
  }),
});
export type StateResource = z.infer<typeof stateSchema>["checkpoint"]["latest"]["resources"][number];

/** One stack of a program in a scratch folder: the real engine, a file backend, the built package. */
export class Stack {
  private constructor(private readonly stage: Stage) {}

  static async create(env: Readonly<Record<string, string>>): Promise<Stack> {
    const stage = openStage({ root, name, bin: undefined, env });
    const stack = new Stack(stage);
    stack.write(
      "Pulumi.yaml",
      `name: ${name}\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.js\n`,
    );
    stack.write("package.json", JSON.stringify({ name, private: true }));
    try {
      const { code, text } = await stage.run(["stack", "init", "dev"]);
      if (code !== 0) throw new Error(text);
      return stack;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  /** The program, as plain JavaScript, so that a run does not pay for a compiler. `M` is the resource's class. */
  program(body: string): void {
    this.write("index.js", `const { SecurityGroupMembership: M } = require("pulumi-secgroup");\n${body}\n`);
  }

  /** The settings that the engine runs with. */
  get env(): Readonly<Record<string, string | undefined>> {
    return this.stage.env;
  }

  /** Where a file of the project is. */
  path(file: string): string {
    return join(this.stage.project, file);
  }

  write(file: string, text: string): void {
    const path = this.path(file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Runs the engine; resolves also when it fails. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended> {
    return this.stage.run([...args, "--suppress-progress", "--color", "never"], options);
  }

  preview = (...args: string[]) => this.run(["preview", ...args]);
  up = (...args: string[]) => this.run(["up", "--yes", "--skip-preview", ...args]);
  refresh = (...args: string[]) => this.run(["refresh", "--yes", "--skip-preview", ...args]);
  destroy = (...args: string[]) => this.run(["destroy", "--yes", "--skip-preview", ...args]);

  /** Takes away the lock that a killed run left. */
  cancel = () => this.stage.run(["cancel", "--yes"]);

  /** A state file of `stack export`, of a stack of the same name, becomes this stack's. */
  importState = (file: string) => this.stage.run(["stack", "import", "--file", file]);
  exportState = (file: string) => this.stage.run(["stack", "export", "--file", file]);

  stateText(): string {
    return readFileSync(this.stage.stateFile, "utf8");
  }

  /** Puts back what {@link stateText} gave. */
  restore(state: string): void {
    writeFileSync(this.stage.stateFile, state);
  }

  /** The memberships in the state. */
  memberships(): StateResource[] {
    const { resources } = stateSchema.parse(JSON.parse(this.stateText())).checkpoint.latest;
    return resources.filter(({ type }) => type === "pulumi-nodejs:dynamic/secgroup:SecurityGroupMembership");
  }

  close(): Promise<void> {
    return this.stage.close();
  }
}

/** The groups of each Alibaba instance, as the emulator's world has them. */
export function groupsIn(emulator: Emulator): Record<string, readonly string[]> {
  const instances = emulator.world.alicloud.regions["cn-hangzhou"]?.instances ?? [];
  return Object.fromEntries(instances.map(({ id, groups }) => [id, groups]));
}

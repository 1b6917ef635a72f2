import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { type Emulator, startEmulator, type WorldInput } from "../../../emulator";
import { credentialsOf, openStage, type Stage } from "../../../tools/stage.cjs";

const root = join(__dirname, "..", "..", "..");
/** Of the emulator's default world, for every cloud. */
const key = { id: "emulator-access-key-id", secret: "emulator-access-key-secret" };
const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});
const stackTrace = /^\s+at /m;
/** What somebody who tried an example in place left there. */
const leftovers = /(node_modules|Pulumi\.[^.]+\.yaml)$/;

export interface ExampleOptions {
  /** The folders of its projects; `.` if it is one project. */
  readonly projects: readonly string[];
  readonly world?: WorldInput;
  /** Stands in for the plugin of a cloud's own provider, and puts what it creates into this region. */
  readonly standIn?: { readonly cloud: "alicloud" | "tencentcloud"; readonly region: string };
  /** The package that `pulumi package add` generates into one of the projects: where, and its name. */
  readonly generated?: { readonly project: string; readonly name: string };
}

/**
 * A copy of an example, outside of the repository, as its reader would have it after `npm install`: the package is the packed
 * one, and only what the example's package.json names can be loaded. The other packages are those of the repository.
 */
export class Example {
  private constructor(
    readonly emulator: Emulator,
    private readonly stage: Stage,
    private readonly scratch: string,
    /** How the engine goes up and down. The stand-in needs one step at a time. */
    private readonly steps: readonly string[],
  ) {}

  static async open(name: string, options: ExampleOptions): Promise<Example> {
    const emulator = await startEmulator({ world: options.world });
    const scratch = mkdtempSync(join(tmpdir(), "secgroup-example-"));
    const stage = openStage({
      root,
      name,
      bin: scratch,
      env: {
        SECGROUP_ENDPOINT: emulator.url,
        ...credentialsOf(key),
        // The types are checked by `npm run typecheck`; here they would cost seconds in every step.
        PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      },
    });
    const example = new Example(emulator, stage, scratch, options.standIn === undefined ? [] : ["--parallel", "1"]);
    try {
      rmSync(join(dirname(stage.project), "node_modules"));
      cpSync(join(root, "examples", name), stage.project, { recursive: true, filter: (path) => !leftovers.test(path) });
      if (options.standIn !== undefined) writeStandIn(scratch, options.standIn);
      const tarball = pack(scratch);
      for (const project of options.projects) {
        const generated = options.generated?.project === project ? [options.generated.name] : [];
        install(join(stage.project, project), tarball, generated);
        await example.run(project, "stack", "init", "dev");
      }
      return example;
    } catch (error) {
      await example.close();
      throw error;
    }
  }

  /** Runs the engine on a project; resolves to what it printed. */
  async run(project: string, ...args: readonly string[]): Promise<string> {
    const { code, text } = await this.ended(project, args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${text}`);
    expect(text).not.toMatch(stackTrace);
    return text;
  }

  /** The same for a run that has to fail. */
  async fails(project: string, ...args: readonly string[]): Promise<string> {
    const { code, text } = await this.ended(project, args);
    expect({ code, text }).not.toMatchObject({ code: 0 });
    expect(text).not.toMatch(stackTrace);
    return text;
  }

  /** Checks the types with the project's own settings, against those of the packed package. */
  typeCheck(project = "."): void {
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    const args = [compiler, "--noEmit", "-p", join(this.stage.project, project)];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  }

  preview = (project = ".") => this.run(project, "preview", ...quiet);
  up = (project = ".", ...args: readonly string[]) => this.run(project, "up", ...unasked, ...this.steps, ...args);
  destroy = (project = ".") => this.run(project, "destroy", ...unasked, ...this.steps);

  /** Changes a file of the copy: `from` is there once. */
  edit(file: string, from: string, to: string): void {
    const path = join(this.stage.project, file);
    const parts = readFileSync(path, "utf8").split(from);
    if (parts.length !== 2) throw new Error(`${file} does not have this once: ${from}`);
    writeFileSync(path, parts.join(to));
  }

  async close(): Promise<void> {
    await this.stage.close();
    await this.emulator.close();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  private ended(project: string, args: readonly string[]) {
    return this.stage.run(["--cwd", project, "--color", "never", ...args]);
  }
}

const quiet = ["--suppress-progress"];
const unasked = ["--yes", "--skip-preview", ...quiet];

/** Packs what is built into a folder, as npm would publish it. */
function pack(folder: string): string {
  const args = ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder];
  return join(folder, execFileSync("npm", args, { cwd: root, encoding: "utf8" }).trim());
}

/** What `npm install` would make of a project's package.json, without a registry. */
function install(project: string, tarball: string, generated: readonly string[]): void {
  const modules = join(project, "node_modules");
  mkdirSync(modules);

  const own = join(modules, "pulumi-secgroup");
  mkdirSync(own);
  execFileSync("tar", ["-xzf", tarball, "--strip-components", "1", "-C", own]);

  const { dependencies, devDependencies } = manifest(project);
  expect(dependencies).toHaveProperty("pulumi-secgroup");
  const names = Object.keys({ ...dependencies, ...devDependencies, ...manifest(own).dependencies });
  for (const name of [...names, ...generated]) {
    const link = join(modules, name);
    if (name === "pulumi-secgroup") continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link, "junction");
  }
}

function manifest(folder: string): z.infer<typeof manifestSchema> {
  return manifestSchema.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
}

/** Puts a stand-in for the plugin of a cloud's own provider into a folder of PATH. */
export function writeStandIn(bin: string, { cloud, region }: NonNullable<ExampleOptions["standIn"]>): void {
  const plugin = join(bin, `pulumi-resource-${cloud}`);
  const program = join(__dirname, "stand-in.mjs");
  writeFileSync(plugin, `#!/bin/sh\nexec "${process.execPath}" "${program}" ${cloud} ${region} "$@"\n`);
  chmodSync(plugin, 0o755);
}

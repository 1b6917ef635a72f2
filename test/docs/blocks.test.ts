import { join, sep } from "node:path";
import ts from "typescript";
import { startEmulator, type WorldInput } from "../../emulator";
import { fencesIn, pages, root, textOf } from "./pages";

/** The code in the documentation is code: TypeScript is type-checked against the package, worlds are loaded. */
/** The policies of the clouds are JSON too; `clouds.test.ts` says what they have to allow. */
const policies = join("docs", "clouds") + sep;

interface Block {
  readonly where: string;
  readonly language: string;
  readonly code: string;
}
const blocks: readonly Block[] = pages.flatMap((page) =>
  fencesIn(textOf(page)).map(({ line, language, code }) => ({ where: `${page}:${line}`, language, code })),
);
const named = (language: string) =>
  blocks.filter((block) => block.language === language).map((block) => [block.where, block.code] as const);
const worlds = named("json").filter(([where]) => !where.startsWith(policies));

test("there are blocks of both kinds", () => {
  expect(named("ts").length).toBeGreaterThan(1);
  expect(worlds.length).toBeGreaterThan(0);
});

test.each(named("ts"))("the TypeScript at %s type-checks", (where, code) => {
  expect(problemsOf(join(root, `${where.replace(/\W/g, "_")}.ts`), code)).toEqual([]);
});

test.each(worlds)("the world at %s loads", async (_where, code) => {
  const emulator = await startEmulator({ world: JSON.parse(code) as WorldInput });
  await emulator.close();
});

test("code in a list is found too, without its indent", () => {
  const markdown = "- a:\n\n  ```ts\n  one();\n    two();\n  ```\n\n```sh\nthree\n```\n";
  expect(fencesIn(markdown)).toEqual([
    { line: 3, language: "ts", code: "one();\n  two();\n" },
    { line: 8, language: "sh", code: "three\n" },
  ]);
});

test("the check finds what is wrong", () => {
  const wrong =
    'import { SecurityGroupMembership } from "pulumi-secgroup";\nnew SecurityGroupMembership("x", { cloud: 1 });';
  expect(problemsOf(join(root, "wrong.ts"), wrong)).not.toEqual([]);
});

/** What the compiler says of a file that exists only here, beside the package's own. */
function problemsOf(file: string, code: string): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    types: ["node"],
  };
  const disk = ts.createCompilerHost(options);
  const text = `${code}\nexport {};\n`;
  const host: ts.CompilerHost = {
    ...disk,
    getSourceFile: (name, ...rest) =>
      name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2022) : disk.getSourceFile(name, ...rest),
    fileExists: (name) => name === file || disk.fileExists(name),
    readFile: (name) => (name === file ? text : disk.readFile(name)),
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

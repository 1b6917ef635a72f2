import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import ts from "typescript";
import { z } from "zod";
import { packPackage } from "../../tools/tarball.cjs";

jest.setTimeout(120_000);

const root = join(__dirname, "..", "..");
const manifest = z
  .object({
    name: z.string(),
    main: z.string(),
    types: z.string(),
    bin: z.record(z.string(), z.string()),
    exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
    typesVersions: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
    dependencies: z.record(z.string(), z.string()),
    peerDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(read("package.json")));

/** What users do not need, and pages may point to: it is read where the sources are. */
const onlyInTheRepository = [
  "docs/architecture.md",
  "docs/development.md",
  "docs/live-tests.md",
  "test/fixtures/",
  "examples/",
  "provider/",
  "CONTRIBUTING.md",
];

let files: readonly string[];
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "secgroup-contents-"));
  try {
    ({ files } = await packPackage(root, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

test("at the top are the build, the docs and what npm shows", () => {
  const top = [...new Set(files.map((file) => file.split("/")[0]))].sort();
  expect(top).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md", "dist", "docs", "package.json"]);
});

test("the build is a file an entry, the types that lead on from them, and the licences of what is bundled", () => {
  const entries = namedFiles();
  const types = new Set<string>();
  const follow = (file: string): void => {
    if (types.has(file)) return;
    types.add(file);
    for (const { fileName } of ts.preProcessFile(read(file)).importedFiles) {
      if (fileName.startsWith(".")) follow(posix.join(posix.dirname(file), `${fileName}.d.ts`));
    }
  };
  for (const file of entries) if (file.endsWith(".d.ts")) follow(file);
  const code = entries.filter((file) => file.endsWith(".js"));
  const expected = [...new Set([...code, ...types, "dist/licenses.txt"])].sort();
  expect(files.filter((file) => file.startsWith("dist/"))).toEqual(expected);
});

test("no file names a source map, which the package does not hold", () => {
  const named = files.filter((file) => /\.(js|ts)$/.test(file) && read(file).includes("sourceMappingURL="));
  expect(named).toEqual([]);
});

test("the docs are those for users", () => {
  const docs = files.filter((file) => file.startsWith("docs/"));
  expect(docs).toContain("docs/emulator.md");
  expect(docs.filter((file) => onlyInTheRepository.includes(file))).toEqual([]);
  expect(docs.filter((file) => !/\.(md|svg|png|ya?ml|sh)$/.test(file))).toEqual([]);
});

test("the pages point to nothing that is missing, but for what is only in the repository", () => {
  const pages = files.filter((file) => file.endsWith(".md"));
  const missing = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
      .map(({ 1: link = "" }) => posix.normalize(posix.join(dirname(page), link)))
      .filter((target) => existsSync(join(root, target))) // What is nowhere test/docs/links.test.ts finds.
      .filter((target) => !files.includes(target) && !files.some((file) => file.startsWith(`${target}/`)))
      .filter((target) => !onlyInTheRepository.some((known) => `${target}/`.startsWith(known)))
      .map((target) => `${page}: ${target}`),
  );
  expect(missing).toEqual([]);
});

test("every entry that package.json names is there", () => {
  expect(namedFiles().filter((file) => !files.includes(file))).toEqual([]);
});

/** What `main`, `types`, `bin`, `exports` and `typesVersions` lead to. */
function namedFiles(): string[] {
  const { main, types, bin, exports, typesVersions } = manifest;
  const exported = Object.values(exports).flatMap((target) =>
    typeof target === "string" ? [target] : Object.values(target),
  );
  const typed = Object.values(typesVersions).flatMap((versions) => Object.values(versions).flat());
  return [main, types, ...Object.values(bin), ...exported, ...typed].map((file) => posix.normalize(file));
}

test("the commands are programs", () => {
  for (const file of Object.values(manifest.bin)) expect(read(file)).toMatch(/^#!\/usr\/bin\/env node\n/);
});

test("what the code and the types load is declared, or Node's own", () => {
  const declared = [
    manifest.name,
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.peerDependencies),
    ...builtinModules,
  ];
  const undeclared = files
    .filter((file) => /^dist\/.*\.(js|ts)$/.test(file))
    .flatMap((file) =>
      ts
        .preProcessFile(read(file), true, true)
        .importedFiles.map(({ fileName }) => fileName)
        .filter((name) => !/^(\.|node:)/.test(name))
        .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name)
        .filter((name) => !declared.includes(name))
        .map((name) => `${file}: ${name}`),
    );
  expect(undeclared).toEqual([]);
});

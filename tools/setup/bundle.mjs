import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { build } from "esbuild";
import ts from "typescript";

/** What the package's `exports` and `bin` name, without the ending. */
const entries = ["provider/index", "provider/handler", "provider/ignore-inline", "emulator/index", "cli/main"];

/**
 * Makes `dist`, what is published: one file an entry, with the packages in it that would be slow to load as they are (zod
 * alone takes longer than all of ours, for its translations), and the declarations that the entries' own ones lead to.
 * The SDKs stay dependencies, loaded when a cloud needs them.
 *
 * @param {string} root
 */
export async function bundle(root) {
  const dist = path.join(root, "dist");
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: entries.map((entry) => `${entry}.ts`),
    outdir: dist,
    outbase: ".",
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: Object.keys({ ...dependencies, ...peerDependencies }).flatMap((name) => [name, `${name}/*`]),
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  /** @type {[file: string, text: string][]} */
  const made = [
    ...outputFiles.map(({ path: file, text }) => /** @type {[string, string]} */ ([path.relative(dist, file), text])),
    ...declarationsOf(path.join(root, "build")),
  ];
  for (const [file, text] of made) replace(path.join(dist, file), text);
  removeOthers(dist, new Set([...made.map(([file]) => file), lastMade]));
  replace(path.join(dist, lastMade), licensesOf(root, Object.keys(metafile.inputs)));
}

/** Written when everything else is there. */
const lastMade = "licenses.txt";

/**
 * Whether `dist` is whole, and newer than what it is made of.
 *
 * @param {string} root
 */
export function isBundled(root) {
  const changed = (/** @type {string} */ file) =>
    statSync(path.join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ["build/.tsbuildinfo", "node_modules/.package-lock.json", "package.json", "tools/setup/bundle.mjs"];
  const isWhole = entries.every((entry) => existsSync(path.join(root, "dist", `${entry}.js`)));
  return isWhole && changed(path.join("dist", lastMade)) > Math.max(...sources.map(changed));
}

/**
 * Writes a file so that whoever reads it meanwhile gets the old one or the new one, whole. What `bin` names has to be
 * executable.
 *
 * @param {string} file
 * @param {string} text
 */
function replace(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
  renameSync(unfinished, file);
}

/**
 * The declarations that users' compilers read, from the entries on.
 *
 * @param {string} build the folder that they are in
 * @returns {[file: string, text: string][]} relative to it
 */
function declarationsOf(build) {
  /** @type {Map<string, string>} */
  const found = new Map();
  /** @param {string} file */
  const follow = (file) => {
    if (found.has(file)) return;
    const text = readFileSync(path.join(build, file), "utf8");
    found.set(file, text);
    const { importedFiles } = ts.preProcessFile(text);
    for (const { fileName } of importedFiles) {
      if (fileName.startsWith(".")) follow(path.join(path.dirname(file), `${fileName}.d.ts`));
    }
  };
  for (const entry of entries) if (!entry.startsWith("cli/")) follow(path.normalize(`${entry}.d.ts`));
  return [...found];
}

/**
 * Removes what an earlier build made and this one did not.
 *
 * @param {string} dist
 * @param {ReadonlySet<string>} made
 */
function removeOthers(dist, made) {
  for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
    if (!made.has(file) && !statSync(path.join(dist, file)).isDirectory()) rmSync(path.join(dist, file));
  }
}

/**
 * The licences of the packages in the bundles, which ask to be kept with every copy.
 *
 * @param {string} root
 * @param {readonly string[]} files what the bundles were made of, relative to `root`
 * @returns {string}
 */
function licensesOf(root, files) {
  const folders = files.flatMap((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
    return `${name} ${version}\n\n${readFileSync(path.join(root, folder, "LICENSE"), "utf8").trim()}\n`;
  });
  return `These packages are part of the files in this folder.\n\n${texts.join("\n\n")}`;
}

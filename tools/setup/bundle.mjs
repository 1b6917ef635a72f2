import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import ts from "typescript";

/** What the package's `exports` and `bin` name, without the ending. */
const entries = ["provider/index", "provider/handler", "emulator/index", "cli/main"];

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
  const { metafile } = await build({
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
    logLevel: "silent",
  });
  const declarations = declarationsOf(path.join(root, "build"));
  for (const file of declarations) {
    mkdirSync(path.dirname(path.join(dist, file)), { recursive: true });
    copyFileSync(path.join(root, "build", file), path.join(dist, file));
  }
  const made = [...Object.keys(metafile.outputs).map((file) => path.relative("dist", file)), ...declarations];
  removeOthers(dist, new Set(made));
  // Written last: it says that everything else is there.
  writeFileSync(path.join(dist, "licenses.txt"), licensesOf(root, Object.keys(metafile.inputs)));
}

/**
 * The declarations that users' compilers read, from the entries on.
 *
 * @param {string} build the folder that they are in
 * @returns {string[]} relative to it
 */
function declarationsOf(build) {
  /** @type {Set<string>} */
  const found = new Set();
  /** @param {string} file */
  const follow = (file) => {
    if (found.has(file)) return;
    found.add(file);
    const { importedFiles } = ts.preProcessFile(readFileSync(path.join(build, file), "utf8"));
    for (const { fileName } of importedFiles) {
      if (fileName.startsWith(".")) follow(path.join(path.dirname(file), `${fileName}.d.ts`));
    }
  };
  for (const entry of entries) if (!entry.startsWith("cli/")) follow(`${entry}.d.ts`);
  return [...found];
}

/**
 * Removes what an earlier build made and this one did not.
 *
 * @param {string} dist
 * @param {ReadonlySet<string>} made
 */
function removeOthers(dist, made) {
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (!entry.isDirectory() && !made.has(path.relative(dist, file))) rmSync(file);
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

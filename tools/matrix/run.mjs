import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { onInterrupt } from "../setup/interrupt.mjs";
import tarballs from "../tarball.cjs";
import { runRow } from "./row.mjs";

/**
 * Runs rows one after the other and prints a line for each, as it ends.
 *
 * @param {string} root the clone, built
 * @param {readonly import("./rows.mjs").Row[]} rows
 * @param {string | undefined} engine the engine's folder; what is on PATH if undefined
 * @returns {Promise<boolean>} whether all went well
 */
export async function runMatrix(root, rows, engine) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "secgroup-matrix-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const noLongerInterrupted = onInterrupt(remove);
  try {
    const { file } = await tarballs.packPackage(root, folder);
    // Yarn 1 keeps tarballs by name and version: a name of this run's own keeps it from taking an earlier one.
    const tarball = path.join(folder, `${path.basename(folder)}.tgz`);
    copyFileSync(file, tarball);
    let well = 0;
    for (const row of rows) {
      const { line, problem } = await runRow(row, { tarball, engine });
      process.stdout.write(`${problem === undefined ? "ok    " : "FAILED"} ${line}\n`);
      if (problem === undefined) well += 1;
      else process.stdout.write(`${problem.replace(/^/gm, "       ")}\n`);
    }
    process.stdout.write(`${well} of ${rows.length} combinations work\n`);
    return well === rows.length;
  } finally {
    noLongerInterrupted();
    remove();
  }
}

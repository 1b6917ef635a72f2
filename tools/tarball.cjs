// The package as its users get it. CommonJS, since both the matrix (a module) and the tests (not modules) stand on it.
"use strict";
const { execFile } = require("node:child_process");
const { join } = require("node:path");
const process = require("node:process");
const { promisify } = require("node:util");

/**
 * @typedef {object} Tarball
 * @property {string} file its path
 * @property {number} size packed, in bytes
 * @property {number} unpackedSize in bytes
 * @property {readonly string[]} files what it holds, sorted
 */

/**
 * Packs the built package; `dist` has to be up to date, and is not built here: two builds at once spoil each other.
 *
 * @param {string} root the clone
 * @param {string} folder where to put it
 * @returns {Promise<Tarball>}
 */
async function packPackage(root, folder) {
  const running = process.env["npm_execpath"];
  const npm = running?.endsWith("npm-cli.js") ? [process.execPath, running] : ["npm"];
  const args = [...npm.slice(1), "pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await promisify(execFile)(npm[0] ?? "npm", args, { cwd: root });
  // A list of one up to npm 11; a record of one from npm 12 on.
  const [packed] = Object.values(JSON.parse(stdout));
  return {
    file: join(folder, packed.filename),
    size: packed.size,
    unpackedSize: packed.unpackedSize,
    files: packed.files.map((/** @type {{ path: string }} */ { path }) => path).sort(),
  };
}

module.exports = { packPackage };

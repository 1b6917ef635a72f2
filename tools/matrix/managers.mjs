import path from "node:path";
import process from "node:process";
import { npmCommand } from "../setup/packages.mjs";
import { cachedPackage, matrixCache } from "./cached.mjs";

/**
 * How a package manager installs a project.
 *
 * @typedef {object} Install
 * @property {string} label the manager and its version
 * @property {readonly string[]} command its program and arguments, to be run with the row's Node
 * @property {Readonly<Record<string, string>>} files what the project needs for it
 * @property {Readonly<Record<string, string>>} env
 */

/**
 * Packages come from the registry once; what a manager keeps of them is in the project's cache folder.
 *
 * @type {Readonly<Record<import("./rows.mjs").Manager, (node: import("./rows.mjs").NodeMajor) => Promise<Install>>>}
 */
export const managers = {
  npm: async () => {
    const { command, args } = npmCommand(process.env);
    const cli = args.length > 0 ? args : [command];
    return {
      label: "npm",
      command: [...cli, "install", "--prefer-offline", "--no-audit", "--no-fund", "--no-update-notifier"],
      files: {},
      env: {},
    };
  },

  // Strict by default: a package sees what it declares and nothing else. 10 is what Node 20 ends with.
  pnpm: async (node) => {
    const { version, program } = pnpmOf[node];
    const folder = await cachedPackage("pnpm", version);
    const store = path.join(matrixCache(), "pnpm-store");
    return {
      label: `pnpm ${version}`,
      command: [path.join(folder, "bin", program), "install", "--store-dir", store, ...pnpmFlags],
      // From 11 on it asks about each install script; the one of @pulumi/pulumi's protobufjs does nothing of use.
      files: { "pnpm-workspace.yaml": "allowBuilds:\n  protobufjs: false\n" },
      env: {},
    };
  },

  yarn1: async () => {
    const version = "1.22.22";
    const folder = await cachedPackage("yarn", version);
    const cache = path.join(matrixCache(), "yarn1-cache");
    return {
      label: `yarn ${version}`,
      command: [
        path.join(folder, "bin", "yarn.js"),
        "install",
        "--no-lockfile",
        "--cache-folder",
        cache,
        ...yarn1Flags,
      ],
      files: {},
      env: {},
    };
  },

  // Plug'n'Play, its default, is no place for Pulumi programs: see docs/compatibility.md.
  yarn4: async () => {
    const version = "4.18.1";
    const folder = await cachedPackage("@yarnpkg/cli-dist", version);
    return {
      label: `yarn ${version}`,
      command: [path.join(folder, "bin", "yarn.js"), "install"],
      // An empty lockfile says that this is a project, whatever folder it is in.
      files: { ".yarnrc.yml": "nodeLinker: node-modules\nenableTelemetry: false\n", "yarn.lock": "" },
      env: { YARN_ENABLE_IMMUTABLE_INSTALLS: "false", YARN_GLOBAL_FOLDER: path.join(matrixCache(), "yarn4") },
    };
  },
};

const pnpmOf = /** @type {const} */ ({
  20: { version: "10.34.8", program: "pnpm.cjs" },
  22: { version: "12.21.0", program: "pnpm.mjs" },
});
const pnpmFlags = ["--no-frozen-lockfile", "--prefer-offline"];
const yarn1Flags = ["--prefer-offline", "--non-interactive", "--no-progress"];

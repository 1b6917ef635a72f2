/** @typedef {Readonly<Record<string, string>>} Files by name */

const memberships = `
for (const securityGroupId of ["sg-web", "sg-monitoring"]) {
  new SecurityGroupMembership("i-web1-in-" + securityGroupId, {
    cloud: "alicloud",
    region: "cn-hangzhou",
    securityGroupId,
    instanceId: "i-web1",
  });
}
`;

const compilerOptions = {
  strict: true,
  target: "es2020",
  module: "commonjs",
  moduleResolution: "node",
  types: ["node"],
};

/**
 * The same program in each language: two memberships of one instance of the emulator's default world.
 *
 * @type {Readonly<Record<import("./rows.mjs").Language, {
 *   main: string, files: Files, manifest?: object, devDependencies?: Readonly<Record<string, string>> }>>}
 */
export const programs = {
  typescript: {
    main: "index.ts",
    files: {
      "index.ts": `import { SecurityGroupMembership } from "pulumi-secgroup";\n${memberships}`,
      "tsconfig.json": JSON.stringify({
        compilerOptions: { ...compilerOptions, skipLibCheck: true },
        files: ["index.ts"],
      }),
    },
    devDependencies: { typescript: "^5.9.0", "@types/node": "^20" },
  },
  javascript: {
    main: "index.js",
    files: { "index.js": `const { SecurityGroupMembership } = require("pulumi-secgroup");\n${memberships}` },
  },
  esm: {
    main: "index.js",
    files: { "index.js": `import { SecurityGroupMembership } from "pulumi-secgroup";\n${memberships}` },
    manifest: { type: "module" },
  },
};

/**
 * A project of the program, as a user would write it.
 *
 * @param {import("./rows.mjs").Row} row
 * @param {{ pulumi: string, tarball: string }} versions of the packages it depends on
 * @returns {Files}
 */
export function projectFiles({ language }, { pulumi, tarball }) {
  const { main, files, manifest, devDependencies } = programs[language];
  return {
    "Pulumi.yaml": "name: matrix\nruntime: nodejs\n",
    "package.json": JSON.stringify({
      name: "matrix",
      private: true,
      main,
      ...manifest,
      dependencies: { "@pulumi/pulumi": pulumi, "pulumi-secgroup": `file:./${tarball}` },
      devDependencies,
    }),
    ...files,
  };
}

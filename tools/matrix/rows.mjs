/** @typedef {"typescript" | "javascript" | "esm"} Language */
/** @typedef {"npm" | "pnpm" | "yarn1" | "yarn4"} Manager */
/** @typedef {20 | 22} NodeMajor */

/**
 * One kind of program.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {Language} language
 * @property {Manager} manager
 * @property {NodeMajor} node
 * @property {"lowest" | "newest"} pulumi
 */

/**
 * The ends of the peer range, by the Node that programs run on: from 3.249.0 on `@pulumi/pulumi` asks for Node 22, so the
 * newest for Node 20 stays 3.248.0.
 *
 * @type {Readonly<Record<NodeMajor, Readonly<Record<Row["pulumi"], string>>>>}
 */
export const pulumiVersions = {
  20: { lowest: "3.142.0", newest: "3.248.0" },
  22: { lowest: "3.142.0", newest: "3.270.0" },
};

/**
 * Every pair of two columns' values stands in a row: 12 rows instead of 48 combinations.
 *
 * @type {readonly (readonly [Language, Manager, NodeMajor, Row["pulumi"]])[]}
 */
const table = [
  ["typescript", "npm", 20, "lowest"],
  ["typescript", "pnpm", 22, "lowest"],
  ["typescript", "yarn1", 20, "newest"],
  ["typescript", "yarn4", 22, "newest"],
  ["javascript", "npm", 22, "newest"],
  ["javascript", "pnpm", 20, "newest"],
  ["javascript", "yarn1", 22, "lowest"],
  ["javascript", "yarn4", 20, "lowest"],
  ["esm", "npm", 20, "lowest"],
  ["esm", "pnpm", 22, "lowest"],
  ["esm", "yarn1", 20, "newest"],
  ["esm", "yarn4", 22, "newest"],
];

/** @type {readonly Row[]} */
export const rows = table.map(([language, manager, node, pulumi]) => ({
  name: `${language}-${manager}-node${node}-${pulumi}`,
  language,
  manager,
  node,
  pulumi,
}));

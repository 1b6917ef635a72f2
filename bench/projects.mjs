/** The programs that the benches run: the same edges as memberships, and as dynamic resources that do nothing. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { clouds } from "./worlds.mjs";

const require = createRequire(import.meta.url);
const { serializedProvider } = require("../build/provider/serialized.js");

/**
 * @param {string} project
 * @param {string} program
 */
function lay(project, program) {
  writeFileSync(join(project, "Pulumi.yaml"), "name: edges\nruntime: nodejs\nmain: index.js\n");
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "edges", private: true }));
  writeFileSync(join(project, "index.js"), program);
}

/**
 * Edges target by target, as people write them. With `instances`, the targets are resources of the same program, whose IDs
 * are known once the engine is done with them.
 *
 * @param {string} name
 * @param {number} targets
 * @param {number} groups
 * @param {boolean} instances
 */
function loop(name, targets, groups, instances) {
  const cloud = clouds[name];
  if (!cloud) throw new Error(`there is no cloud "${name}"`);
  const prefixes = [cloud.instance(0), cloud.group(0)].map((id) => JSON.stringify(id.slice(0, -1)));
  const declared = instances
    ? `
class Instance extends require("@pulumi/pulumi").dynamic.Resource {
  constructor(name, instanceId) {
    super({ create: async (inputs) => ({ id: inputs.instanceId, outs: inputs }) }, name, { instanceId });
  }
}`
    : "";
  const target = `${prefixes[0]} + t`;
  return `${declared}
for (let t = 1; t <= ${targets}; t++) {
  const target = ${instances ? `new Instance("t" + t, ${target}).id` : target};
  for (let g = 1; g <= ${groups}; g++) {
    new M("t" + t + "-in-g" + g, {
      cloud: "${name}", region: "${cloud.region}",
      securityGroupId: ${prefixes[1]} + g, instanceId: target,
      onExisting: "adopt", timeoutSeconds: 300,
    });
  }
}`;
}

/** @type {(project: string, cloud: string, targets: number, groups: number, instances?: boolean) => void} */
export function membershipProject(project, cloud, targets, groups, instances = false) {
  const edges = loop(cloud, targets, groups, instances);
  lay(project, `const { SecurityGroupMembership: M } = require("pulumi-secgroup");${edges}`);
}

/** The constant provider of memberships, which loads one that does nothing. @type {typeof membershipProject} */
export function bareProject(project, cloud, targets, groups, instances = false) {
  const folder = join(project, "node_modules", "pulumi-secgroup");
  mkdirSync(folder, { recursive: true });
  const exports = { "./provider": "./provider.js" };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "pulumi-secgroup", exports }));
  writeFileSync(
    join(folder, "provider.js"),
    `const id = (i) => [i.cloud, i.region, i.securityGroupId, i.instanceId].join("/");
exports.SecurityGroupMembership = { create: async (i) => ({ id: id(i), outs: i }), delete: async () => {} };`,
  );
  lay(
    project,
    `const pulumi = require("@pulumi/pulumi");
class M extends pulumi.CustomResource {
  constructor(name, args) {
    super("pulumi-nodejs:dynamic/secgroup:SecurityGroupMembership", name, {
      ...args, __provider: ${JSON.stringify(serializedProvider)},
    });
  }
}${loop(cloud, targets, groups, instances)}`,
  );
}

/** A dynamic resource as the SDK makes it: its provider's code is in the state of each. @type {typeof membershipProject} */
export function closureProject(project, cloud, targets, groups, instances = false) {
  lay(
    project,
    `const pulumi = require("@pulumi/pulumi");
const provider = {
  create: async (i) => ({ id: [i.cloud, i.region, i.securityGroupId, i.instanceId].join("/"), outs: i }),
  diff: async () => ({ changes: false }),
  delete: async () => {},
};
class M extends pulumi.dynamic.Resource {
  constructor(name, args) {
    super(provider, name, args);
  }
}${loop(cloud, targets, groups, instances)}`,
  );
}

// Stands in for the plugins of @pulumi/alicloud and @pulumi/tencentcloud, which cannot be downloaded everywhere: what it
// "creates" appears in the emulator's world, so that IDs are unknown in previews and real in ups.
//
//   node stand-in.mjs <cloud> <region> <what the engine hands to a plugin>
import { provider } from "@pulumi/pulumi";
import process from "node:process";

const [cloud = "", region = "", ...engineArguments] = process.argv.slice(2);
const control = `${process.env["SECGROUP_ENDPOINT"]}/_emulator`;

/**
 * @typedef {Record<string, any>} Properties
 *
 * @typedef {object} Kind what becomes of a type's resources
 * @property {string} prefix of their IDs, before their names in the program
 * @property {"securityGroups" | "instances" | "networkInterfaces"} [list] of the world; left out for what is no part of it
 * @property {string} [groups] the property that is the inline list of their groups
 * @property {string} [attaches] the property that names the network interface that they attach to an instance
 */

/** @type {Record<string, Kind>} */
const kinds = {
  "alicloud:vpc/network:Network": { prefix: "vpc" },
  "alicloud:vpc/switch:Switch": { prefix: "vsw" },
  "alicloud:ecs/securityGroup:SecurityGroup": { prefix: "sg", list: "securityGroups" },
  "alicloud:ecs/instance:Instance": { prefix: "i", list: "instances", groups: "securityGroups" },
  "alicloud:ecs/ecsNetworkInterface:EcsNetworkInterface": {
    prefix: "eni",
    list: "networkInterfaces",
    groups: "securityGroupIds",
  },
  "alicloud:ecs/ecsNetworkInterfaceAttachment:EcsNetworkInterfaceAttachment": {
    prefix: "attachment",
    attaches: "networkInterfaceId",
  },
  "tencentcloud:index/vpc:Vpc": { prefix: "vpc" },
  "tencentcloud:index/subnet:Subnet": { prefix: "subnet" },
  "tencentcloud:index/securityGroup:SecurityGroup": { prefix: "sg", list: "securityGroups" },
  "tencentcloud:index/instance:Instance": { prefix: "ins", list: "instances", groups: "orderlySecurityGroups" },
  "tencentcloud:index/eni:Eni": { prefix: "eni", list: "networkInterfaces", groups: "orderlySecurityGroups" },
  "tencentcloud:index/eniAttachment:EniAttachment": { prefix: "attachment", attaches: "eniId" },
};

/** What data sources find. @type {Record<string, Properties>} */
const found = {
  "alicloud:index/getZones:getZones": { ids: ["cn-hangzhou-h"] },
  "alicloud:ecs/getInstanceTypes:getInstanceTypes": { ids: ["ecs.c7.large"] },
  "alicloud:ecs/getImages:getImages": { ids: ["aliyun_3_x64_20G_alibase.vhd"] },
};

/** @param {string} urn */
function kindOf(urn) {
  const type = (urn.split("::")[2] ?? "").split("$").pop() ?? "";
  const kind = kinds[type];
  if (kind === undefined) throw new Error(`the stand-in has no ${type}`);
  return kind;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
async function ask(method, path, body) {
  const payload = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(control + path, { method, ...payload });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return response.json();
}

/**
 * Changes the region. Nobody else may meanwhile: the world is replaced as a whole, so the engine runs one step at a time.
 *
 * @param {(lists: Record<string, Properties[]>) => void} change
 */
async function changeRegion(change) {
  const world = await ask("GET", "/world");
  const lists = (world[cloud].regions[region] ??= {});
  for (const list of ["securityGroups", "instances", "networkInterfaces"]) lists[list] ??= [];
  change(lists);
  await ask("PUT", "/world", world);
}

/** @param {Kind} kind @param {string} id @param {Properties} properties */
const entry = ({ groups }, id, { vpcId, ...properties }) => ({
  id,
  ...(vpcId !== undefined && { vpcId }),
  ...(groups !== undefined && { groups: properties[groups] }),
});

/** @param {string} networkInterfaceId @param {string | undefined} instanceId */
const attach = (networkInterfaceId, instanceId) =>
  changeRegion(({ networkInterfaces = [] }) => {
    const entry = networkInterfaces.find(({ id }) => id === networkInterfaceId) ?? {};
    Object.assign(entry, { instanceId, status: undefined }); // the status follows from the instance
  });

/** @param {Properties} olds @param {Properties} news */
const changed = (olds, news) =>
  Object.keys(news).some((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));

await provider.main(
  {
    version: "",
    check: async (_urn, _olds, inputs) => ({ inputs }),
    diff: async (_id, _urn, olds, news) => ({ changes: changed(olds, news) }),

    async create(urn, properties) {
      const kind = kindOf(urn);
      const id = `${kind.prefix}-${urn.split("::").pop()}`;
      const { list } = kind;
      if (list !== undefined) await changeRegion((lists) => void lists[list]?.push(entry(kind, id, properties)));
      if (kind.attaches !== undefined) await attach(properties[kind.attaches], properties.instanceId);
      return { id, outs: properties };
    },

    // As the bridge to the Terraform providers does, a refresh makes what is there the inputs of before.
    async read(id, urn, properties) {
      const { list, groups } = kindOf(urn);
      if (list === undefined || groups === undefined) return { id, props: properties, inputs: properties };
      const world = await ask("GET", "/world");
      /** @type {Properties[]} */
      const entries = world[cloud].regions[region][list];
      const live = { ...properties, [groups]: entries.find((each) => each.id === id)?.groups };
      return { id, props: live, inputs: live };
    },

    // The whole list, as the real ones do.
    async update(targetId, urn, olds, news) {
      const { groups } = kindOf(urn);
      if (groups !== undefined && changed({ groups: olds[groups] }, { groups: news[groups] })) {
        await ask("PUT", "/memberships", { cloud, region, targetId, groups: news[groups] });
      }
      return { outs: news };
    },

    async delete(id, urn, properties) {
      const { list, attaches } = kindOf(urn);
      if (attaches !== undefined) await attach(properties[attaches], undefined);
      if (list === undefined) return;
      await changeRegion((lists) => {
        const targets = [...(lists["instances"] ?? []), ...(lists["networkInterfaces"] ?? [])];
        if (targets.some(({ groups }) => groups.includes(id)))
          throw new Error(`DependencyViolation: ${id} has members`);
        lists[list] = (lists[list] ?? []).filter((each) => each.id !== id);
      });
    },

    async invoke(token) {
      const outputs = found[token];
      if (outputs === undefined) throw new Error(`the stand-in has no ${token}`);
      return { outputs };
    },
  },
  engineArguments,
);

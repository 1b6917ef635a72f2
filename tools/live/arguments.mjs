import { parseArgs } from "node:util";

/** @typedef {"alicloud" | "tencentcloud" | "baiducloud"} CloudName */
/** @typedef {{ cloud: CloudName, region: string, group: string, targets: string[], profile: string | undefined }} Given */

const usage = `usage: npm run test:live -- --cloud alicloud|tencentcloud|baiducloud --region REGION --group GROUP
         --instance ID [--interface ID] [--profile NAME]
The group and the targets must be throw-away ones: they are written to. See docs/live-tests.md.`;

/** @param {string | undefined} name @returns {name is CloudName} */
const isCloud = (name) => name === "alicloud" || name === "tencentcloud" || name === "baiducloud";

/**
 * What to run against, or why it cannot be told, for the user.
 *
 * @param {readonly string[]} args
 * @returns {{ given: Given, problem?: undefined } | { given?: undefined, problem: string }}
 */
export function readArguments(args) {
  /** @type {Record<string, string | undefined>} */
  let values;
  try {
    const option = /** @type {const} */ ({ type: "string" });
    const names = {
      cloud: option,
      region: option,
      group: option,
      instance: option,
      interface: option,
      profile: option,
    };
    values = parseArgs({ args: [...args], options: names }).values;
  } catch (error) {
    return { problem: `test:live: ${error instanceof Error ? error.message : String(error)}\n${usage}` };
  }
  const { cloud, region, group, profile, instance, interface: networkInterface } = values;
  const targets = [instance, networkInterface].filter((id) => id !== undefined && id !== "");
  const missing = [
    ...(isCloud(cloud) ? [] : ["--cloud"]),
    ...(region ? [] : ["--region"]),
    ...(group ? [] : ["--group (a throw-away security group)"]),
    ...(targets.length > 0 ? [] : ["--instance or --interface (a throw-away target)"]),
  ];
  if (!isCloud(cloud) || !region || !group || missing.length > 0) {
    return { problem: `test:live: not run, since these are missing or wrong: ${missing.join(", ")}\n${usage}` };
  }
  const wrong =
    networkInterface !== undefined && !networkInterface.startsWith("eni-")
      ? `--interface ${networkInterface}`
      : instance?.startsWith("eni-")
        ? `--instance ${instance}`
        : undefined;
  if (wrong)
    return { problem: `test:live: not run: an ID that begins eni- is an interface's, and only that: ${wrong}` };
  return { given: { cloud, region, group, profile, targets: /** @type {string[]} */ (targets) } };
}

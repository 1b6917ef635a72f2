/** What the benches ask for: one group of targets a cloud. */

const credentials = [{ id: "bench-id", secret: "bench-secret" }];

/**
 * @typedef {object} BenchCloud
 * @property {string} region
 * @property {(index: number) => string} group
 * @property {(index: number) => string} instance
 * @property {Record<string, string>} env
 * @property {Record<string, number>} rates requests a second, by action: the documented ones, or where there are none an
 *   assumption, that only `half` uses
 */

/** @type {Record<string, BenchCloud>} */
export const clouds = {
  tencentcloud: {
    region: "ap-guangzhou",
    group: (index) => `sg-${index}`,
    instance: (index) => `ins-${index}`,
    env: { TENCENTCLOUD_SECRET_ID: "bench-id", TENCENTCLOUD_SECRET_KEY: "bench-secret" },
    rates: { AssociateSecurityGroups: 10, DisassociateSecurityGroups: 10, DescribeInstances: 40 },
  },
  alicloud: {
    region: "cn-hangzhou",
    group: (index) => `sg-${index}`,
    instance: (index) => `i-${index}`,
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "bench-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "bench-secret" },
    rates: { JoinSecurityGroup: 50, LeaveSecurityGroup: 50, DescribeInstances: 50 },
  },
  baiducloud: {
    region: "bj",
    group: (index) => `g-${index}`,
    instance: (index) => `i-${index}`,
    env: { BCE_ACCESS_KEY_ID: "bench-id", BCE_SECRET_ACCESS_KEY: "bench-secret" },
    rates: { bind: 50, unbind: 50, getInstance: 50, listInstances: 50 },
  },
};

/**
 * @param {string} name
 * @param {number} targets
 * @param {number} groups
 * @param {string} rates `documented`, or `half` of that
 */
export function worldOf(name, targets, groups, rates) {
  const cloud = clouds[name];
  if (!cloud) throw new Error(`there is no cloud "${name}"; there are: ${Object.keys(clouds).join(", ")}`);
  if (rates !== "documented" && rates !== "half") throw new Error(`--rates ${rates}: there are documented, half`);
  const halved = Object.fromEntries(Object.entries(cloud.rates).map(([action, rate]) => [action, rate / 2]));
  const home = cloud.group(0);
  return {
    [name]: {
      credentials,
      ...(rates === "half" && { rateLimits: halved }),
      regions: {
        [cloud.region]: {
          securityGroups: Array.from({ length: groups + 1 }, (_, index) => ({ id: cloud.group(index) })),
          instances: Array.from({ length: targets }, (_, index) => ({ id: cloud.instance(index + 1), groups: [home] })),
        },
      },
    },
  };
}

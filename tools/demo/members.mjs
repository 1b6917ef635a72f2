import { checked } from "./narrator.mjs";
import { DemoFailure } from "./failure.mjs";

/** Who is in which group, as the emulator's own world has it. */
export class MemberTable {
  /**
   * @param {import("./scene.mjs").Control} control
   * @param {string} cloud
   * @param {string} region
   */
  constructor(control, cloud, region) {
    this.control = control;
    this.cloud = cloud;
    this.region = region;
  }

  /** @returns {Promise<Record<string, string[]>>} the groups of each instance */
  async groups() {
    const world = await this.control("GET", "/world");
    /** @type {{ id: string, groups: string[] }[]} */
    const instances = world[this.cloud].regions[this.region].instances;
    return Object.fromEntries(instances.map(({ id, groups }) => [id, groups]));
  }

  /** @returns {Promise<string[]>} a line an instance */
  async now() {
    const groups = await this.groups();
    return Object.entries(groups).map(([id, names]) => `${id} is in ${names.join(", ")}`);
  }
}

/**
 * Holds what the world should be against what it is.
 *
 * @param {MemberTable} members
 * @param {Record<string, string[]>} expected the groups of each instance, in any order
 */
export async function expectGroups(members, expected) {
  const actual = await members.groups();
  for (const [id, groups] of Object.entries(expected)) {
    const [is, should] = [actual[id] ?? [], groups].map((names) => [...names].sort().join(", "));
    if (is !== should) throw new DemoFailure(`${id} is in ${is}; expected was ${should}`);
  }
  checked(`the cloud has: ${(await members.now()).join("; ")}`);
}

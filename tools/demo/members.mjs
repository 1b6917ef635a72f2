import { DemoFailure } from "./failure.mjs";

/**
 * @typedef {object} Edge a membership: who is in which group
 * @property {string} cloud
 * @property {string} target an instance or a secondary network interface
 * @property {string} group
 *
 * @typedef {object} Row
 * @property {string} cloud
 * @property {string} region
 * @property {string} target
 * @property {readonly string[]} groups
 */

/** Who is in which group, as the emulator's own world has it. */
export class Members {
  /** What was shown last. @type {readonly Row[]} */
  #shown = [];

  /** @param {import("./scene.mjs").Control} control */
  constructor(control) {
    this.control = control;
  }

  /** @returns {Promise<readonly Row[]>} */
  async rows() {
    const world = await this.control("GET", "/world");
    return Object.entries(world).flatMap(([cloud, { regions }]) =>
      Object.entries(regions).flatMap(([region, { instances, networkInterfaces }]) => {
        const secondary = networkInterfaces.filter((/** @type {{ kind: string }} */ each) => each.kind === "secondary");
        return [...instances, ...secondary].map(({ id, groups }) => ({ cloud, region, target: id, groups }));
      }),
    );
  }

  /** @returns {Promise<readonly Edge[]>} */
  async edges() {
    const rows = await this.rows();
    return rows.flatMap(({ cloud, target, groups }) => groups.map((group) => ({ cloud, target, group })));
  }

  /** @returns {Promise<readonly string[]>} a line a target */
  async all() {
    this.#shown = await this.rows();
    return this.#shown.map(({ groups, ...of }) => line(of, groups));
  }

  /** @returns {Promise<readonly string[]>} a line a target whose groups are others than those shown last */
  async changes() {
    const before = this.#shown;
    this.#shown = await this.rows();
    return this.#shown.flatMap(({ groups, ...of }) => {
      const old = before.find(({ cloud, target }) => cloud === of.cloud && target === of.target)?.groups ?? [];
      const marked = [
        ...groups.map((group) => (old.includes(group) ? group : `+${group}`)),
        ...old.flatMap((group) => (groups.includes(group) ? [] : [`-${group}`])),
      ];
      return marked.some((group) => /^[+-]/.test(group)) ? [line(of, marked)] : [];
    });
  }

  /**
   * Puts targets into groups and takes them out, behind Pulumi's back.
   *
   * @param {{ removed: readonly Edge[], added: readonly Edge[] }} drift
   */
  async drift({ removed, added }) {
    for (const { groups, ...of } of await this.rows()) {
      const ofTarget = (/** @type {readonly Edge[]} */ edges) =>
        edges.filter(({ cloud, target }) => cloud === of.cloud && target === of.target).map(({ group }) => group);
      const [leaving, joining] = [ofTarget(removed), ofTarget(added)];
      if (leaving.length + joining.length === 0) continue;
      const { cloud, region, target } = of;
      const now = [...groups.filter((group) => !leaving.includes(group)), ...joining];
      await this.control("PUT", "/memberships", { cloud, region, targetId: target, groups: now });
    }
  }

  /**
   * Holds what the world should be against what it is.
   *
   * @param {readonly Edge[]} expected every membership that there should be
   */
  async expect(expected) {
    const [is, should] = [await this.edges(), expected].map((edges) => new Set(edges.map(describe)));
    const wrong = [
      ...[...(should ?? [])].filter((edge) => !is?.has(edge)).map((edge) => `${edge} is missing`),
      ...[...(is ?? [])].filter((edge) => !should?.has(edge)).map((edge) => `${edge} should not be`),
    ];
    if (wrong.length > 0) throw new DemoFailure(wrong.join("; "));
  }
}

/**
 * The edges of the first list that are not in the second.
 *
 * @param {readonly Edge[]} edges
 * @param {readonly Edge[]} others
 */
export function without(edges, others) {
  const left = new Set(others.map(describe));
  return edges.filter((edge) => !left.has(describe(edge)));
}

/** @param {Edge} edge */
function describe({ cloud, target, group }) {
  return `${cloud} ${target} in ${group}`;
}

/**
 * @param {{ cloud: string, target: string }} of
 * @param {readonly string[]} groups
 */
function line({ cloud, target }, groups) {
  return `${cloud.padEnd(12)}  ${target.padEnd(13)}  ${groups.join("  ")}`;
}

/**
 * What the demo adds to the emulator's default world: groups of other teams, which are never touched, and in which the
 * program's own changes can fail.
 */
const additions = [
  {
    cloud: "alicloud",
    groups: ["sg-backup", "sg-office", "sg-audit"].map((id) => ({ id, vpcId: "vpc-demo" })),
    // With sg-base four, of the five that a target may be in.
    members: { "i-web1": ["sg-backup", "sg-office", "sg-audit"] },
  },
  { cloud: "baiducloud", groups: [{ id: "g-legacy", vpcId: "vpc-legacy" }], members: {} },
];

/**
 * @param {import("./scene.mjs").Control} control
 * @returns {Promise<void>}
 */
export async function furnish(control) {
  const world = await control("GET", "/world");
  for (const { cloud, groups, members } of additions) {
    for (const region of Object.values(world[cloud].regions)) {
      region.securityGroups.push(...groups);
      for (const [id, joined] of Object.entries(members)) {
        region.instances.find((/** @type {{ id: string }} */ each) => each.id === id).groups.push(...joined);
      }
    }
  }
  await control("PUT", "/world", world);
}

import { Members, without } from "./members.mjs";
import { checked, say, show, step } from "./narrator.mjs";
import { openScene } from "./scene.mjs";
import { DemoFailure } from "./failure.mjs";
import { furnish } from "./world.mjs";

/** @typedef {import("./members.mjs").Edge} Edge */

/** What examples/multi-cloud declares. @type {readonly Edge[]} */
const declared = [
  { cloud: "alicloud", target: "i-web1", group: "sg-web" },
  { cloud: "alicloud", target: "eni-web1-data", group: "sg-monitoring" },
  { cloud: "tencentcloud", target: "ins-web1", group: "sg-web" },
  { cloud: "tencentcloud", target: "eni-web1-data", group: "sg-monitoring" },
  { cloud: "baiducloud", target: "i-web1", group: "g-web" },
  { cloud: "baiducloud", target: "eni-web1-data", group: "g-monitoring" },
];

/** Declared memberships that somebody takes away by hand. @type {readonly Edge[]} */
const removed = [
  { cloud: "alicloud", target: "i-web1", group: "sg-web" },
  { cloud: "tencentcloud", target: "eni-web1-data", group: "sg-monitoring" },
  { cloud: "baiducloud", target: "eni-web1-data", group: "g-monitoring" },
];

/** Memberships of nobody in the program, which somebody adds by hand. @type {readonly Edge[]} */
const foreign = [
  { cloud: "alicloud", target: "i-web2", group: "sg-web" },
  { cloud: "tencentcloud", target: "ins-web2", group: "sg-web" },
  { cloud: "baiducloud", target: "i-web1", group: "g-monitoring" },
];

/** The lines of the table: as they are, as they cannot work (for a reason of its own on each cloud), and mended. */
const tables = {
  alicloud: {
    start: [`"sg-web": ["i-web1"],`, `"sg-monitoring": ["eni-web1-data"],`],
    // i-web1 is in five groups.
    refused: [`"sg-web": ["i-web1"],`, `"sg-monitoring": ["eni-web1-data", "i-web1"],`],
    mended: [`"sg-web": ["i-web1"],`, `"sg-monitoring": ["eni-web1-data", "i-web2"],`],
  },
  tencentcloud: {
    start: [`"sg-web": ["ins-web1"],`, `"sg-monitoring": ["eni-web1-data"],`],
    // There is no such group.
    refused: [`"sg-web": ["ins-web1"],`, `"sg-monitoring": ["eni-web1-data"],`, `"sg-metrics": ["ins-web2"],`],
    mended: [`"sg-web": ["ins-web1"],`, `"sg-monitoring": ["eni-web1-data", "ins-web2"],`],
  },
  baiducloud: {
    start: [`"g-web": ["i-web1"],`, `"g-monitoring": ["eni-web1-data"],`],
    // Of another VPC.
    refused: [`"g-web": ["i-web1"],`, `"g-monitoring": ["eni-web1-data"],`, `"g-legacy": ["i-web2"],`],
    mended: [`"g-web": ["i-web1"],`, `"g-monitoring": ["eni-web1-data", "i-web2"],`],
  },
};

/** What the mended table declares besides. @type {readonly Edge[]} */
const added = [
  { cloud: "alicloud", target: "i-web2", group: "sg-monitoring" },
  { cloud: "tencentcloud", target: "ins-web2", group: "sg-monitoring" },
  { cloud: "baiducloud", target: "i-web2", group: "g-monitoring" },
];

/** All writes of the story: six joined, three healed, three added; nine left. */
const writes = {
  "alicloud:JoinSecurityGroup": 4,
  "alicloud:LeaveSecurityGroup": 3,
  "tencentcloud:AssociateSecurityGroups": 2,
  "tencentcloud:AssociateNetworkInterfaceSecurityGroups": 2,
  "tencentcloud:DisassociateSecurityGroups": 2,
  "tencentcloud:DisassociateNetworkInterfaceSecurityGroups": 1,
  "baiducloud:bind": 2,
  "baiducloud:unbind": 2,
  "baiducloud:setInterfaceGroups": 3,
};

/**
 * Tells the whole story; rejects at the first step that does not end as it says it does.
 *
 * @param {string} root the clone's folder
 * @param {string | undefined} bin the engine's folder
 */
export async function tell(root, bin) {
  const started = Date.now();
  const scene = await openScene(root, bin);
  try {
    await play(scene);
  } finally {
    await scene.close();
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  say(`\nEvery step was checked against the emulator's own world. ${seconds} s in all.`);
}

/** @param {import("./scene.mjs").Scene} scene */
async function play({ pulumi, edit, control }) {
  const members = new Members(control);
  /** @param {readonly Edge[]} expected */
  async function hold(expected) {
    await members.expect(expected);
    const changes = await members.changes();
    checked(changes.length === 0 ? "Nothing in the clouds was changed." : "The clouds have what they should. Changed:");
    show(changes);
  }
  await furnish(control);
  const start = await members.edges();

  say("Two instances and a network interface on each of three clouds, and the security groups that they are in:\n");
  show(await members.all());
  say("\nexamples/multi-cloud declares six memberships more, each a resource of its own. Groups that it does not name");
  say("are other people's. (Pulumi's output is shown without its progress.)");

  step("pulumi preview: what would happen. Nothing is written.");
  expectText(await pulumi(["preview"]), /\+ 7 to create/);
  await hold(start);

  step("pulumi up: the six are joined, on all three clouds.");
  await pulumi(["up", "--yes", "--skip-preview"]);
  await hold([...start, ...declared]);

  step("By hand, on each cloud: somebody takes one of them away, and puts something else into a group.");
  await members.drift({ removed, added: foreign });
  const drifted = [...start, ...without(declared, removed), ...foreign];
  await members.expect(drifted);
  show(await members.changes());

  step("pulumi preview: shows exactly what is missing. What was added is nobody's in this program: not reported.");
  const preview = await pulumi(["preview"]);
  for (const { target, group } of removed) {
    expectText(preview, new RegExp(`${target} in security group ${group} .* was removed outside Pulumi`));
  }
  expectText(preview, /~ 3 to update\n\s+4 unchanged/);
  await hold(drifted);

  step("pulumi up: joins the three again, and leaves what is foreign alone.");
  await pulumi(["up", "--yes", "--skip-preview"]);
  await hold([...start, ...declared, ...foreign]);

  step("A change that cannot work: the preview refuses it, with the reasons and what to do. Nothing is written.");
  edit(Object.entries(tables).map(([cloud, { start: from, refused: to }]) => ({ cloud, from, to })));
  say("");
  const refused = await pulumi(["preview"], "is refused");
  expectText(refused, /i-web1 may be in 5 security groups/);
  expectText(refused, /security group sg-metrics does not exist/);
  expectText(refused, /the security group is in vpc-legacy, and instance i-web2 is in vpc-demo/);
  expectText(refused, /\+ 3 to create/);
  await hold([...start, ...declared, ...foreign]);

  step("The change, mended: pulumi up previews it, and joins.");
  edit(Object.entries(tables).map(([cloud, { refused: from, mended: to }]) => ({ cloud, from, to })));
  say("");
  await pulumi(["up", "--yes"]);
  await hold([...start, ...declared, ...foreign, ...added]);

  step("pulumi destroy: takes out what the program put in, and nothing else.");
  await pulumi(["destroy", "--yes", "--skip-preview"]);
  await hold([...start, ...foreign]);

  step("What the clouds saw, calls by action:");
  const { byAction } = await control("GET", "/requests");
  const actions = Object.keys(byAction).sort();
  show(actions.map((action) => `${String(byAction[action]).padStart(4)}  ${action}`));
  for (const [action, expected] of Object.entries(writes)) {
    if (byAction[action] === expected) continue;
    throw new DemoFailure(`the clouds saw ${byAction[action] ?? 0} ${action}; expected were ${expected}`);
  }
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 */
function expectText(text, pattern) {
  if (!pattern.test(text)) throw new DemoFailure(`the engine's output does not match ${String(pattern)}`);
}

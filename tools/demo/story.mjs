import { MemberTable, expectGroups } from "./members.mjs";
import { say, show, step } from "./narrator.mjs";
import { openScene } from "./scene.mjs";
import { DemoFailure } from "./failure.mjs";

/** The program of examples/quickstart declares these, in the emulator's default world. */
const cloud = "alicloud";
const region = "cn-hangzhou";
const declared = { "i-web1": ["sg-base", "sg-web", "sg-monitoring"], "i-web2": ["sg-base", "sg-web"] };

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
async function play({ pulumi, control }) {
  const members = new MemberTable(control, cloud, region);

  say("Two instances, i-web1 and i-web2, are in the group sg-base. examples/quickstart declares three more");
  say("memberships, each a resource of its own: both are in sg-web, and i-web1 is in sg-monitoring.");
  show(await members.now());

  step("pulumi preview: what would happen. Nothing is written.");
  await pulumi(["preview"]);
  await expectGroups(members, { "i-web1": ["sg-base"], "i-web2": ["sg-base"] });

  step("pulumi up: the three memberships are joined. sg-base, which the program does not name, stays.");
  await pulumi(["up", "--yes", "--skip-preview"]);
  await expectGroups(members, declared);

  step("Somebody takes i-web1 out of sg-monitoring by hand, and puts i-web2 into it.");
  await control("PUT", "/memberships", { cloud, region, targetId: "i-web1", groups: ["sg-base", "sg-web"] });
  await control("PUT", "/memberships", {
    cloud,
    region,
    targetId: "i-web2",
    groups: ["sg-base", "sg-web", "sg-monitoring"],
  });
  show(await members.now());

  step(
    "pulumi preview: shows the membership that is missing. The added one is nobody's in this program: not reported.",
  );
  const preview = await pulumi(["preview"]);
  expectText(preview, /i-web1 in security group sg-monitoring .* was removed outside Pulumi; it will be joined again/);
  expectText(preview, /~ 1 to update/);
  await expectGroups(members, { "i-web1": ["sg-base", "sg-web"], "i-web2": ["sg-base", "sg-web", "sg-monitoring"] });

  step("pulumi up: heals it, and leaves the foreign membership of i-web2 alone.");
  await pulumi(["up", "--yes", "--skip-preview"]);
  await expectGroups(members, { ...declared, "i-web2": ["sg-base", "sg-web", "sg-monitoring"] });

  step("pulumi destroy: takes out what the program put in, and nothing else.");
  await pulumi(["destroy", "--yes", "--skip-preview"]);
  await expectGroups(members, { "i-web1": ["sg-base"], "i-web2": ["sg-base", "sg-monitoring"] });

  step("What the cloud saw, calls by action:");
  const { byAction } = await control("GET", "/requests");
  show(Object.entries(byAction).map(([action, count]) => `${String(count).padStart(4)}  ${action}`));
  expectCount(byAction, "alicloud:JoinSecurityGroup", 4);
  expectCount(byAction, "alicloud:LeaveSecurityGroup", 3);
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 */
function expectText(text, pattern) {
  if (!pattern.test(text)) throw new DemoFailure(`the engine's output does not match ${String(pattern)}`);
}

/**
 * @param {Record<string, number>} byAction
 * @param {string} action
 * @param {number} expected
 */
function expectCount(byAction, action, expected) {
  if (byAction[action] === expected) return;
  throw new DemoFailure(`the cloud saw ${byAction[action] ?? 0} ${action}; expected were ${expected}`);
}

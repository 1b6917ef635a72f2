import { allGroups, type Kind, kinds, membershipId, targetText } from "./kinds";
import type { Scenario } from "./scenario";
import { each, expectRefusal, homeAndWeb, webOf } from "./scene";

const home = ({ groups }: Kind) => [groups.home];
const declaredIds = kinds.map(membershipId).sort();

export const convergence: readonly Scenario[] = [
  {
    title: "a second up changes nothing and writes nothing",
    play: async (scene) => {
      await scene.startJoined();
      await scene.succeeds(scene.stack.up("--expect-no-changes"));
      expect(kinds.flatMap((kind) => scene.writes(kind))).toEqual([]);
    },
  },
  {
    title: "a membership removed by hand is shown by the preview and joined again by up",
    play: async (scene) => {
      await scene.startJoined(home);
      const { code, text } = await scene.stack.preview("--expect-no-changes");
      expect(code).not.toBe(0);
      expect(text).toContain(`~ ${kinds.length} to update`);
      for (const kind of kinds) {
        const { cloud, region, groups } = kind;
        const edge = `${targetText(kind)} in security group ${groups.web} (${cloud} ${region})`;
        expect(text).toContain(`${edge} was removed outside Pulumi; it will be joined again.`);
      }
      expect(scene.groups()).toEqual(each(home));
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(homeAndWeb));
      expect(scene.ids()).toEqual(declaredIds);
    },
  },
  {
    title: "a membership removed by hand is dropped by refresh",
    play: async (scene) => {
      await scene.startJoined(home);
      expect(await scene.succeeds(scene.stack.refresh())).toContain(`- ${kinds.length} deleted`);
      expect(scene.ids()).toEqual([]);
    },
  },
  {
    title: "somebody else's groups are neither reported nor touched, from up to destroy",
    play: async (scene) => {
      await scene.startJoined(({ groups }) => [groups.other, groups.home, groups.web]);
      const text = await scene.succeeds(scene.stack.preview("--refresh", "--expect-no-changes"));
      for (const { groups } of kinds) expect(text).not.toContain(groups.other);
      await scene.succeeds(scene.stack.destroy());
      expect(scene.groups()).toEqual(each(({ groups }) => [groups.other, groups.home]));
    },
  },
  {
    title: "a membership that exists is adopted without a write, and is ours then",
    play: async (scene) => {
      scene.start({ target: (kind) => ({ groups: homeAndWeb(kind) }) });
      await scene.succeeds(scene.stack.up());
      expect(scene.ids()).toEqual(declaredIds);
      expect(scene.groups()).toEqual(each(homeAndWeb));
      expect(kinds.flatMap((kind) => scene.writes(kind))).toEqual([]);
      await scene.succeeds(scene.stack.destroy());
      expect(scene.groups()).toEqual(each(home));
    },
  },
  {
    title: 'with onExisting "fail" a membership that exists is refused and stays',
    play: async (scene) => {
      scene.start({ target: (kind) => ({ groups: homeAndWeb(kind) }) });
      scene.declare((kind) => [{ name: kind.name, args: { ...webOf(kind), onExisting: "fail" } }]);
      const text = await scene.fails(["up", "--yes", "--skip-preview", "--continue-on-error"]);
      for (const kind of kinds) {
        expectRefusal(text, kind, "join", kind.groups.web, /it is a member already.* Set onExisting: "adopt"/);
      }
      expect(scene.ids()).toEqual([]);
      expect(scene.groups()).toEqual(each(homeAndWeb));
    },
  },
  {
    title: "a change of group joins the new one before it leaves the old one",
    play: async (scene) => {
      await scene.startJoined();
      scene.declare((kind) => [{ name: kind.name, args: webOf(kind, kind.groups.other) }]);
      await scene.succeeds(scene.stack.up());
      const now = each(({ groups }) => [groups.home, groups.other]);
      expect(scene.groups()).toEqual(now);
      expect(each((kind) => scene.writes(kind))).toEqual(
        each(({ groups: { home, web, other }, wholeSet }) =>
          wholeSet
            ? [
                [home, web, other],
                [home, other],
              ]
            : [[other], [web]],
        ),
      );
    },
  },
  {
    title: "at the target's limit a change of group leaves the old one first",
    play: async (scene) => {
      const full = (last: "web" | "other") => (kind: Kind) => [...allGroups(kind).slice(0, -1), kind.groups[last]];
      await scene.startJoined(full("web"));
      scene.declare((kind) => [{ name: kind.name, args: webOf(kind, kind.groups.other) }]);
      await scene.succeeds(scene.stack.preview());
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(full("other")));
      expect(scene.ids()).toHaveLength(kinds.length);
    },
  },
  {
    title: "a target whose only group is ours can change it",
    play: async (scene) => {
      await scene.startJoined(({ groups }) => [groups.web]);
      scene.declare((kind) => [{ name: kind.name, args: webOf(kind, kind.groups.other) }]);
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(({ groups }) => [groups.other]));
    },
  },
  {
    title: "a membership moves to another target",
    play: async (scene) => {
      await scene.startJoined();
      scene.declare((kind) => [{ name: kind.name, args: { ...webOf(kind), [kind.property]: kind.spare } }]);
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(home));
      expect(scene.groups(({ spare }) => spare)).toEqual(each(homeAndWeb));
    },
  },
  {
    title: "two resources that swap their groups end with both memberships",
    play: async (scene) => {
      const both = (first: "web" | "other", second: "web" | "other") =>
        scene.declare((kind) => [
          { name: `${kind.name}-1`, args: webOf(kind, kind.groups[first]) },
          { name: `${kind.name}-2`, args: webOf(kind, kind.groups[second]) },
        ]);
      const all = each(({ groups }) => [groups.home, groups.other, groups.web].sort());
      const sorted = () =>
        Object.fromEntries(Object.entries(scene.groups()).map(([name, ids]) => [name, [...(ids ?? [])].sort()]));
      scene.start();
      both("web", "other");
      await scene.succeeds(scene.stack.up());
      expect(sorted()).toEqual(all);
      both("other", "web");
      await scene.succeeds(scene.stack.up());
      expect(sorted()).toEqual(all);
    },
  },
  {
    title: "a rename without an alias keeps every membership, without a write",
    play: async (scene) => {
      await scene.startJoined();
      scene.declare((kind) => [{ name: `${kind.name}-renamed`, args: webOf(kind) }]);
      const text = await scene.succeeds(scene.stack.up());
      expect(text).toContain("is declared elsewhere in this program: it stays.");
      expect(kinds.flatMap((kind) => scene.writes(kind))).toEqual([]);
      expect(scene.groups()).toEqual(each(homeAndWeb));
      expect(scene.ids()).toEqual(declaredIds);
    },
  },
  {
    title: "a loop whose first element goes loses that membership only",
    play: async (scene) => {
      const loop = (groups: readonly ("web" | "other")[]) =>
        scene.declare((kind) =>
          groups.map((group, index) => ({ name: `${kind.name}-${index}`, args: webOf(kind, kind.groups[group]) })),
        );
      scene.start();
      loop(["web", "other"]);
      await scene.succeeds(scene.stack.up());
      loop(["other"]);
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(({ groups }) => [groups.home, groups.other]));
    },
  },
  {
    title: "--target-replace of every membership keeps them",
    play: async (scene) => {
      await scene.startJoined();
      const urns = scene.stack.memberships().flatMap(({ urn }) => ["--target-replace", urn]);
      await scene.succeeds(scene.stack.up(...urns));
      expect(scene.groups()).toEqual(each(homeAndWeb));
      expect(scene.ids()).toEqual(declaredIds);
    },
  },
  {
    title: "the default region of another machine moves nothing",
    play: async (scene) => {
      const regions = (of: (region: string) => string) => ({
        ALIBABA_CLOUD_REGION_ID: of("cn-hangzhou"),
        TENCENTCLOUD_REGION: of("ap-guangzhou"),
        BAIDUCLOUD_REGION: of("bj"),
      });
      scene.start();
      scene.declare((kind) => [{ name: kind.name, args: { ...webOf(kind), region: undefined } }]);
      const up = ["up", "--yes", "--skip-preview"];
      await scene.succeeds(scene.stack.run(up, { env: regions((region) => region) }));
      expect(scene.ids()).toEqual(declaredIds);
      await scene.succeeds(scene.stack.run([...up, "--expect-no-changes"], { env: regions(() => "elsewhere") }));
      expect(scene.groups()).toEqual(each(homeAndWeb));
    },
  },
  {
    title: "ids that only the update makes known are planned by the preview and joined by up",
    play: async (scene) => {
      const declare = (round: number) =>
        scene.declare(
          (kind) => [
            {
              name: kind.name,
              args: {
                ...webOf(kind),
                securityGroupId: `=id("${kind.name}-group", "${kind.groups.web}")`,
                [kind.property]: `=id("${kind.name}-target", "${kind.target}")`,
              },
            },
          ],
          `${madeIds} const round = ${round};`,
        );
      scene.start();
      declare(1);
      expect(await scene.succeeds(scene.stack.preview())).toContain(`+ ${1 + 3 * kinds.length} to create`);
      await scene.succeeds(scene.stack.up());
      expect(scene.ids()).toEqual(declaredIds);
      expect(scene.groups()).toEqual(each(homeAndWeb));
      // Made anew, they are unknown in the preview although the memberships exist, and come out the same.
      declare(2);
      await scene.succeeds(scene.stack.preview());
      await scene.succeeds(scene.stack.up());
      expect(scene.ids()).toEqual(declaredIds);
      expect(scene.groups()).toEqual(each(homeAndWeb));
    },
  },
  {
    title: "secret ids are joined, found unchanged and left, and their properties are encrypted",
    play: async (scene) => {
      scene.start();
      scene.declare(
        (kind) => [
          { name: kind.name, args: { ...webOf(kind), securityGroupId: `=pulumi.secret("${kind.groups.web}")` } },
        ],
        `const pulumi = require("@pulumi/pulumi");`,
      );
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(homeAndWeb));
      for (const { groups } of kinds) expect(scene.stack.stateText()).not.toContain(`"${groups.web}"`);
      await scene.succeeds(scene.stack.up("--expect-no-changes"));
      await scene.succeeds(scene.stack.destroy());
      expect(scene.groups()).toEqual(each(home));
    },
  },
  {
    title: "of 40 memberships of which one is bad, 39 are created and one is an error",
    play: async (scene) => {
      const crowd = ({ target }: { target: string }) => Array.from({ length: 4 }, (_, index) => `${target}-${index}`);
      const bad = kinds[0];
      if (!bad) throw new Error("there are no kinds");
      scene.start({ more: crowd, without: (kind) => (kind === bad ? `${kind.target}-0` : "") });
      scene.declare((kind) =>
        [kind.target, ...crowd(kind)].map((id) => ({
          name: `${kind.name}-${id}`,
          args: { ...webOf(kind), [kind.property]: id },
        })),
      );
      const text = await scene.fails(["up", "--yes", "--skip-preview", "--continue-on-error"]);
      expect(new Set(text.match(/cannot join .*/g)).size).toBe(1);
      expectRefusal(
        text,
        { ...bad, target: `${bad.target}-0` },
        "join",
        bad.groups.web,
        /does not exist\. Check the ID/,
      );
      expect(scene.ids()).toHaveLength(39);
      for (const index of [0, 1, 2, 3]) {
        expect(scene.groups(({ target }) => `${target}-${index}`)).toEqual(
          each((kind) => (kind === bad && index === 0 ? undefined : homeAndWeb(kind))),
        );
      }
    },
  },
];

/** `id(name, value)` is the value as the output of a resource, which is made anew in each round. */
const madeIds = `
const pulumi = require("@pulumi/pulumi");
const provider = {
  async create(inputs) { return { id: inputs.value, outs: inputs }; },
  async diff(id, olds, news) { const changes = olds.round !== news.round; return { changes, replaces: changes ? ["round"] : [] }; },
};
class Made extends pulumi.dynamic.Resource {}
function id(name, value) { return new Made(provider, name, { value, round }).id; }`;

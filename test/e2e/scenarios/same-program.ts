import { inlineClass } from "./inline";
import { type Kind, kinds } from "./kinds";
import type { Scenario } from "./scenario";
import { type Declaration, each, expectRefusal, homeAndWeb, type Scene, webOf } from "./scene";

const inlineTargets = (endpoint: string, targets: readonly Kind[]) => `
${inlineClass(endpoint)}
${targets.map((kind) => `inline("${kind.name}-target", ${JSON.stringify(kind)});`).join("\n")}`;

/** The targets of all kinds, in these groups by their own lists. */
function targetsIn(scene: Scene, groupsOf: (kind: Kind) => readonly string[]): string {
  const targets = kinds.map((kind) => ({ ...kind, targetId: kind.target, groups: groupsOf(kind) }));
  return inlineTargets(scene.emulator.url, targets as unknown as readonly Kind[]);
}

const crowdOf = ({ target }: { readonly target: string }) => [0, 1, 2, 3].map((index) => `${target}-${index}`);
/** Memberships of others in the same group: one page of the group answers for all. */
const crowd = (kind: Kind): readonly Declaration[] =>
  crowdOf(kind).map((id) => ({ name: `${kind.name}-${id}`, args: { ...webOf(kind), [kind.property]: id } }));
const home = ({ groups }: Kind) => [groups.home];
const homeAndOther = ({ groups }: Kind) => [groups.home, groups.other];

/** How a membership can depend on its target: by its ID, and by the options. */
const dependencies: readonly ((kind: Kind) => Partial<Declaration>)[] = [
  (kind) => ({ args: { ...webOf(kind), [kind.property]: `=resources["${kind.name}-target"].id` } }),
  (kind) => ({ options: { dependsOn: [`=resources["${kind.name}-target"]`] } }),
  (kind) => ({ options: { deletedWith: `=resources["${kind.name}-target"]` } }),
  (kind) => ({ options: { parent: `=resources["${kind.name}-target"]` } }),
  (kind) => ({ options: { dependsOn: [`=component("${kind.name}", resources["${kind.name}-target"])`] } }),
];
const byId = dependencies.slice(0, 1);
/** A membership of each kind, each by another way to depend on its target. */
const dependent = (kind: Kind, ways = dependencies): Declaration => ({
  name: kind.name,
  args: webOf(kind),
  ...ways[kinds.indexOf(kind) % ways.length]?.(kind),
});
/** A component that holds a resource that waits for the target. */
const component = `
const component = (name, dependsOn) => {
  const made = new pulumi.ComponentResource("test:index:Holder", name + "-holder", {});
  new Inline({ create: async () => ({ id: "held", outs: {} }) }, name + "-held", {}, { parent: made, dependsOn });
  return made;
};`;

export const sameProgram: readonly Scenario[] = [
  {
    title:
      "a list inside the target gives its group over to a membership in one up, however that depends on the target",
    play: async (scene) => {
      scene.start({ more: crowdOf });
      scene.declare(crowd, targetsIn(scene, homeAndWeb));
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(homeAndWeb));
      scene.declare((kind) => [...crowd(kind), dependent(kind)], targetsIn(scene, home) + component);
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(homeAndWeb));
      await scene.succeeds(scene.stack.up("--expect-no-changes"));
    },
  },
  {
    title: "a membership that the target's own update takes away in an up --refresh is joined again by it",
    play: async (scene) => {
      scene.start({ more: crowdOf });
      const declare = (groupsOf: (kind: Kind) => readonly string[]) =>
        scene.declare((kind) => [...crowd(kind), dependent(kind, byId)], targetsIn(scene, groupsOf));
      declare(home);
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(homeAndWeb));
      declare(homeAndOther);
      await scene.succeeds(scene.stack.up("--refresh"));
      expect(scene.groups()).toEqual(each(({ groups }) => [groups.home, groups.other, groups.web]));
    },
  },
  {
    title: "a membership that the target's own update makes in the same up is somebody's with onExisting fail",
    play: async (scene) => {
      scene.start({ more: crowdOf });
      scene.declare(crowd, targetsIn(scene, home));
      await scene.succeeds(scene.stack.up());
      scene.declare(
        (kind) => [
          ...crowd(kind),
          {
            name: kind.name,
            args: { ...webOf(kind), onExisting: "fail" },
            options: { dependsOn: [`=resources["${kind.name}-target"]`] },
          },
        ],
        targetsIn(scene, homeAndWeb),
      );
      scene.emulator.clearRequests();
      const text = await scene.fails(["up", "--yes", "--skip-preview", "--continue-on-error"]);
      for (const kind of kinds) expectRefusal(text, kind, "join", kind.groups.web, /it is a member already/);
      expect(kinds.flatMap((kind) => scene.writes(kind))).toEqual([]);
      expect(scene.groups()).toEqual(each(homeAndWeb));
    },
  },
  {
    title: "a membership whose new group could not be made stays where it is, with --continue-on-error",
    play: async (scene) => {
      await scene.startJoined();
      scene.declare(
        (kind) => [{ name: kind.name, args: { ...webOf(kind), securityGroupId: "=failing.group" } }],
        `const pulumi = require("@pulumi/pulumi");
         class Failing extends pulumi.dynamic.Resource {}
         const failing = new Failing({ create: async () => { throw new Error("no group"); } }, "failing", { group: undefined });`,
      );
      const ids = scene.ids();
      const text = await scene.fails(["up", "--yes", "--skip-preview", "--continue-on-error"]);
      expect(text).toContain("no group");
      expect(scene.groups()).toEqual(each(homeAndWeb));
      expect(scene.ids()).toEqual(ids);
    },
  },
  {
    title: "two memberships that are below a target, and depend on it, do not wait for each other",
    play: async (scene) => {
      scene.start();
      const below = ({ name }: Kind) => {
        const target = `=resources["${name}-target"]`;
        return { parent: target, dependsOn: [target] };
      };
      scene.declare(
        (kind) => [
          { name: kind.name, args: webOf(kind), options: below(kind) },
          { name: `${kind.name}-other`, args: webOf(kind, kind.groups.other), options: below(kind) },
        ],
        targetsIn(scene, home),
      );
      await scene.succeeds(scene.stack.up());
      const sorted = (of: Record<string, unknown>) =>
        Object.entries(of).map(([name, groups]) => [name, [...(groups as string[])].sort()]);
      expect(sorted(scene.groups())).toEqual(sorted(each(({ groups }) => [groups.home, groups.other, groups.web])));
    },
  },
];

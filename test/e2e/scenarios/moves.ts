import { allGroups, type Kind, kinds } from "./kinds";
import type { Scenario } from "./scenario";
import { each, expectRefusal, homeAndWeb, type Scene, webOf } from "./scene";

/** A target at its limit: these groups of the program, and as many of others as it takes. */
const fullWith =
  (...groupsOf: ((kind: Kind) => string)[]) =>
  (kind: Kind): readonly string[] => {
    const named = groupsOf.map((of) => of(kind));
    const others = allGroups(kind).filter((group) => !named.includes(group));
    return [...others.slice(0, kind.limit - named.length), ...named];
  };
const [second, third] = [1, 2].map((index) => (kind: Kind) => allGroups(kind)[index] ?? "") as [
  (kind: Kind) => string,
  (kind: Kind) => string,
];
const web = ({ groups }: Kind) => groups.web;
const other = ({ groups }: Kind) => groups.other;

const fullOfWeb = fullWith(web);
const sorted = (scene: Scene, pick?: (kind: Kind) => string) =>
  Object.fromEntries(Object.entries(scene.groups(pick)).map(([name, ids]) => [name, [...(ids ?? [])].sort()]));
const sortedOf = (groupsOf: (kind: Kind) => readonly string[]) => each((kind) => [...groupsOf(kind)].sort());

/** Declares one membership of the target for each of these groups, named by `nameOf`. */
const declare = (
  scene: Scene,
  groupsOf: readonly ((kind: Kind) => string)[],
  nameOf: (group: string, index: number) => string,
): void =>
  scene.declare((kind) =>
    groupsOf.map((of, index) => ({ name: `${kind.name}-${nameOf(of(kind), index)}`, args: webOf(kind, of(kind)) })),
  );

const byIndex = (_group: string, index: number) => String(index);
const byGroup = (group: string) => group;

/** A program whose memberships are these, on targets without room for one more; then one goes and one comes. */
async function exchange(scene: Scene, nameOf: (group: string, index: number) => string): Promise<void> {
  scene.start();
  declare(scene, [second, third, web], nameOf);
  await scene.succeeds(scene.stack.up());
  scene.setGroups(fullWith(second, third, web));
  declare(scene, [third, web, other], nameOf);
  expect(await scene.succeeds(scene.stack.preview())).toContain("is left before");
  scene.emulator.clearRequests();
  await scene.succeeds(scene.stack.up());
  const exchanged = (kind: Kind) =>
    fullWith(second, third, web)(kind).map((group) => (group === second(kind) ? other(kind) : group));
  expect(sorted(scene)).toEqual(sortedOf(exchanged));
  // What stays is never left, and what goes by itself only after the cloud refused what comes.
  const joined = kinds.filter(({ wholeSet }) => !wholeSet);
  if (nameOf === byGroup) {
    expect(joined.map((kind) => scene.writes(kind)[0])).toEqual(joined.map((kind) => [other(kind)]));
  }
  const written = (kind: Kind) => new Set(scene.writes(kind).flat());
  expect(joined.map(written)).toEqual(joined.map((kind) => new Set([other(kind), second(kind)])));
  await scene.succeeds(scene.stack.up("--expect-no-changes"));
}

export const moves: readonly Scenario[] = [
  {
    title: "at the limit a move to a group of another network, made in the same program, loses nothing",
    play: async (scene) => {
      await scene.startJoined(fullOfWeb);
      const far = (kind: Kind) => kind.groups.far ?? "";
      const moved = kinds.filter((kind) => far(kind) !== "");
      scene.declare(
        (kind) => [
          moved.includes(kind)
            ? { name: kind.name, args: { ...webOf(kind), securityGroupId: `=id("${kind.name}", "${far(kind)}")` } }
            : { name: kind.name, args: webOf(kind) },
        ],
        madeIds,
      );
      await scene.succeeds(scene.stack.preview());
      const text = await scene.fails(["up", "--yes", "--skip-preview", "--continue-on-error"]);
      for (const kind of moved) expectRefusal(text, kind, "join", far(kind), /the security group is in|VPC|vpc/i);
      expect(sorted(scene)).toEqual(sortedOf(fullOfWeb));
      // The state still has the old ones, and a program that takes the move back has nothing to do.
      scene.declare((kind) => [{ name: kind.name, args: webOf(kind) }]);
      scene.emulator.clearRequests();
      await scene.succeeds(scene.stack.up());
      expect(kinds.flatMap((kind) => scene.writes(kind))).toEqual([]);
    },
  },
  {
    title: "at the limit a move whose join is not permitted loses nothing",
    play: async (scene) => {
      await scene.startJoined(fullOfWeb);
      scene.declare((kind) => [{ name: kind.name, args: webOf(kind, kind.groups.other) }]);
      const refused = kinds.map(({ cloud, actions, codes }) => {
        return { cloud, action: actions.join, kind: "error" as const, code: codes.unauthorized, status: 403 };
      });
      scene.emulator.setFaults(refused);
      await scene.fails(["up", "--yes", "--skip-preview", "--continue-on-error"]);
      expect(sorted(scene)).toEqual(sortedOf(fullOfWeb));
      scene.emulator.setFaults([]);
      await scene.succeeds(scene.stack.up());
      expect(sorted(scene)).toEqual(sortedOf(fullWith(other)));
    },
  },
  {
    title: "at the limit a list by index of which one group goes and one comes works in one up",
    play: (scene) => exchange(scene, byIndex),
  },
  {
    title: "at the limit a resource that goes makes room for one that comes in the same up",
    play: (scene) => exchange(scene, byGroup),
  },
  ...(["groups", "targets"] as const).map((what) => ({
    title: `two targets at their limits swap groups, by their ${what}`,
    play: async (scene: Scene) => {
      scene.start();
      const pair = (target: (kind: Kind) => string, spare: (kind: Kind) => string) =>
        scene.declare((kind) => [
          { name: `${kind.name}-1`, args: webOf(kind, target(kind)) },
          { name: `${kind.name}-2`, args: { ...webOf(kind, spare(kind)), [kind.property]: kind.spare } },
        ]);
      const swapped = () =>
        scene.declare((kind) => [
          { name: `${kind.name}-1`, args: { ...webOf(kind, web(kind)), [kind.property]: kind.spare } },
          { name: `${kind.name}-2`, args: webOf(kind, other(kind)) },
        ]);
      pair(web, other);
      await scene.succeeds(scene.stack.up());
      scene.setGroups(fullWith(web));
      scene.setGroups(
        fullWith(other),
        kinds.map((kind) => ({ ...kind, target: kind.spare })),
      );
      if (what === "groups") pair(other, web);
      else swapped();
      await scene.succeeds(scene.stack.up());
      expect(sorted(scene)).toEqual(sortedOf(fullWith(other)));
      expect(sorted(scene, ({ spare }) => spare)).toEqual(sortedOf(fullWith(web)));
    },
  })),
  {
    title: "a rename whose new resource fails keeps the membership and its old resource, with --continue-on-error",
    play: async (scene) => {
      await scene.startJoined();
      scene.declare((kind) => [{ name: `${kind.name}-new`, args: { ...webOf(kind), profile: "nowhere" } }]);
      const text = await scene.fails(["up", "--yes", "--skip-preview", "--continue-on-error"]);
      expect(text).toContain("another resource of this program declares the same membership");
      expect(scene.groups()).toEqual(each(homeAndWeb));
      expect(scene.ids()).toHaveLength(kinds.length);
      scene.declare((kind) => [{ name: `${kind.name}-new`, args: webOf(kind) }]);
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(homeAndWeb));
      expect(scene.ids()).toHaveLength(kinds.length);
    },
  },
  {
    title: 'what this stack owns is no conflict for onExisting "fail": a rename, a replacement',
    play: async (scene) => {
      await scene.startJoined();
      const named = (name: (kind: Kind) => string) =>
        scene.declare((kind) => [{ name: name(kind), args: { ...webOf(kind), onExisting: "fail" } }]);
      named(({ name }) => `${name}-renamed`);
      await scene.succeeds(scene.stack.up());
      const urns = scene.stack.memberships().flatMap(({ urn }) => ["--target-replace", urn]);
      await scene.succeeds(scene.stack.up(...urns));
      expect(scene.groups()).toEqual(each(homeAndWeb));
      expect(scene.ids()).toHaveLength(kinds.length);
    },
  },
  {
    title: "a membership whose group the program may not change (ignoreChanges) makes no room for another",
    play: async (scene) => {
      scene.start();
      declare(scene, [web], byIndex);
      await scene.succeeds(scene.stack.up());
      scene.setGroups(fullOfWeb);
      const kept = { ignoreChanges: ["securityGroupId"], dependsOn: ["=slow"] };
      scene.declare(
        (kind) => [
          { name: `${kind.name}-new`, args: webOf(kind, other(kind)) },
          { name: `${kind.name}-0`, args: webOf(kind, second(kind)), options: kept },
        ],
        `const pulumi = require("@pulumi/pulumi");
         class Slow extends pulumi.dynamic.Resource {}
         const create = async () => { await new Promise((done) => setTimeout(done, 3000)); return { id: "slow", outs: {} }; };
         const slow = new Slow({ create }, "slow", {});`,
      );
      await scene.fails(["up", "--yes", "--skip-preview", "--continue-on-error"]);
      expect(sorted(scene)).toEqual(sortedOf(fullOfWeb));
    },
  },
];

/** `id(name, value)` is the value as the output of a resource. */
const madeIds = `
const pulumi = require("@pulumi/pulumi");
class Made extends pulumi.dynamic.Resource {}
const id = (name, value) => new Made({ async create(inputs) { return { id: inputs.value, outs: inputs }; } }, name, { value }).id;`;

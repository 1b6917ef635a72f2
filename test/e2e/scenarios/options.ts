import { type Kind, kinds } from "./kinds";
import type { Scenario } from "./scenario";
import { type Declaration, type Scene, webOf } from "./scene";

const [kind] = kinds as readonly [Kind, ...Kind[]];
const { home, web, other } = kind.groups;

/** The options are the engine's, so one cloud shows what becomes of them here. */
const one = (scene: Scene, declaration: Partial<Declaration>, ...more: readonly Declaration[]) =>
  scene.program([{ name: "web", args: webOf(kind), ...declaration }, ...more], server);

/** Something that the membership is deleted with, or waits for. */
const server = `
const pulumi = require("@pulumi/pulumi");
class Server extends pulumi.dynamic.Resource {}
const server = new Server({ async create() { return { id: "${kind.target}", outs: {} }; } }, "server", {});`;

const groupsNow = (scene: Scene) => scene.groups()[kind.name];
const leaves = (scene: Scene) => scene.emulator.requests().byAction[`${kind.cloud}:${kind.actions.leave}`] ?? 0;

export const options: readonly Scenario[] = [
  {
    title: "retainOnDelete keeps the membership in the cloud",
    play: async (scene) => {
      scene.start();
      one(scene, { options: { retainOnDelete: true } });
      await scene.succeeds(scene.stack.up());
      await scene.succeeds(scene.stack.destroy());
      expect(groupsNow(scene)).toEqual([home, web]);
      expect(scene.ids()).toEqual([]);
    },
  },
  {
    title: "deletedWith leaves the last group to the deletion of the target",
    play: async (scene) => {
      scene.start();
      scene.emulator.setGroups({ cloud: kind.cloud, region: kind.region, targetId: kind.target, groups: [web] });
      one(scene, { options: { deletedWith: "=server" } });
      await scene.succeeds(scene.stack.up());
      await scene.succeeds(scene.stack.destroy());
      expect(leaves(scene)).toBe(0);
      expect(scene.ids()).toEqual([]);
    },
  },
  {
    title: "protect refuses a destroy, and the membership stays",
    play: async (scene) => {
      scene.start();
      one(scene, { options: { protect: true } });
      await scene.succeeds(scene.stack.up());
      await scene.fails(["destroy", "--yes", "--skip-preview"]);
      expect(groupsNow(scene)).toEqual([home, web]);
      expect(leaves(scene)).toBe(0);
      expect(scene.ids()).toHaveLength(1);
    },
  },
  {
    title: "ignoreChanges of the group keeps the old one, and still heals it",
    play: async (scene) => {
      scene.start();
      one(scene, { options: { ignoreChanges: ["securityGroupId"] } });
      await scene.succeeds(scene.stack.up());
      scene.setGroups(() => [home], [kind]);
      one(scene, { args: webOf(kind, other), options: { ignoreChanges: ["securityGroupId"] } });
      await scene.succeeds(scene.stack.up());
      expect(groupsNow(scene)).toEqual([home, web]);
    },
  },
  {
    title: "an alias makes a rename no change",
    play: async (scene) => {
      scene.start();
      one(scene, {});
      await scene.succeeds(scene.stack.up());
      scene.emulator.clearRequests();
      one(scene, { name: "renamed", options: { aliases: [{ name: "web" }] } });
      await scene.succeeds(scene.stack.up("--expect-no-changes"));
      expect(scene.writes(kind)).toEqual([]);
    },
  },
  {
    title: "dependsOn is the order of joining, and its reverse of leaving",
    play: async (scene) => {
      scene.start();
      // The first one is slow: only the order keeps the second one waiting.
      scene.emulator.setFaults([{ action: kind.actions.join, kind: "delay", delayMs: 500, times: 1 }]);
      scene.program([
        { name: "web", args: webOf(kind) },
        { name: "other", args: webOf(kind, other), options: { dependsOn: "=resources.web" } },
      ]);
      await scene.succeeds(scene.stack.up());
      await scene.succeeds(scene.stack.destroy());
      expect(scene.writes(kind)).toEqual([[web], [other], [other], [web]]);
    },
  },
  {
    title:
      "replaceOnChanges of an option is an update in place: the SDK tells no dynamic resource's changed properties",
    play: async (scene) => {
      scene.start();
      one(scene, { options: { replaceOnChanges: ["timeoutSeconds"] } });
      await scene.succeeds(scene.stack.up());
      one(scene, { args: { ...webOf(kind), timeoutSeconds: 60 }, options: { replaceOnChanges: ["timeoutSeconds"] } });
      expect(await scene.succeeds(scene.stack.up())).toContain("1 updated");
      expect(groupsNow(scene)).toEqual([home, web]);
      expect(leaves(scene)).toBe(0);
      await scene.succeeds(scene.stack.preview("--refresh", "--expect-no-changes"));
    },
  },
  {
    title: "another profile is an update in place, without a write",
    play: async (scene) => {
      scene.start();
      one(scene, {});
      await scene.succeeds(scene.stack.up());
      scene.emulator.clearRequests();
      one(scene, { args: { ...webOf(kind), profile: "team" } });
      const profile = {
        name: "team",
        mode: "AK",
        access_key_id: "dummy-id",
        access_key_secret: "distinctive-dummy-secret",
      };
      scene.stack.write("profiles/.aliyun/config.json", JSON.stringify({ current: "team", profiles: [profile] }));
      const text = await scene.succeeds(
        scene.stack.run(["up", "--yes", "--skip-preview"], { env: { HOME: scene.stack.path("profiles") } }),
      );
      expect(text).toContain("1 updated");
      expect(scene.writes(kind)).toEqual([]);
      expect(groupsNow(scene)).toEqual([home, web]);
    },
  },
];

import { allGroups, type Groups, type Kind, kinds, membershipId, targetText } from "./kinds";
import type { Scenario } from "./scenario";
import { each, expectRefusal, homeAndWeb, type Scene, webOf } from "./scene";

const home = ({ groups }: Kind) => [groups.home];
const declaredIds = kinds.map(membershipId).sort();
const up = ["up", "--yes", "--skip-preview", "--continue-on-error"];
const destroy = ["destroy", "--yes", "--skip-preview", "--continue-on-error"];

/** Kinds whose clouds have such a group are asked to join it, in the preview and in an update; the others do nothing. */
async function refused(scene: Scene, group: keyof Groups, why: { preview: RegExp; update: (kind: Kind) => RegExp }) {
  const asked = kinds.filter(({ groups }) => groups[group] !== undefined);
  scene.program(asked.map((kind) => ({ name: kind.name, args: webOf(kind, kind.groups[group]) })));
  const preview = await scene.fails(["preview"]);
  const update = await scene.fails(up);
  for (const kind of asked) {
    expectRefusal(preview, kind, "join", kind.groups[group] ?? "", why.preview);
    expectRefusal(update, kind, "join", kind.groups[group] ?? "", why.update(kind));
  }
  expect(scene.ids()).toEqual([]);
}

export const refusals: readonly Scenario[] = [
  {
    title: "a target in as many groups as it may be in is refused, with the way to swap one",
    play: async (scene) => {
      scene.start({ target: (kind) => ({ groups: allGroups(kind) }) });
      await refused(scene, "web", {
        preview:
          /may be in \d+ security groups; it is in \d+ .*one that the program gives up makes room in the same update/,
        update: () => /To swap one for another, change securityGroupId in place/,
      });
      expect(scene.groups()).toEqual(each(allGroups));
    },
  },
  {
    title: "a full group is refused as that, also where the code could mean the target",
    play: async (scene) => {
      scene.start();
      scene.declare((kind) => [{ name: kind.name, args: webOf(kind, kind.groups.full) }]);
      const text = await scene.fails(up);
      // Baidu documents no capacity of a group, so its code is the target's quota.
      const why = ({ cloud }: Kind) =>
        cloud === "baiducloud" ? /ExceededLimit/ : /the security group is full: use another group/i;
      for (const kind of kinds) expectRefusal(text, kind, "join", kind.groups.full, why(kind));
      expect(scene.groups()).toEqual(each(home));
      expect(scene.ids()).toEqual([]);
    },
  },
  {
    title: "the preview tells of a full group and of a locked target where the cloud shows them",
    play: async (scene) => {
      const showsRoom = ({ cloud }: Kind) => cloud === "alicloud";
      const showsLock = ({ cloud, property }: Kind) => cloud !== "baiducloud" && property === "instanceId";
      scene.start();
      scene.declare((kind) => [{ name: kind.name, args: webOf(kind, kind.groups.full) }]);
      const full = await scene.fails(["preview"]);
      for (const kind of kinds.filter(showsRoom)) {
        expectRefusal(full, kind, "join", kind.groups.full, /takes 0 more targets.* Use another group/);
      }
      scene.start({ target: () => ({ locked: true }) });
      const locked = await scene.fails(["preview"]);
      for (const kind of kinds.filter(showsLock)) {
        expectRefusal(
          locked,
          kind,
          "join",
          kind.groups.web,
          new RegExp(`${targetText(kind)} is locked.*Have the lock lifted`),
        );
      }
    },
  },
  {
    title: "two resources of one membership are refused by the preview, and both are named",
    play: async (scene) => {
      scene.start();
      scene.declare((kind) => ["one", "two"].map((name) => ({ name: `${kind.name}-${name}`, args: webOf(kind) })));
      const text = await scene.fails(["preview"]);
      for (const kind of kinds) {
        const pair = `"${kind.name}-one" and "${kind.name}-two" declare the same membership (${membershipId(kind)})`;
        expect(text).toContain(pair);
      }
    },
  },
  {
    title: "a group of another VPC is refused where groups have one",
    play: async (scene) => {
      scene.start();
      await refused(scene, "far", {
        preview: /is in vpc-far, and .* A target can only join security groups of its own VPC/,
        update: () => /A target can only join (ordinary )?security groups of its own VPC/,
      });
      expect(scene.groups()).toEqual(each(home));
    },
  },
  {
    title: "a group of another type than the target's is refused",
    play: async (scene) => {
      scene.start();
      await refused(scene, "odd", {
        preview: /types do not mix on one target: use groups of one type/,
        update: () => /do not mix on one target: use groups of (one type|the type that the target has)/,
      });
      expect(scene.groups()).toEqual(each(home));
    },
  },
  {
    title: "a target's last group is not taken away where the cloud forbids it; once it has another, destroy goes on",
    play: async (scene) => {
      await scene.startJoined(({ groups }) => [groups.web]);
      const text = await scene.fails(destroy);
      const kept = kinds.filter(({ keepsLastGroup }) => keepsLastGroup);
      for (const kind of kept) {
        expectRefusal(
          text,
          kind,
          "leave",
          kind.groups.web,
          /at least one security group: join it to another .*deletedWith/,
        );
      }
      const [, diagnostics = ""] = text.split("Diagnostics:");
      for (const kind of kept) {
        const start = `cannot take ${targetText(kind)} out of security group ${kind.groups.web}: `;
        expect(diagnostics.split(start)).toHaveLength(2);
      }
      expect(scene.ids()).toEqual(kept.map(membershipId).sort());
      expect(scene.groups()).toEqual(each(({ groups, keepsLastGroup }) => (keepsLastGroup ? [groups.web] : [])));
      scene.setGroups(({ groups }) => [groups.web, groups.home]);
      await scene.succeeds(scene.stack.destroy());
      expect(scene.groups()).toEqual(
        each((kind) => (kind.keepsLastGroup ? home(kind) : [kind.groups.web, kind.groups.home])),
      );
    },
  },
  {
    title: "a locked target is refused at once, and destroy says so too",
    play: async (scene) => {
      await scene.startJoined(home, { target: () => ({ locked: true }) });
      const text = await scene.fails(up);
      for (const kind of kinds) expectRefusal(text, kind, "join", kind.groups.web, lockedText(kind));
      scene.setGroups(homeAndWeb);
      const leaving = await scene.fails(destroy);
      for (const kind of kinds) expectRefusal(leaving, kind, "leave", kind.groups.web, lockedText(kind));
      expect(scene.ids()).toEqual(declaredIds);
    },
  },
  {
    title: "a target that does not exist is named by the preview and by up",
    play: async (scene) => {
      scene.start({ without: ({ target }) => target });
      const preview = await scene.fails(["preview"]);
      const update = await scene.fails(up);
      for (const kind of kinds) {
        const why = new RegExp(`${targetText(kind)} does not exist\\. Check the ID, the region and the account`);
        expectRefusal(preview, kind, "join", kind.groups.web, why);
        expectRefusal(update, kind, "join", kind.groups.web, why);
      }
      expect(scene.ids()).toEqual([]);
    },
  },
  {
    title: "a group that does not exist is named by the preview and by up",
    play: async (scene) => {
      scene.start({ without: ({ groups }) => groups.web });
      const preview = await scene.fails(["preview"]);
      const update = await scene.fails(up);
      for (const kind of kinds) {
        const { web } = kind.groups;
        const why = new RegExp(`security group ${web} does not exist\\. Check the ID, the region and the account`);
        expectRefusal(preview, kind, "join", web, why);
        expectRefusal(update, kind, "join", web, /Check the security group's ID, the region and the account/);
      }
      expect(scene.ids()).toEqual([]);
    },
  },
  {
    title: "a change to a group that is full leaves no other group for it, not even for a while",
    play: async (scene) => {
      await scene.startJoined();
      scene.declare((kind) => [{ name: kind.name, args: webOf(kind, kind.groups.full) }]);
      await scene.fails(up);
      expect(scene.groups()).toEqual(each(homeAndWeb));
      // A target is joined to nothing but the full group, and never taken out of one: where the code tells.
      const written = (kind: Kind) => scene.writes(kind).filter((groups) => !groups.includes(kind.groups.full));
      for (const kind of kinds.filter(({ cloud }) => cloud !== "baiducloud")) expect(written(kind)).toEqual([]);
    },
  },
  {
    title: "a refusal names groups as they are spelled",
    play: async (scene) => {
      const odd = kinds.filter(({ groups }) => groups.odd !== undefined);
      scene.start();
      scene.program(odd.map((kind) => ({ name: kind.name, args: webOf(kind, kind.groups.odd) })));
      const text = await scene.fails(up);
      expect(text).not.toMatch(/\b(Sg|Esg|G)-/);
    },
  },
];

/** Baidu documents no code for a lock: the refusal is one for lack of a right. */
function lockedText({ cloud }: Kind): RegExp {
  return cloud === "baiducloud" ? /AccessDenied.*Let the IAM policy/ : /lock|isolat/i;
}

/**
 * Baidu documents no capacity of a group, and VPC of Tencent has one code for all quotas: their refusals name the quota,
 * and not whose it is.
 */

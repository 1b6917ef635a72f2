import { createServer } from "node:net";
import type { Fault } from "../../../emulator";
import { type Kind, kinds, membershipId } from "./kinds";
import type { Scenario } from "./scenario";
import { killAll } from "./processes";
import { each, expectRefusal, homeAndWeb, type Scene, until, webOf } from "./scene";

const home = ({ groups }: Kind) => [groups.home];
const declaredIds = kinds.map(membershipId).sort();
const up = ["up", "--yes", "--skip-preview", "--continue-on-error"];
const refresh = ["refresh", "--yes", "--skip-preview"];

type Disturbance = Pick<Fault, "kind" | "code" | "status" | "delayMs" | "times">;

/** A fault of every kind's joins. */
const ofJoins = (of: (kind: Kind) => Disturbance): readonly Fault[] =>
  kinds.map((kind) => ({ cloud: kind.cloud, action: kind.actions.join, targetId: kind.target, ...of(kind) }));
const ofReads = (of: (kind: Kind) => Disturbance): readonly Fault[] =>
  kinds.flatMap((kind) =>
    kind.actions.reads.map((action) => ({ cloud: kind.cloud, action, targetId: kind.target, ...of(kind) })),
  );

export const disturbances: readonly Scenario[] = [
  {
    title: "a busy target is waited for",
    play: async (scene) => {
      scene.start();
      scene.emulator.setFaults(ofJoins(({ codes }) => ({ kind: "error", code: codes.busy, times: 2 })));
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(homeAndWeb));
      expect(each((kind) => scene.writes(kind).length)).toEqual(each(() => 3));
    },
  },
  {
    title: "a target that is starting is waited for",
    play: async (scene) => {
      scene.start({ target: ({ states }) => ({ status: states.passing }) });
      const running = scene.stack.up();
      const asked = () =>
        new Set(
          scene.emulator.requests().log.flatMap(({ cloud, targetIds }) => targetIds.map((id) => `${cloud} ${id}`)),
        );
      await until(() => kinds.every(({ cloud, target }) => asked().has(`${cloud} ${target}`)));
      expect(kinds.flatMap((kind) => scene.writes(kind))).toEqual([]);
      scene.ready();
      await scene.succeeds(running);
      expect(scene.groups()).toEqual(each(homeAndWeb));
    },
  },
  {
    title: "a deleted target is dropped by refresh, and needs no refresh to be destroyed",
    play: async (scene) => {
      const gone = { without: ({ target }: Kind) => target };
      await scene.startJoined(homeAndWeb, gone);
      await scene.succeeds(scene.stack.refresh());
      expect(scene.ids()).toEqual([]);
      await scene.startJoined(homeAndWeb, gone);
      await scene.succeeds(scene.stack.destroy());
      expect(scene.ids()).toEqual([]);
    },
  },
  {
    title: "a deleted group is dropped by refresh, and needs no refresh to be destroyed",
    play: async (scene) => {
      const gone = { without: ({ groups }: Kind) => groups.web };
      await scene.startJoined(home, gone);
      await scene.succeeds(scene.stack.refresh());
      expect(scene.ids()).toEqual([]);
      await scene.startJoined(home, gone);
      await scene.succeeds(scene.stack.destroy());
      expect(scene.ids()).toEqual([]);
    },
  },
  {
    title: "with a permission revoked a refresh is an error and reports nothing as gone",
    play: async (scene) => {
      await scene.startJoined();
      scene.emulator.setFaults(ofReads(({ codes }) => ({ kind: "error", code: codes.unauthorized })));
      const text = await scene.fails(refresh);
      for (const kind of kinds) {
        expectRefusal(
          text,
          kind,
          "read",
          kind.groups.web,
          new RegExp(`${kind.codes.unauthorized}.*Let the (RAM|CAM|IAM) policy`),
        );
      }
      expect(text).not.toContain("deleted");
      expect(scene.ids()).toEqual(declaredIds);
    },
  },
  {
    title: "an empty list that nobody may confirm is not taken for gone",
    play: async (scene) => {
      await scene.startJoined(homeAndWeb, { without: ({ target }) => target });
      const confirmed = kinds.filter(({ actions }) => actions.reads.length > 1);
      scene.emulator.setFaults(
        confirmed.map(({ cloud, actions, codes }) => ({
          cloud,
          action: actions.reads[1],
          kind: "error",
          code: codes.unauthorized,
        })),
      );
      await scene.fails(refresh);
      expect(scene.ids()).toEqual(confirmed.map(membershipId).sort());
    },
  },
  {
    title: "with wrong secrets a refresh is an error and an up changes nothing, and neither reports anything as gone",
    play: async (scene) => {
      await scene.startJoined();
      const env = {
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: "wrong",
        TENCENTCLOUD_SECRET_KEY: "wrong",
        BCE_SECRET_ACCESS_KEY: "wrong",
      };
      const text = await scene.fails(refresh, { env });
      for (const kind of kinds) expectRefusal(text, kind, "read", kind.groups.web, /Signature.*Check the credentials/);
      expect(scene.ids()).toEqual(declaredIds);
      const { text: shown } = await scene.stack.run(up, { env });
      for (const { cloud, region } of kinds) expect(shown).toContain(`${cloud} ${region} could not be asked for drift`);
      expect(scene.ids()).toEqual(declaredIds);
    },
  },
  {
    title: "with the clouds unreachable a refresh is an error and reports nothing as gone",
    play: async (scene) => {
      await scene.startJoined();
      const text = await scene.fails(refresh, { env: { SECGROUP_ENDPOINT: await closedEndpoint() } });
      for (const kind of kinds)
        expectRefusal(text, kind, "read", kind.groups.web, /ECONNREFUSED.*could not be reached/);
      expect(scene.ids()).toEqual(declaredIds);
    },
  },
  {
    title: "a burst that the clouds throttle succeeds",
    play: async (scene) => {
      scene.start();
      scene.emulator.setFaults(ofJoins(({ codes }) => ({ kind: "error", ...codes.throttled, times: 2 })));
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(homeAndWeb));
    },
  },
  {
    title: "joins whose answers are lost after the effect end joined once",
    play: async (scene) => {
      for (const kind of ["resetAfter", "errorAfter"] as const) {
        scene.start();
        scene.emulator.setFaults(ofJoins(() => ({ kind, times: 1 })));
        await scene.succeeds(scene.stack.up());
        expect(scene.groups()).toEqual(each(homeAndWeb));
        expect(scene.ids()).toEqual(declaredIds);
      }
    },
  },
  {
    title: "leaves whose answers are lost after the effect end left",
    play: async (scene) => {
      await scene.startJoined();
      scene.emulator.setFaults(
        kinds.map(({ cloud, target, actions }) => ({
          cloud,
          action: actions.leave,
          targetId: target,
          kind: "resetAfter",
          times: 1,
        })),
      );
      await scene.succeeds(scene.stack.destroy());
      expect(scene.groups()).toEqual(each(home));
      expect(scene.ids()).toEqual([]);
    },
  },
  {
    title: "reads that show what was before a join do not undo it",
    play: async (scene) => {
      scene.start();
      scene.emulator.setFaults(ofReads(() => ({ kind: "staleRead", times: 4 })));
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(homeAndWeb));
      expect(scene.ids()).toEqual(declaredIds);
    },
  },
  {
    title: "up and destroy end when the clouds show what was done, however late",
    play: async (scene) => {
      scene.start({ cloud: { visibilityDelayMs: 700 } });
      await scene.succeeds(scene.stack.up());
      await scene.succeeds(scene.stack.destroy());
      expect(scene.groups()).toEqual(each(home));
    },
  },
  {
    title: "a deadline that passes keeps what was begun in the state, and the next up finishes it",
    play: async (scene) => {
      scene.start({ cloud: { visibilityDelayMs: 6000 } });
      const within = (timeoutSeconds: number) =>
        scene.declare((kind) => [{ name: kind.name, args: { ...webOf(kind), timeoutSeconds } }]);
      within(1);
      const text = await scene.fails(up);
      for (const { cloud, region, target } of kinds) {
        expect(text).toMatch(
          new RegExp(`${cloud} ${region}: .*${target} to security group .*kept in the state.*pulumi up`),
        );
      }
      expect(scene.ids()).toEqual(declaredIds);
      within(60);
      await scene.succeeds(scene.stack.up());
      expect(scene.groups()).toEqual(each(homeAndWeb));
      await scene.succeeds(scene.stack.up("--expect-no-changes"));
    },
  },
  {
    title: "an engine and its plugins killed in the middle of an up leaves nothing that the next up does not finish",
    play: async (scene) => {
      scene.start();
      // The joins of instances take effect and are never answered.
      scene.emulator.setFaults(
        ofJoins(() => ({ kind: "resetAfter", delayMs: 60_000 })).filter(
          (_, index) => kinds[index]?.property === "instanceId",
        ),
      );
      let pid: number | undefined;
      const killed = scene.stack.run(up, { onStart: (child) => (pid = child.pid) });
      await until(() => kinds.every((kind) => scene.groups()[kind.name]?.includes(kind.groups.web)));
      // Killed while it writes, the engine leaves half a file: then it has no state to go on from.
      const answered = kinds.filter(({ property }) => property !== "instanceId").map(membershipId);
      await until(() => hasWritten(scene, answered));
      if (pid === undefined) throw new Error("the engine did not start");
      killAll(pid);
      expect(await killed).toMatchObject({ code: null });
      scene.emulator.setFaults([]);
      expect(scene.stack.stateText()).toContain("pending_operations");
      await scene.succeeds(scene.stack.cancel());
      await scene.succeeds(scene.stack.up());
      expect(scene.ids()).toEqual(declaredIds);
      expect(scene.groups()).toEqual(each(homeAndWeb));
      // The engine keeps in mind what it was at until it is told to ask.
      await scene.succeeds(scene.stack.refresh("--clear-pending-creates", "--expect-no-changes"));
      expect(scene.stack.stateText()).not.toContain("pending_operations");
    },
  },
];

/** Whether the state has these memberships and no others, and is whole: nothing more is written before the next answer. */
function hasWritten(scene: Scene, ids: readonly string[]): boolean {
  try {
    return scene.ids().join() === [...ids].sort().join();
  } catch {
    return false;
  }
}

/** An address where nobody listens. */
async function closedEndpoint(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${address.port}`;
}

import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import process from "node:process";

/** @typedef {import("../../provider/clouds/cloud.js").Cloud} Cloud */
/** @typedef {{ id: string, home: readonly string[] }} Found a target, and the groups that it was in before */

/** What one look or one undoing may take, in seconds. */
const seconds = 120;

/**
 * Looks at the targets, runs the tests in a process of their own, and takes the targets out of the throw-away group
 * again, also when the tests failed or were interrupted. No other group is ever written to.
 *
 * @param {string} root
 * @param {import("./arguments.mjs").Given} given
 * @returns {Promise<number>} the exit code
 */
export async function runLive(root, given) {
  const port = openPort(root, given);
  /** @type {Found[]} */
  let found;
  try {
    found = await Promise.all(given.targets.map((id) => lookAt(port, id, given)));
  } catch (error) {
    console.error(`test:live: not run: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  // Only waits: the undoing below has to come to its end, however often somebody presses Ctrl-C.
  const interruption = catchInterruptions();
  /** @type {number} */
  let code;
  try {
    code = await runTests(root, { ...given, targets: found }, interruption);
  } finally {
    for (const target of found) if (!(await undo(port, target, given.group))) code = 1;
    interruption.stop();
  }
  return interruption.happened ? 130 : code;
}

/** @typedef {{ cloud: Cloud, call: () => import("../../provider/clouds/cloud.js").Call,
 *   targetOf: typeof import("../../provider/model/membership.js").targetOf }} Port */

/**
 * @param {string} root
 * @param {import("./arguments.mjs").Given} given
 * @returns {Port}
 */
function openPort(root, { cloud, region, profile }) {
  const load = createRequire(path.join(root, "build", "provider", "index.js"));
  /** @type {typeof import("../../provider/clouds/registry.js")} */
  const { registry } = load("./clouds/registry.js");
  /** @type {typeof import("../../provider/calls/retry.js")} */
  const { retry } = load("./calls/retry.js");
  /** @type {typeof import("../../provider/calls/deadline.js")} */
  const { deadlineIn } = load("./calls/deadline.js");
  /** @type {typeof import("../../provider/calls/clock.js")} */
  const { systemClock } = load("./calls/clock.js");
  /** @type {typeof import("../../provider/model/membership.js")} */
  const { targetOf } = load("./model/membership.js");
  const settings = { config: () => undefined, env: process.env };
  return {
    cloud: retry(registry[cloud]({ region, profile }, settings), Math.random),
    call: () => ({ deadline: deadlineIn(seconds, systemClock) }),
    targetOf,
  };
}

/**
 * @param {Port} port
 * @param {string} id
 * @param {import("./arguments.mjs").Given} given
 * @returns {Promise<Found>}
 * @throws {Error} if the target is not there, or is in the group already
 */
async function lookAt({ cloud, call, targetOf }, id, { group, region }) {
  const record = await cloud.confirmTarget(targetOf(id), call());
  if (record === undefined) throw new Error(`${id} does not exist in ${cloud.name} ${region}.`);
  if (record.securityGroupIds.includes(group)) {
    throw new Error(`${id} is in ${group} already, so it would be taken out of it. Give a group that nothing is in.`);
  }
  if (record.securityGroupIds.length === 0)
    throw new Error(`${id} is in no security group: it could not leave ${group}.`);
  return { id, home: record.securityGroupIds };
}

/**
 * @param {Port} port
 * @param {Found} target
 * @param {string} group
 * @returns {Promise<boolean>} whether the target is as it was
 */
async function undo({ cloud, call, targetOf }, { id, home }, group) {
  const target = targetOf(id);
  try {
    const { deadline } = call();
    for (;;) {
      const groups = (await cloud.confirmTarget(target, { deadline }))?.securityGroupIds ?? [];
      if (!groups.includes(group)) {
        const gone = home.filter((each) => !groups.includes(each));
        if (gone.length > 0)
          console.error(`test:live: ${id} is no longer in ${gone.join(", ")}; look who took it out.`);
        return gone.length === 0;
      }
      const outcome = (await cloud.leave(group, [target], { deadline })).get(id);
      if (outcome?.outcome === "left") console.error(`test:live: ${id} was taken out of ${group} again.`);
      else if (outcome?.outcome === "failed" && !outcome.error.outcomeUnknown) throw outcome.error;
      if (!(await deadline.sleep(1000))) throw new Error("the cloud still shows it");
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error(`test:live: ${id} could not be taken out of ${group}: ${why}\nTake it out by hand.`);
    return false;
  }
}

/**
 * @param {string} root
 * @param {object} given
 * @param {ReturnType<typeof catchInterruptions>} interruption
 * @returns {Promise<number>}
 */
function runTests(root, given, interruption) {
  const jest = path.join(root, "node_modules", "jest", "bin", "jest.js");
  const config = path.join(root, "test", "live", "jest.config.mjs");
  const env = { ...process.env, SECGROUP_LIVE: JSON.stringify(given) };
  return new Promise((resolve) => {
    // A group of its own: Ctrl-C is ours to pass on, and nothing of it may go on writing while we undo.
    const child = spawn(process.execPath, [jest, "--config", config, "--runInBand", "--verbose"], {
      ...{ cwd: root, env, stdio: "inherit", detached: process.platform !== "win32" },
    });
    interruption.onHappened(() => child.kill("SIGKILL"));
    child.once("error", (error) => {
      console.error(`test:live: ${error.message}`);
      resolve(1);
    });
    child.once("close", (code) => resolve(code === 0 ? 0 : 1));
  });
}

function catchInterruptions() {
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  /** @type {(() => void) | undefined} */
  let listener;
  const caught = () => {
    state.happened = true;
    listener?.();
  };
  const state = {
    happened: false,
    /** @param {() => void} act */
    onHappened: (act) => {
      listener = act;
      if (state.happened) act();
    },
    stop: () => signals.forEach((signal) => process.off(signal, caught)),
  };
  signals.forEach((signal) => process.on(signal, caught));
  return state;
}

import { existsSync, mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Running, scratchFolder, startModule, toolUrl } from "./node";

let folder: string;
let remove: () => void;
let lock: string;

beforeEach(() => {
  ({ folder, remove } = scratchFolder());
  lock = path.join(folder, "lock");
});
afterEach(() => {
  remove();
});

/** A process that takes the lock, prints "held", runs `whileHeld`, and prints "done". */
function holder(whileHeld: string): Running {
  return startModule(`
    import { writeFileSync, rmSync } from "node:fs";
    import { withLock } from ${JSON.stringify(toolUrl("lock.mjs"))};
    const input = new Promise((resolve) => process.stdin.once("data", resolve));
    await withLock(${JSON.stringify(lock)}, { waitingMessage: "waiting for the other" }, async () => {
      console.log("held");
      ${whileHeld}
    });
    console.log("done");
    process.exit();
  `);
}

const untilTold = "await input;";

function writeOwner(owner: object): void {
  mkdirSync(lock);
  writeFileSync(path.join(lock, "owner.json"), JSON.stringify(owner));
}

test("a second process waits for a live owner, says once for whom, and gets the lock when it is released", async () => {
  const first = holder(untilTold);
  await first.printed("held");
  const second = holder("");
  await second.printed("waiting for the other");
  expect(readFileSync(path.join(lock, "owner.json"), "utf8")).toContain(`"pid":${String(first.child.pid)},`);
  first.child.stdin.write("go on");
  const [, ended] = await Promise.all([first.ended, second.ended]);
  expect(ended.stdout).toBe("held\ndone\n");
  expect(ended.stderr.match(/waiting for the other/g)).toHaveLength(1);
  expect(ended.stderr).toContain(`process ${String(first.child.pid)} `);
  expect(readdirSync(folder)).toEqual([]);
});

test("the lock of a killed owner is taken over", async () => {
  const first = holder(untilTold);
  await first.printed("held");
  first.child.kill("SIGKILL");
  await first.ended;
  expect(existsSync(lock)).toBe(true);
  const ended = await holder("").ended;
  expect(ended.stdout).toBe("held\ndone\n");
  expect(ended.stderr).toBe("");
});

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s releases the lock and ends the process by that signal",
  async (signal) => {
    const first = holder(untilTold);
    await first.printed("held");
    first.child.kill(signal);
    expect(await first.ended).toMatchObject({ code: null, signal });
    expect(existsSync(lock)).toBe(false);
  },
);

test("an error inside releases the lock", async () => {
  const ended = await holder(`throw new Error("broken");`).ended;
  expect(ended.stderr).toContain("broken");
  expect(existsSync(lock)).toBe(false);
});

test("of many that find a dead owner's lock, never two hold it at once", async () => {
  const dead = holder(untilTold);
  await dead.printed("held");
  dead.child.kill("SIGKILL");
  await dead.ended;
  // The mark is made exclusively: a second holder's attempt throws.
  const mark = JSON.stringify(path.join(folder, "mark"));
  const alone = `
    writeFileSync(${mark}, "", { flag: "wx" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    rmSync(${mark});
  `;
  const all = await Promise.all(Array.from({ length: 8 }, () => holder(alone).ended));
  expect(all.map((ended) => ended.code)).toEqual(Array.from({ length: 8 }, () => 0));
});

describe("an owner on another machine", () => {
  const elsewhere = { token: "t", pid: 1, host: "elsewhere//", started: "1", since: "then" };

  test("is respected while it gives signs of life", async () => {
    writeOwner(elsewhere);
    const waiter = holder("");
    await waiter.printed("waiting for the other (process 1 on elsewhere");
    waiter.child.kill("SIGKILL");
    await waiter.ended;
    expect(readFileSync(path.join(lock, "owner.json"), "utf8")).toContain("elsewhere");
  });

  test("is given up after two minutes without one", async () => {
    writeOwner(elsewhere);
    const before = new Date(Date.now() - 121_000);
    utimesSync(lock, before, before);
    expect((await holder("").ended).stdout).toBe("held\ndone\n");
  });
});

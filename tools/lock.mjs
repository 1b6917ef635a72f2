import { randomUUID } from "node:crypto";
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { SetupFailure, codeOf } from "./setup/failure.mjs";
import { onInterrupt } from "./setup/interrupt.mjs";

/**
 * Who holds a lock.
 *
 * @typedef {object} Owner
 * @property {string} token unique to one holding of one lock
 * @property {number} pid
 * @property {string} host the machine since its last boot, and the space its process numbers are valid in
 * @property {string} started when that process started; tells a reused process number from the owner
 * @property {string} since when it got the lock, ISO 8601
 */

/**
 * @typedef {object} LockOptions
 * @property {string} waitingMessage what to say, once, when the lock is held by another process; the holder's process
 *   number is added
 * @property {(line: string) => void} [log] where to say it. Default: stderr
 */

const pollMs = 200;
const heartbeatMs = 5_000;
/** An owner we cannot look up (another machine or container) counts as dead after so long without a heartbeat. */
const silentOwnerMs = 120_000;
const tombstoneMs = 3_600_000;

/**
 * Runs `fn` while holding a lock between processes. The lock is a folder that holds its owner's name: it appears whole
 * or not at all (a rename), so at most one process holds it at any time. It is released when `fn` ends and when we are
 * interrupted; one left behind by a killed process is taken over.
 *
 * @template T
 * @param {string} lockPath the folder that is the lock; its parent is made if need be
 * @param {LockOptions} options
 * @param {() => Promise<T>} fn
 * @returns {Promise<T>}
 */
export async function withLock(lockPath, options, fn) {
  const token = await acquire(lockPath, options);
  const release = () => {
    releaseSync(lockPath, token);
  };
  const noLongerInterrupted = onInterrupt(release);
  const heartbeat = setInterval(() => {
    touch(lockPath);
  }, heartbeatMs).unref();
  try {
    return await fn();
  } finally {
    clearInterval(heartbeat);
    noLongerInterrupted();
    release();
  }
}

/**
 * @param {string} lockPath
 * @param {LockOptions} options
 */
async function acquire(lockPath, { waitingMessage, log = console.error }) {
  /** @type {Owner} */
  const self = {
    token: randomUUID(),
    pid: process.pid,
    host: thisHost(),
    started: startOf(process.pid),
    since: new Date().toISOString(),
  };
  removeTombstones(lockPath);
  let said = false;
  while (!tryTake(lockPath, self)) {
    const owner = readOwner(lockPath);
    if (owner === undefined) {
      await sleep(20); // released this moment
      continue;
    }
    if (isDead(lockPath, owner)) {
      breakLock(lockPath, owner);
      continue;
    }
    if (!said) log(`${waitingMessage} (process ${String(owner.pid)} on ${hostName(owner)}, since ${owner.since})`);
    said = true;
    await sleep(pollMs);
  }
  return self.token;
}

/**
 * @param {string} lockPath
 * @param {Owner} self
 */
function tryTake(lockPath, self) {
  const candidate = `${lockPath}.candidate-${self.token}`;
  try {
    mkdirSync(candidate, { recursive: true });
    writeFileSync(path.join(candidate, "owner.json"), JSON.stringify(self));
    renameSync(candidate, lockPath);
    return true;
  } catch (error) {
    rmSync(candidate, { recursive: true, force: true });
    if (isTaken(error)) return false;
    throw new SetupFailure(
      `cannot take the lock ${lockPath}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/**
 * Whether a rename failed because its target exists (it is never empty). Windows says so as a permission error.
 *
 * @param {unknown} error
 */
function isTaken(error) {
  const code = codeOf(error);
  return code === "ENOTEMPTY" || code === "EEXIST" || (process.platform === "win32" && code === "EPERM");
}

/**
 * @param {string} lockPath
 * @returns {Owner | undefined}
 */
function readOwner(lockPath) {
  try {
    return JSON.parse(readFileSync(path.join(lockPath, "owner.json"), "utf8"));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw new SetupFailure(
      `cannot read the lock ${lockPath}; remove that folder if no other set-up runs, and run again`,
    );
  }
}

/**
 * @param {string} lockPath
 * @param {Owner} owner
 */
function isDead(lockPath, owner) {
  if (owner.host === thisHost()) return !isAlive(owner.pid) || startOf(owner.pid) !== owner.started;
  try {
    return Date.now() - statSync(lockPath).mtimeMs > silentOwnerMs;
  } catch {
    return false; // released this moment
  }
}

/**
 * Takes a dead owner's lock away. Of several waiters that saw the same dead owner only one can do so: the lock becomes
 * a tombstone named after that owner, which stays, so a slower waiter's rename fails instead of hitting the new owner.
 *
 * @param {string} lockPath
 * @param {Owner} owner
 */
function breakLock(lockPath, owner) {
  try {
    touch(lockPath); // a tombstone's age starts now
    renameSync(lockPath, `${lockPath}.dead-${owner.token}`);
  } catch (error) {
    if (!isTaken(error) && codeOf(error) !== "ENOENT") throw error;
  }
}

/** @param {string} lockPath */
function removeTombstones(lockPath) {
  const folder = path.dirname(lockPath);
  mkdirSync(folder, { recursive: true });
  const leftovers = [`${path.basename(lockPath)}.dead-`, `${path.basename(lockPath)}.candidate-`];
  for (const name of readdirSync(folder)) {
    if (!leftovers.some((prefix) => name.startsWith(prefix))) continue;
    const leftover = path.join(folder, name);
    const { mtimeMs } = statSync(leftover, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > tombstoneMs) rmSync(leftover, { recursive: true, force: true });
  }
}

/**
 * @param {string} lockPath
 * @param {string} token
 */
function releaseSync(lockPath, token) {
  try {
    if (readOwner(lockPath)?.token !== token) return; // taken over while this machine slept
    // Renamed first: emptied in place, it could be taken by another process and then emptied under it.
    const released = `${lockPath}.candidate-${token}`;
    renameSync(lockPath, released);
    rmSync(released, { recursive: true, force: true });
  } catch {
    // Whatever is left names a process that is about to be dead, and is taken over.
  }
}

/** @param {string} lockPath */
function touch(lockPath) {
  const now = new Date();
  try {
    utimesSync(lockPath, now, now);
  } catch {
    // Gone: whoever removed it does not need the sign of life.
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM"; // somebody else's process, but a process
  }
}

/**
 * When a process started, on Linux; elsewhere a constant, and a reused process number is taken for its owner.
 *
 * @param {number} pid
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, "utf8");
    // The second field, the program's name in parentheses, may hold spaces; the state is field 3, the start field 22.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" ? "ended" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

/**
 * Process numbers mean something only on one machine, since its last boot, in one container: anybody else's owner is
 * judged by its heartbeat.
 */
function thisHost() {
  let boot = "";
  let space = "";
  try {
    boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    space = readlinkSync("/proc/self/ns/pid");
  } catch {
    // Not Linux.
  }
  return [os.hostname(), boot, space].join("/");
}

/** @param {Owner} owner */
function hostName(owner) {
  return owner.host.split("/")[0] ?? owner.host;
}

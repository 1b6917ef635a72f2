import os from "node:os";
import process from "node:process";

/** @typedef {"SIGINT" | "SIGTERM" | "SIGHUP"} Interrupt */

/** @type {readonly Interrupt[]} */
const interrupts = ["SIGINT", "SIGTERM", "SIGHUP"];

/** @type {Set<() => void>} */
const cleanups = new Set();

/**
 * Runs `cleanup` (synchronous, must not throw) if the process is interrupted or exits before the returned function
 * is called. The process then ends by the same signal, unless somebody else listens to it: then they decide.
 *
 * @param {() => void} cleanup
 * @returns {() => void} call it when there is nothing left to clean up
 */
export function onInterrupt(cleanup) {
  if (cleanups.size === 0) listen();
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) unlisten();
  };
}

function listen() {
  for (const signal of interrupts) process.on(signal, interrupted);
  process.on("exit", cleanUp);
}

function unlisten() {
  for (const signal of interrupts) process.off(signal, interrupted);
  process.off("exit", cleanUp);
}

function cleanUp() {
  // The newest first: a child is stopped before the lock that covers its work is released.
  for (const cleanup of [...cleanups].reverse()) cleanup();
  cleanups.clear();
}

/** @param {NodeJS.Signals} signal */
function interrupted(signal) {
  cleanUp();
  unlisten();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

/**
 * Runs `close` if the process is interrupted, and ends it when that is done: for what takes time to end, such as an engine,
 * which is a process group of its own that an interrupt does not reach.
 *
 * @param {() => Promise<unknown>} close
 * @returns {() => void} call it when there is nothing left to close
 */
export function closeOnInterrupt(close) {
  /** @param {NodeJS.Signals} signal */
  const interruptedBy = (signal) => {
    void close().finally(() => process.exit(128 + (os.constants.signals[signal] ?? 0)));
  };
  for (const signal of interrupts) process.on(signal, interruptedBy);
  return () => {
    for (const signal of interrupts) process.off(signal, interruptedBy);
  };
}

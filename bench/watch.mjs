import { readFileSync, readdirSync } from "node:fs";

/** The clock of /proc counts hundredths of a second, on every machine that has been seen. */
const tickMs = 10;

/**
 * @typedef {object} Seen
 * @property {number} peakMb the most memory a provider process had, in MB; 0 where none was seen
 * @property {number} cpuMs the processor time of all provider processes together, in milliseconds
 */

/**
 * Watches the provider processes that the engine starts for a project. Linux only.
 *
 * @param {string} project its folder
 * @returns {{ stop: () => Seen }}
 */
export function watchProviders(project) {
  let peakKb = 0;
  /** @type {Map<string, number>} by process */
  const ticks = new Map();
  const scratch = project.replace(/\/project$/, "/");
  const look = () => {
    for (const pid of pids()) {
      const read = (/** @type {string} */ file) => readFileSync(`/proc/${pid}/${file}`, "utf8");
      try {
        if (!read("cmdline").includes("dynamic-provider") || !read("environ").includes(scratch)) continue;
        peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(read("status"))?.[1] ?? 0));
        // proc(5): after the name in brackets, the 12th and 13th field are the time in user and kernel mode.
        const fields = read("stat").split(") ").at(-1)?.split(" ") ?? [];
        ticks.set(pid, Number(fields[11]) + Number(fields[12]));
      } catch {
        // It has ended in the meantime.
      }
    }
  };
  const timer = setInterval(look, 100);
  return {
    stop() {
      clearInterval(timer);
      const all = [...ticks.values()].reduce((sum, each) => sum + each, 0);
      return { peakMb: Math.round(peakKb / 1024), cpuMs: all * tickMs };
    },
  };
}

function pids() {
  try {
    return readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  } catch {
    return [];
  }
}

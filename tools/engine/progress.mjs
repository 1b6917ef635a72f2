import process from "node:process";
import { stopwatch } from "../setup/elapsed.mjs";

/**
 * @typedef {object} Progress
 * @property {(state: string) => void} update what is being done now; cheap, call it as often as you like
 * @property {() => void} end
 */

/**
 * Shows that a long step is alive: on a terminal one line that is rewritten each second, elsewhere (a CI log) a line
 * every 15 seconds, each with the time it has taken.
 *
 * @param {(line: string) => void} log
 * @param {string} label
 * @param {{ isTTY?: boolean, columns?: number, write: (text: string) => unknown }} [stream] Default: stderr
 * @returns {Progress}
 */
export function progress(log, label, stream = process.stderr) {
  const elapsed = stopwatch();
  let state = "";
  const line = () => `${label}${state && `: ${state}`} (${elapsed()})`;
  const show = () => {
    if (stream.isTTY) stream.write(`\r\u001b[2K${line().slice(0, (stream.columns ?? 80) - 1)}`);
    else log(line());
  };
  const timer = setInterval(show, stream.isTTY ? 1_000 : 15_000).unref();
  return {
    update: (now) => {
      state = now;
    },
    end: () => {
      clearInterval(timer);
      if (stream.isTTY) stream.write("\r\u001b[2K");
    },
  };
}

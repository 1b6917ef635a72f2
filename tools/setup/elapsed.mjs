/**
 * A duration as people say it: "0.4 s", "12 s", "3 min 05 s".
 *
 * @param {number} milliseconds
 * @returns {string}
 */
export function duration(milliseconds) {
  if (milliseconds < 9_950) return `${(milliseconds / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${String(seconds)} s`;
  return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/**
 * Starts a clock; calling the result tells how long ago that was.
 *
 * @returns {() => string}
 */
export function stopwatch() {
  const start = Date.now();
  return () => duration(Date.now() - start);
}

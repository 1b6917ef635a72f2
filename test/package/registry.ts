import { spawnSync } from "node:child_process";

/**
 * Runs what needs the npm registry, as a user's install does; where it cannot be reached the tests are skipped, and
 * their names say so.
 */
export function describeWithRegistry(name: string, tests: () => void): void {
  const ping = ["ping", "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=12000"];
  if (spawnSync("npm", ping, { stdio: "ignore" }).status === 0) describe(name, tests);
  // What a user installs comes from the registry: without it there is nothing to install, and the count says so.
  else describe.skip(`${name} (the npm registry is not reachable)`, tests);
}

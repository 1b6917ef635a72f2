import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { onInterrupt } from "../setup/interrupt.mjs";

/**
 * Starts the emulator by the command that the project's package manager installed.
 *
 * @param {string} project
 * @param {string} PATH where its Node is
 */
export async function startInstalledEmulator(project, PATH) {
  const command = path.join(project, "node_modules", ".bin", "secgroup");
  const child = spawn(command, ["emulator", "--port", "0"], {
    cwd: project,
    env: { ...process.env, PATH },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const noLongerInterrupted = onInterrupt(() => child.kill());
  const exited = once(child, "exit");
  const ended = exited.then(() => Promise.reject(new Error(`${command} ended before it listened`)));
  ended.catch(() => undefined);
  const [line] = await Promise.race([once(createInterface(child.stdout), "line"), ended]);
  const url = /listening on (\S+)/.exec(String(line))?.[1] ?? "";
  return {
    url,
    /**
     * @param {string} instance
     * @returns {Promise<readonly string[]>}
     */
    async groupsOf(instance) {
      /** @type {any} */
      const world = await (await fetch(`${url}/_emulator/world`)).json();
      const { instances } = world.alicloud.regions["cn-hangzhou"];
      return instances.find((/** @type {{ id: string }} */ { id }) => id === instance).groups;
    },
    async close() {
      child.kill();
      await exited;
      noLongerInterrupted();
    },
  };
}

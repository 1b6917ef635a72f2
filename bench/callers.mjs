// The callers of the emulator's bench, in a process of their own: the emulator keeps its core, and is measured from outside.
import { createHash, createHmac } from "node:crypto";
import http from "node:http";
import { performance } from "node:perf_hooks";
import process from "node:process";

const [url = "", mix, callers, warmUp, counted, instances, groups] = process.argv.slice(2);
const { host, hostname, port } = new URL(url);
const agent = new http.Agent({ keepAlive: true });
const emptyHash = createHash("sha256").update("").digest("hex");
let nonce = 0;

/** @typedef {{ action: string, query: Record<string, string> }} Ask */

/**
 * A caller's step: it looks at an instance, joins it to a group that it is not in, looks again, takes it out again. No
 * other caller has that instance, so every call succeeds.
 *
 * @param {number} caller
 * @param {number} step
 * @returns {Ask}
 */
function edge(caller, step) {
  const instance = (Math.floor(step / 4) * Number(callers) + caller) % Number(instances);
  const query = { InstanceId: `i-${instance}`, SecurityGroupId: `sg-${(instance + 3) % Number(groups)}` };
  if (step % 4 === 1) return { action: "JoinSecurityGroup", query };
  if (step % 4 === 3) return { action: "LeaveSecurityGroup", query };
  return { action: "DescribeInstances", query: { InstanceIds: JSON.stringify([query.InstanceId]) } };
}

/**
 * As {@link edge}, but it looks at as many instances as a call can name, or at a group's, a full page.
 *
 * @param {number} caller
 * @param {number} step
 * @returns {Ask}
 */
function batch(caller, step) {
  if (step % 2 === 1) return edge(caller, step);
  const first = step * 13 + caller;
  const ids = Array.from({ length: 100 }, (_, offset) => `i-${(first + offset) % Number(instances)}`);
  /** @type {Record<string, string>} */
  const which =
    step % 4 === 0 ? { InstanceIds: JSON.stringify(ids) } : { SecurityGroupId: `sg-${first % Number(groups)}` };
  return { action: "DescribeInstances", query: { ...which, MaxResults: "100" } };
}

const askOf = mix === "batches" ? batch : edge;

const encode = (/** @type {string} */ text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * @param {Ask} ask
 * @returns {Promise<void>}
 */
function send({ action, query }) {
  const canonical = Object.entries({ RegionId: "cn-hangzhou", ...query })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .join("&");
  /** @type {Record<string, string>} */
  const headers = {
    host,
    "x-acs-action": action,
    "x-acs-content-sha256": emptyHash,
    "x-acs-date": new Date().toISOString().replace(/\.\d+Z/, "Z"),
    "x-acs-signature-nonce": `${process.pid}-${(nonce += 1)}`,
    "x-acs-version": "2014-05-26",
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const request = `POST\n/\n${canonical}\n${lines}\n${names.join(";")}\n${emptyHash}`;
  const toSign = `ACS3-HMAC-SHA256\n${createHash("sha256").update(request).digest("hex")}`;
  const signature = createHmac("sha256", "bench-secret").update(toSign).digest("hex");
  headers["authorization"] =
    `ACS3-HMAC-SHA256 Credential=bench-id,SignedHeaders=${names.join(";")},Signature=${signature}`;
  return new Promise((resolve, reject) => {
    http
      .request({ agent, hostname, port, method: "POST", path: `/?${canonical}`, headers }, (response) => {
        response.resume().once("end", () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${action} was answered by ${response.statusCode}`));
        });
      })
      .once("error", reject)
      .end();
  });
}

let steps = 0;

/** @param {number} calls by all callers together */
async function run(calls) {
  /** @type {number[]} */
  const latencies = [];
  const first = steps;
  steps += Math.ceil(calls / Number(callers) / 4) * 4;
  const started = performance.now();
  const loop = async (/** @type {number} */ caller) => {
    for (let step = first; step < steps; step++) {
      const sent = performance.now();
      await send(askOf(caller, step));
      latencies.push(performance.now() - sent);
    }
  };
  await Promise.all(Array.from({ length: Number(callers) }, (_, caller) => loop(caller)));
  return { latencies, seconds: (performance.now() - started) / 1000 };
}

await run(Number(warmUp));
process.send?.(await run(Number(counted)), () => process.exit());

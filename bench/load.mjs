import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import os from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import process from "node:process";

const runs = 15;

/**
 * What is loaded before the first request is sent. `node` loads nothing, `memberships` what every membership needs
 * whatever its cloud; the clouds, all that reading one membership needs.
 *
 * @type {{ loads: string, id?: string, env?: Record<string, string> }[]}
 */
const loads = [
  { loads: "node" },
  { loads: "memberships" },
  {
    loads: "alicloud",
    id: "alicloud/cn-hangzhou/sg-1/i-1",
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: "bench-id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "bench-secret" },
  },
  {
    loads: "tencentcloud",
    id: "tencentcloud/ap-guangzhou/sg-1/ins-1",
    env: { TENCENTCLOUD_SECRET_ID: "bench-id", TENCENTCLOUD_SECRET_KEY: "bench-secret" },
  },
  {
    loads: "baiducloud",
    id: "baiducloud/bj/g-1/i-1",
    env: { BCE_ACCESS_KEY_ID: "bench-id", BCE_SECRET_ACCESS_KEY: "bench-secret" },
  },
];

/**
 * How long a fresh process takes until its first request arrives at a server on loopback, from the start of the process,
 * node's own start included. The processes take turns, so that what else the machine does is the same for all.
 *
 * @param {string} root
 * @param {boolean} json
 */
export async function bench(root, json) {
  /** @type {Map<string, number[]>} */
  const times = new Map(loads.map((load) => [load.loads, []]));
  for (let run = -1; run < runs; run++) {
    for (const load of loads) {
      const ms = await measure(root, load);
      if (run >= 0) times.get(load.loads)?.push(ms); // the first round warms the disk's cache
    }
  }
  const median = (/** @type {string} */ name) =>
    (times.get(name) ?? []).sort((a, b) => a - b)[Math.floor(runs / 2)] ?? NaN;
  const [node, memberships] = [median("node"), median("memberships")];
  const rows = loads.map(({ loads: name }) => ({
    loads: name,
    firstRequestMs: Math.round(median(name)),
    overNodeMs: Math.round(median(name) - node),
    overMembershipsMs: Math.round(median(name) - memberships),
    ratioToMemberships: Number((median(name) / memberships).toFixed(2)),
  }));
  if (json) {
    console.log(JSON.stringify({ cores: os.cpus().length, node: process.version, runs, rows }));
    return;
  }
  console.log(
    `From the start of a fresh process to its first request, median of ${runs}, ${os.cpus().length} cores, Node ${process.version}\n`,
  );
  console.log("| loads | first request ms | over node ms | over memberships ms | ratio to memberships |");
  console.log("| --- | --- | --- | --- | --- |");
  for (const row of rows) console.log(`| ${Object.values(row).join(" | ")} |`);
}

/**
 * @param {string} root
 * @param {{ id?: string, env?: Record<string, string>, loads: string }} load
 */
async function measure(root, { loads: name, id, env }) {
  const server = createServer((_request, response) => {
    arrived ??= performance.timeOrigin + performance.now();
    response.writeHead(400).end("{}");
  });
  /** @type {number | undefined} */
  let arrived;
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${address !== null && typeof address === "object" ? address.port : 0}`;
  const handler = JSON.stringify(join(root, "dist/provider/handler.js"));
  const request = `require("http").request(${JSON.stringify(url)}).on("error", () => {}).end();`;
  const script = id
    ? `const { SecurityGroupMembership: provider } = require(${handler});
       provider.read(${JSON.stringify(id)}, {}).catch(() => {});`
    : `${name === "memberships" ? `require(${handler});` : ""} ${request}`;
  try {
    const child = spawn(process.execPath, ["-e", `process.stdout.write(String(performance.timeOrigin));\n${script}`], {
      env: { PATH: process.env["PATH"], HOME: root, ...env, SECGROUP_ENDPOINT: url },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let origin = "";
    child.stdout.on("data", (chunk) => (origin += chunk));
    await once(child, "close");
    if (arrived === undefined) throw new Error(`the process of ${name} sent nothing`);
    return arrived - Number(origin);
  } finally {
    server.close();
  }
}

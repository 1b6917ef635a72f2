/** Whatever a request names, the emulator's log does not keep its body. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { signV1 } from "../emulator/alibaba/signer";
import { groups, REGION, world } from "../emulator/alibaba/world";

/** All bodies together are three times the heap: kept, they end the process. */
const heapMegabytes = 96;
const requests = 36;
const id = "a".repeat(8 * 1024 * 1024);
/** A signature is checked on several escaped copies, for a moment. */
const signedId = id.slice(0, 1024 * 1024);

let emulator: ChildProcess;
let url: string;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "secgroup-memory-"));
  const file = join(folder, "world.json");
  writeFileSync(file, JSON.stringify(world({ groups: groups("sg-a"), instances: [] })));
  const main = join(__dirname, "../../dist/cli/main.js");
  emulator = spawn(
    process.execPath,
    [`--max-old-space-size=${heapMegabytes}`, main, "emulator", "--port", "0", "--world", file],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  if (!emulator.stdout) throw new Error("no output");
  const [line] = (await once(createInterface(emulator.stdout), "line")) as [string];
  url = /http:\S+/.exec(line)?.[0] ?? "";
});
afterAll(() => {
  emulator.kill();
  rmSync(folder, { recursive: true });
});

const form = { "content-type": "application/x-www-form-urlencoded" };

test.each<[string, () => Promise<Response>, number, string[]]>([
  [
    "unsigned Alibaba",
    () =>
      fetch(url, { method: "POST", headers: form, body: `Action=DescribeInstances&AccessKeyId=x&InstanceId=${id}` }),
    400,
    [],
  ],
  [
    "unsigned Tencent",
    () =>
      fetch(url, {
        method: "POST",
        headers: { "x-tc-action": "DescribeInstances", "content-type": "application/json" },
        body: JSON.stringify({ InstanceIds: [id] }),
      }),
    200,
    [],
  ],
  [
    "unsigned Baidu",
    () =>
      fetch(`${url}/v2/securitygroup/bind`, {
        method: "PUT",
        headers: { authorization: "bce-auth-v1/x", "content-type": "application/json" },
        body: JSON.stringify({ instanceIds: [id], securityGroupIds: ["g-a"] }),
      }),
    400,
    [],
  ],
  [
    "signed Alibaba",
    () => {
      const { url: to, init } = signV1(
        url,
        "DescribeInstanceAttribute",
        { RegionId: REGION, InstanceId: signedId },
        { method: "POST", form: true },
      );
      return fetch(to, init);
    },
    404,
    ["a".repeat(128)],
  ],
])(
  "%s requests with a giant ID, three times the heap in all, are answered",
  async (_who, send, status, logged) => {
    const rounds = logged.length > 0 ? requests * (id.length / signedId.length) : requests;
    for (let sent = 0; sent < rounds; sent += 1) {
      const answer = await send();
      await answer.arrayBuffer();
      expect(answer.status).toBe(status);
    }
    const { log } = (await (await fetch(`${url}/_emulator/requests`)).json()) as { log: { targetIds: string[] }[] };
    expect(log.at(-1)?.targetIds).toEqual(logged);
    await fetch(`${url}/_emulator/requests`, { method: "DELETE" });
    expect(emulator.exitCode).toBeNull();
  },
  300_000,
);

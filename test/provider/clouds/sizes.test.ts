/** An answer takes no more memory and no more time than a call may, however it comes, and is told as what it is. */
import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { agentTo, largestAnswerMiB, send } from "../../../provider/clouds/transport";
import { cloudNames, targetOf } from "../../../provider/model/membership";
import { answersOf, impatient, openAt } from "./speaker";

const mebibyte = 1024 ** 2;
const chunk = Buffer.alloc(mebibyte, " ");

let server: Server;
let answer: (response: ServerResponse) => void;
let written: number;
let headers: NodeJS.Dict<string | string[]>;
const agents: ReturnType<typeof agentTo>[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    headers = request.headers;
    request.resume();
    answer(response);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => {
  for (const agent of agents) agent.destroy();
  server.closeAllConnections();
  server.close();
});
const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Writes until nobody takes it any more. */
function flood(response: ServerResponse, mostMiB = Infinity): void {
  written = 0;
  const more = (): void => {
    while (written < mostMiB && !response.destroyed) {
      written += 1;
      if (!response.write(chunk)) return void response.once("drain", more);
    }
    response.end();
  };
  more();
}
const ask = async () => {
  const endpoint = new URL(url());
  const agent = agentTo(endpoint);
  agents.push(agent);
  return await send(endpoint, agent, { method: "GET", path: "/", headers: {} }, 30_000);
};

test("an answer as large as may be is read", async () => {
  answer = (response) => flood(response, largestAnswerMiB);
  expect((await ask()).text.length).toBe(largestAnswerMiB * mebibyte);
});

test("one that is larger, or never ends, is given up, and its connection with it", async () => {
  const closed: Promise<unknown>[] = [];
  answer = (response) => {
    closed.push(once(response, "close"));
    flood(response);
  };
  await expect(ask()).rejects.toMatchObject({ name: "Interrupted", code: "AnswerTooLarge" });
  await Promise.all(closed);
  expect(written).toBeLessThan(4 * largestAnswerMiB);
});

test("headers that never end are given up", async () => {
  answer = (response) => {
    response.socket?.write(`HTTP/1.1 200 OK\r\n${"x-more: and more\r\n".repeat(10_000)}`);
  };
  await expect(ask()).rejects.toMatchObject({ name: "Interrupted", code: "HPE_HEADER_OVERFLOW" });
});

test("what was asked for is never compressed", async () => {
  answer = (response) => response.end("{}");
  await ask();
  expect(headers["accept-encoding"]).toBeUndefined();
});

const at = () => ({ url: url() });

describe.each(cloudNames)("%s", (name) => {
  const { ids } = answersOf[name];
  const targets = [targetOf(ids.instance)];
  /** What is left of the time is less than the least that a call gets. */
  const late = { deadline: { remainingMs: () => 1, sleep: () => Promise.resolve(false) } };

  test("an answer without end is an error that says so; a write of it can have happened", async () => {
    answer = (response) => flood(response);
    const cloud = openAt(at(), name);
    await expect(cloud.readTargets(targets, impatient)).rejects.toMatchObject({
      kind: "unexpected",
      code: "AnswerTooLarge",
      reason: expect.stringContaining(`larger than ${largestAnswerMiB} MiB`) as string,
    });
    const outcome = (await cloud.join(ids.group, targets, impatient)).get(ids.instance);
    expect(outcome).toMatchObject({ outcome: "failed", error: { code: "AnswerTooLarge", outcomeUnknown: true } });
  });

  test("an answer that trickles ends with the call's time", async () => {
    const timers: NodeJS.Timeout[] = [];
    answer = (response) => timers.push(setInterval(() => response.write(" "), 20));
    try {
      const cloud = openAt(at(), name);
      await expect(cloud.readTargets(targets, late)).rejects.toMatchObject({ kind: "unavailable", code: "Timeout" });
    } finally {
      timers.forEach(clearInterval);
    }
  });

  test.each([
    ["numbers in place of records", "0"],
    ["empty records", "{}"],
    ["lists in lists", "[[]]"],
  ])("half a million %s are one error", async (_what, entry) => {
    const entries = Array.from({ length: 500_000 }, () => entry).join(",");
    const [before = "", after = ""] = answersOf[name].instances([]).split("[]");
    answer = (response) => response.end(`${before}[${entries}]${after}`);
    await expect(openAt(at(), name).readTargets(targets, impatient)).rejects.toMatchObject({
      code: "UnexpectedAnswer",
      reason: expect.stringContaining("more than 10000 entries") as string,
    });
  });

  test("a message of megabytes is cut, and the advice stands after it", async () => {
    const { status = 200, body } = answersOf[name].refusal("Odd", "x".repeat(10_000_000), "R");
    answer = (response) => response.writeHead(status).end(body);
    const error = (await openAt(at(), name)
      .readTargets(targets, impatient)
      .catch((one: unknown) => one)) as Error;
    expect(error.message.length).toBeLessThan(3_000);
    expect(error.message).toMatch(/^Odd: x+… \(.*request R\) This answer is not documented/);
  });
});

import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import * as z from "zod";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import { tencentClient } from "../../../provider/clouds/tencent/client";
import type { CloudError } from "../../../provider/model/errors";

/** What an endpoint can answer that no cloud documents. `cut`: the connection ends within the body; `mute`: it stays open. */
interface Answer {
  readonly status: number;
  readonly body: string;
  readonly ends?: "cut" | "mute";
}
const key = { id: "dummy-id", secret: "dummy-secret+", token: "dummy-token/" };
let server: Server;
let answer: Answer;
let received: IncomingHttpHeaders;

beforeAll(async () => {
  server = createServer((request, response) => {
    received = request.headers;
    const { status, body, ends } = answer;
    const length = Buffer.byteLength(body) + (ends ? 100 : 0);
    response.writeHead(status, { "content-type": "application/json", "content-length": length });
    response.write(body, () => {
      if (ends === "cut") response.destroy();
    });
    if (ends === undefined) response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const clientOf = (endpoint: URL, credentials = () => Promise.resolve(key)) =>
  tencentClient("ap-guangzhou", { cvm: endpoint, vpc: endpoint }, credentials);
const shape = z.object({ RequestId: z.string() });
const own = (): URL => new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

async function failure(endpoint: URL, seconds = 5): Promise<CloudError> {
  const call = { deadline: deadlineIn(seconds, systemClock) };
  try {
    await clientOf(endpoint).call("AssociateSecurityGroups", {}, shape, call);
  } catch (error) {
    return error as CloudError;
  }
  throw new Error("it did not fail");
}

test.each<[string, Answer, object]>([
  ["200 and null", { status: 200, body: "null" }, { code: "EmptyAnswer", kind: "unavailable", outcomeUnknown: true }],
  [
    "200 and other JSON",
    { status: 200, body: '{"a":1}' },
    { code: "EmptyAnswer", kind: "unavailable", outcomeUnknown: true },
  ],
  ["200 and HTML", { status: 200, body: "<html>" }, { code: "NotJson", kind: "unavailable", outcomeUnknown: true }],
  ["200 and nothing", { status: 200, body: "" }, { code: "NotJson", kind: "unavailable", outcomeUnknown: true }],
  ["502 of a proxy", { status: 502, body: "<html>" }, { code: "HTTP 502", kind: "unavailable", outcomeUnknown: true }],
  ["403 of a proxy", { status: 403, body: "no" }, { code: "HTTP 403", kind: "unexpected", outcomeUnknown: false }],
  [
    "a code whose message is no text",
    { status: 200, body: '{"Response":{"Error":{"Code":"InternalError","Message":{"a":1}},"RequestId":"REQ-1"}}' },
    { kind: "unavailable", code: "InternalError", requestId: "REQ-1", outcomeUnknown: true },
  ],
  [
    "200 with another shape",
    { status: 200, body: '{"Response":{"Result":"ok"}}' },
    { kind: "unexpected", code: "UnexpectedAnswer", outcomeUnknown: true },
  ],
])("%s is a clear error that says whether a write may have happened", async (_what, given, expected) => {
  answer = given;
  const error = await failure(own());
  expect(error.name).toBe("CloudError");
  expect(error).toMatchObject(expected);
  expect(error.message).toMatch(/^\S.*\.$/);
});

test.each([
  ["cut", "ECONNRESET"],
  ["mute", "Timeout"],
] as const)("an answer whose body is %s is given up, and its outcome is unknown", async (ends, code) => {
  answer = { status: 200, body: '{"Response":', ends };
  const error = await failure(own(), ends === "mute" ? 0.1 : 300);
  expect(error).toMatchObject({ code, kind: "unavailable", outcomeUnknown: true });
});

test("a message that quotes the secret or the token is shown without them", async () => {
  const message = `bad ${key.secret} ${encodeURIComponent(key.secret)} ${key.token} ${encodeURIComponent(key.token)}`;
  answer = {
    status: 200,
    body: JSON.stringify({ Response: { Error: { Code: "Odd", Message: message }, RequestId: "REQ-1" } }),
  };
  expect((await failure(own())).reason).toBe("bad *** *** *** ***");
});

test("says who asks, in which language, and with which token", async () => {
  answer = { status: 200, body: '{"Response":{"RequestId":"REQ-1"}}' };
  const call = { deadline: deadlineIn(5, systemClock) };
  await clientOf(own()).call("DescribeNetworkInterfaces", {}, shape, call);
  expect(received["user-agent"]).toMatch(/^pulumi-secgroup\/\d/);
  expect(received["x-tc-requestclient"]).toBe(received["user-agent"]);
  expect(received).toMatchObject({
    "x-tc-action": "DescribeNetworkInterfaces",
    "x-tc-version": "2017-03-12",
    "x-tc-region": "ap-guangzhou",
    "x-tc-language": "en-US",
    "x-tc-token": key.token,
  });
});

test("a proxy of the environment is not asked for loopback", async () => {
  answer = { status: 200, body: '{"Response":{"RequestId":"REQ-1"}}' };
  process.env["http_proxy"] = "http://127.0.0.1:1";
  try {
    const call = { deadline: deadlineIn(5, systemClock) };
    await expect(clientOf(own()).call("DescribeInstances", {}, shape, call)).resolves.toEqual({ RequestId: "REQ-1" });
  } finally {
    delete process.env["http_proxy"];
  }
});

test("TLS to what does not speak it is refused here, and nothing was sent", async () => {
  const endpoint = own();
  endpoint.protocol = "https:";
  expect(await failure(new URL(endpoint.href))).toMatchObject({
    kind: "unexpected",
    code: expect.stringMatching(/^(ERR_SSL_|EPROTO)/) as string,
    outcomeUnknown: false,
  });
});

test("a connection that is cut before any answer leaves the outcome unknown", async () => {
  const cutting = createTcpServer((socket) => socket.once("data", () => socket.destroy()));
  await new Promise<void>((resolve) => cutting.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = cutting.address() as AddressInfo;
    const error = await failure(new URL(`http://127.0.0.1:${port}`));
    expect(error).toMatchObject({ kind: "unavailable", code: "ECONNRESET", outcomeUnknown: true });
  } finally {
    cutting.close();
  }
});

test("a source of credentials that hangs ends with the deadline", async () => {
  const client = clientOf(new URL("http://127.0.0.1:9"), () => new Promise(() => undefined));
  const call = { deadline: deadlineIn(0.05, systemClock) };
  await expect(client.call("DescribeInstances", {}, shape, call)).rejects.toThrow(
    "the source of the tencentcloud credentials did not answer within timeoutSeconds.",
  );
});

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import { ecsClient } from "../../../provider/clouds/alibaba/client";
import type { CloudError } from "../../../provider/model/errors";

/** What an endpoint can answer that no cloud documents. */
interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}
const key = { id: "dummy-id", secret: "dummy-secret+", token: "dummy-token/" };
let server: Server;
let answer: Answer;

beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function failure(given: Answer, credentials = () => Promise.resolve(key)): Promise<CloudError> {
  answer = given;
  const { port } = server.address() as AddressInfo;
  const client = ecsClient(new URL(`http://127.0.0.1:${port}`), credentials);
  const call = { deadline: deadlineIn(5, systemClock) };
  try {
    await client.call("JoinSecurityGroup", {}, z.object({ RequestId: z.string() }), call);
  } catch (error) {
    return error as CloudError;
  }
  throw new Error("it did not fail");
}

test.each<[string, Answer, object]>([
  ["500 and null", { status: 500, body: "null" }, { kind: "unavailable", outcomeUnknown: true }],
  ["500 and nothing", { status: 500, body: "" }, { kind: "unavailable", outcomeUnknown: true }],
  [
    "502 of a proxy, as HTML",
    { status: 502, body: "<html>", headers: { "content-type": "text/html" } },
    { kind: "unavailable", code: "NotJson", outcomeUnknown: true },
  ],
  [
    "502 of a gateway, as other JSON",
    { status: 502, body: '{"error":"upstream"}' },
    { kind: "unavailable", code: "HTTP 502", outcomeUnknown: true },
  ],
  [
    "403 without a code",
    { status: 403, body: '{"error":"no"}' },
    { kind: "unexpected", code: "HTTP 403", outcomeUnknown: false },
  ],
  [
    "a code whose message is no text",
    { status: 500, body: '{"Code":"InternalError","Message":{"a":1},"RequestId":"REQ-1"}' },
    { kind: "unavailable", code: "InternalError", requestId: "REQ-1", outcomeUnknown: true },
  ],
  [
    "200 with another shape",
    { status: 200, body: '{"Result":"ok"}' },
    { kind: "unexpected", code: "UnexpectedAnswer", outcomeUnknown: true },
  ],
])("%s is a clear error that says whether a write may have happened", async (_what, given, expected) => {
  const error = await failure(given);
  expect(error.name).toBe("CloudError");
  expect(error).toMatchObject(expected);
  expect(error.message).toMatch(/^\S.*\.$/);
});

test("a refused signature is told without what was signed, which holds the token", async () => {
  const message =
    "Specified signature is not matched. server string to sign is:POST\nx-acs-security-token:dummy-token/";
  const error = await failure({
    status: 403,
    body: JSON.stringify({ Code: "SignatureDoesNotMatch", Message: message }),
  });
  expect(error.message).toMatch(/^SignatureDoesNotMatch: Specified signature is not matched\. \(/);
});

test("a message that quotes the secret or the token is shown without them", async () => {
  const message = `bad ${key.secret} ${encodeURIComponent(key.secret)} ${key.token} ${encodeURIComponent(key.token)}`;
  const error = await failure({ status: 400, body: JSON.stringify({ Code: "Odd", Message: message }) });
  expect(error.reason).toBe("bad *** *** *** ***");
});

test("a source of credentials that hangs ends with the deadline", async () => {
  const client = ecsClient(new URL("http://127.0.0.1:9"), () => new Promise(() => undefined));
  const call = { deadline: deadlineIn(0.05, systemClock) };
  await expect(client.call("DescribeInstances", {}, z.object({}), call)).rejects.toThrow(
    "the source of the alicloud credentials did not answer within timeoutSeconds.",
  );
});

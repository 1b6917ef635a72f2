import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import * as z from "zod";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import { accepted, networkInterface, nothing } from "../../../provider/clouds/baidu/answers";
import { type BccClient, bccClient } from "../../../provider/clouds/baidu/client";
import type { OperationName } from "../../../provider/clouds/baidu/operations";
import type { CloudError } from "../../../provider/model/errors";

/** What an endpoint can answer that no cloud documents. */
interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
  /** Cuts the connection in the middle of the body. */
  readonly cut?: boolean;
}
const key = { id: "dummy-id", secret: "dummy-secret+", token: "dummy-token/" };
let server: Server;
let answer: Answer;
let asked: IncomingMessage | undefined;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked = request;
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    if (answer.cut) response.write(answer.body, () => response.destroy());
    else response.end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const clientOf = (credentials = () => Promise.resolve(key)): BccClient => {
  const { port } = server.address() as AddressInfo;
  return bccClient(new URL(`http://127.0.0.1:${port}`), credentials);
};
const call = (seconds = 5) => ({ deadline: deadlineIn(seconds, systemClock) });

async function failure<T>(given: Answer, operation: OperationName, shape: z.ZodType<T>): Promise<CloudError> {
  answer = given;
  try {
    await clientOf().call(operation, { id: "i-1", body: {} }, shape, call());
  } catch (error) {
    return error as CloudError;
  }
  throw new Error("it did not fail");
}

const html = { body: "<html>Bad gateway</html>", headers: { "content-type": "text/html" } };

test.each<[string, Answer, object]>([
  ["500 and null", { status: 500, body: "null" }, { kind: "unavailable", outcomeUnknown: true }],
  ["500 and nothing", { status: 500, body: "" }, { kind: "unavailable", code: "HTTP 500", outcomeUnknown: true }],
  ["502 of a proxy, as HTML", { status: 502, ...html }, { kind: "unavailable", code: "NotJson", outcomeUnknown: true }],
  ["200 as HTML", { status: 200, ...html }, { kind: "unavailable", code: "NotJson", outcomeUnknown: true }],
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
    { status: 500, body: '{"code":"InternalError","message":{"a":1},"requestId":"REQ-1"}' },
    { kind: "unavailable", code: "InternalError", requestId: "REQ-1", outcomeUnknown: true },
  ],
  [
    "429 of a proxy, as HTML",
    { status: 429, ...html, headers: { "retry-after": "7" } },
    { kind: "throttled", code: "HTTP 429", retryAfterMs: 7000, outcomeUnknown: false },
  ],
  [
    "an answer that is cut",
    { status: 200, body: '{"requestId":', cut: true },
    { kind: "unavailable", code: "ECONNRESET", outcomeUnknown: true },
  ],
  [
    "200 with an error in it",
    { status: 200, body: '{"code":"Odd","message":"no"}' },
    { kind: "unexpected", code: "UnexpectedAnswer", outcomeUnknown: true },
  ],
])("%s is a clear error that says whether a write may have happened", async (_what, given, expected) => {
  const error = await failure(given, "bind", nothing);
  expect(error.name).toBe("CloudError");
  expect(error).toMatchObject(expected);
  expect(error.message).toMatch(/^\S.*\.$/);
});

test("an empty answer is enough for a bind, and too little for a batch operation", async () => {
  answer = { status: 200, body: "" };
  await expect(clientOf().call("bind", { id: "i-1", body: {} }, nothing, call())).resolves.toEqual({});
  expect(await failure(answer, "bindSecurityGroups", accepted)).toMatchObject({
    kind: "unexpected",
    code: "UnexpectedAnswer",
    outcomeUnknown: true,
  });
});

test.each<[string, Answer, object]>([
  ["no list of groups", { status: 200, body: '{"eniId":"eni-1","status":"inuse"}' }, { kind: "unexpected" }],
  ["a failure of the server", { status: 500, body: "" }, { kind: "unavailable" }],
  ["a proxy's page", { status: 502, ...html }, { kind: "unavailable" }],
])("a read that is answered with %s leaves nothing open", async (_what, given, expected) => {
  const error = await failure(given, "getInterface", networkInterface.all);
  expect(error).toMatchObject({ ...expected, outcomeUnknown: false });
});

test("the request's ID is taken from the header where the body has none", async () => {
  const given = { status: 403, body: "", headers: { "x-bce-request-id": "REQ-2" } };
  expect(await failure(given, "bind", nothing)).toMatchObject({ code: "HTTP 403", requestId: "REQ-2" });
});

test("a message that quotes the secret, the token or the signature is shown without them", async () => {
  const message = `bad ${key.secret} ${key.token} ${encodeURIComponent(key.token)} bce-auth-v1/dummy-id/x/1800/host/abc`;
  const body = JSON.stringify({ code: "Odd", message });
  const error = await failure({ status: 400, body }, "bind", nothing);
  expect(error.reason).toBe("bad *** *** *** bce-auth-v1/***");
});

test("a request is signed, has the session token and says who asks", async () => {
  await failure({ status: 500, body: "" }, "bind", nothing);
  expect(asked).toMatchObject({ method: "PUT", url: "/v2/instance/i-1?bind" });
  expect(asked?.headers).toMatchObject({
    authorization: expect.stringMatching(
      /^bce-auth-v1\/dummy-id\/.*\/host;x-bce-date;x-bce-security-token\//,
    ) as string,
    "x-bce-security-token": key.token,
    "user-agent": expect.stringMatching(/^pulumi-secgroup\/\d/) as string,
  });
});

test("a source of credentials that hangs ends with the deadline", async () => {
  const calling = clientOf(() => new Promise(() => undefined)).call(
    "getInstance",
    { id: "i-1" },
    z.object({}),
    call(0.05),
  );
  await expect(calling).rejects.toThrow(
    "the source of the baiducloud credentials did not answer within timeoutSeconds.",
  );
});

import { type CloudId, type Emulator, startEmulator } from "../../emulator";
import { errorRows } from "../clouds/errors";
import { signV1 } from "./alibaba/signer";
import { call } from "./baidu/signer";
import { signTc3 } from "./tencent/signer";

/**
 * The whole table of the clouds' error codes, row by row: each can be had from the emulator, in its cloud's envelope and
 * with its documented status. (Which of them a world, a state or a bad request provokes too is in each cloud's tests.)
 */
let emulator: Emulator;

beforeAll(async () => {
  const credentials = [{ id: "key", secret: "secret" }];
  emulator = await startEmulator({
    rateLimit: false,
    world: {
      alicloud: { credentials, regions: { "cn-hangzhou": { instances: [{ id: "i-1" }] } } },
      tencentcloud: { credentials, regions: { "ap-guangzhou": { instances: [{ id: "ins-1" }] } } },
      baiducloud: { credentials, regions: { bj: { instances: [{ id: "i-1" }] } } },
    },
  });
});
afterAll(() => emulator.close());

interface Refused {
  readonly status: number;
  readonly code: unknown;
  readonly requestId: unknown;
}

/** Asks one operation of a cloud, well signed, and takes the refusal out of the cloud's envelope. */
const ask: Readonly<Record<CloudId, (operation: string | undefined) => Promise<Refused>>> = {
  alicloud: async (operation = "DescribeInstances") => {
    const { url, init } = signV1(emulator.url, operation, { RegionId: "cn-hangzhou" }, { format: "JSON" });
    const response = await fetch(url, init);
    const { Code, RequestId } = (await response.json()) as Record<string, unknown>;
    return { status: response.status, code: Code, requestId: RequestId };
  },
  tencentcloud: async (operation = "DescribeInstances") => {
    const { url, init } = signTc3(emulator.url, operation, {}, { secretId: "key", secret: "secret" });
    const response = await fetch(url, init);
    const { Response } = (await response.json()) as { Response: { Error: { Code: string }; RequestId: string } };
    return { status: response.status, code: Response.Error.Code, requestId: Response.RequestId };
  },
  baiducloud: async () => {
    const { status, body } = await call(emulator.url, "GET", "/v2/instance/i-1");
    return { status, code: body["code"], requestId: body["requestId"] };
  },
};

test("the table has every cloud", () => {
  expect(new Set(errorRows.map(({ cloud }) => cloud))).toEqual(new Set(Object.keys(ask)));
  expect(errorRows.length).toBeGreaterThan(180);
});

const places = errorRows.flatMap((row) =>
  (row.operations.length === 0 ? [undefined] : row.operations).map((operation) => ({ row, operation })),
);

test.each(
  places.map(
    ({ row, operation }) => [`${row.cloud} ${row.code} of ${operation ?? "any operation"}`, row, operation] as const,
  ),
)("%s", async (_name, row, operation) => {
  const cloud = row.cloud as CloudId;
  emulator.setFaults([{ cloud, kind: "error", code: row.code, times: 1 }]);
  const refused = await ask[cloud](operation);
  expect(refused.code).toBe(row.code);
  expect(refused.requestId).toEqual(expect.stringMatching(/\S/));
  if (row.statuses.length > 0) expect(row.statuses).toContain(refused.status);
  else expect(refused.status === 200 || refused.status >= 400).toBe(true);
});

test.each([
  ["JoinSecurityGroup", 400],
  ["ModifyNetworkInterfaceAttribute", 403],
])("a code that has a status of its own in an operation has it there: %s", async (operation, status) => {
  emulator.setFaults([{ cloud: "alicloud", kind: "error", code: "InvalidOperation.MultiGroupType", times: 1 }]);
  expect(await ask.alicloud(operation)).toMatchObject({ status });
});

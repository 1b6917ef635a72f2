import { z } from "zod";
import { type Emulator, startEmulator } from "../../../emulator";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import { tencentClient } from "../../../provider/clouds/tencent/client";
import { advice, adviceOn, kindOf } from "../../../provider/clouds/tencent/errors";
import { errorRows } from "../../clouds/errors";

const rows = errorRows.filter(({ cloud }) => cloud === "tencentcloud");
/** The table's note on ResourceNotFound: as DescribeSecurityGroups it is the group. */
const isException = (code: string, operation: string) =>
  code === "ResourceNotFound" && operation === "DescribeSecurityGroups";

test("the table has Tencent's rows", () => {
  expect(rows.length).toBeGreaterThan(80);
});

const cases = rows.flatMap(({ code, kind, operations }) =>
  (operations.length > 0 ? operations : ["AssociateSecurityGroups", "DescribeNetworkInterfaces"])
    .filter((operation) => !isException(code, operation))
    .map((operation) => [code, operation, kind]),
);

test.each(cases)("%s of %s is %s", (code, operation, kind) => {
  expect(kindOf(code, operation)).toBe(kind);
});

test("what DescribeSecurityGroups does not find is a group", () => {
  expect(kindOf("ResourceNotFound", "DescribeSecurityGroups")).toBe("groupNotFound");
});

test("every row's error ends with advice, in sentences", () => {
  for (const { code, operations } of rows) {
    expect(adviceOn(kindOf(code, operations[0] ?? "AssociateSecurityGroups"), code)).toMatch(/^[A-Z].*\.$/);
  }
});

test("a kind of throttling that is not listed is throttling", () => {
  expect(kindOf("RequestLimitExceeded.BrandNew", "DescribeInstances")).toBe("throttled");
});

test.each(["AuthFailure.SecretIdNotFoundX", "NotFound", "LimitExceeded.BrandNew", "RequestLimitExceededX", ""])(
  "%j is in no table: unexpected, not guessed from its look",
  (code) => {
    expect(kindOf(code, "AssociateSecurityGroups")).toBe("unexpected");
  },
);

test("every kind has advice, each a sentence", () => {
  for (const sentence of Object.values(advice)) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

describe("on the wire", () => {
  const region = "ap-guangzhou";
  let emulator: Emulator;
  beforeAll(async () => {
    const credentials = [{ id: "dummy-id", secret: "dummy-secret" }];
    emulator = await startEmulator({ world: { tencentcloud: { credentials, regions: { [region]: {} } } } });
  });
  afterAll(() => emulator.close());

  // The codes without a status are made by the cloud's other SDKs and never sent.
  const sent = rows.filter(({ statuses }) => statuses.length > 0);
  test.each(sent.map(({ code, kind }) => [code, kind]))("%s comes through as %s, with advice", async (code, kind) => {
    emulator.setFaults([{ cloud: "tencentcloud", kind: "error", code }]);
    const endpoint = new URL(emulator.url);
    const key = { id: "dummy-id", secret: "dummy-secret" };
    const client = tencentClient(region, { cvm: endpoint, vpc: endpoint }, () => Promise.resolve(key));
    const call = { deadline: deadlineIn(5, systemClock) };
    const calling = client.call("DescribeNetworkInterfaces", {}, z.object({}), call);
    await expect(calling).rejects.toMatchObject({ code, kind, status: 200, outcomeUnknown: kind === "unavailable" });
    await expect(calling).rejects.toThrow(
      /^[A-Za-z0-9.]+: .+ \(DescribeNetworkInterfaces, HTTP 200, request \S+\) [A-Z].*\.$/,
    );
  });
});

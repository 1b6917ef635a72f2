import { advice, kindOf } from "../../../provider/clouds/baidu/errors";
import { understand } from "../../../provider/clouds/baidu/failures";
import { operations, type OperationName } from "../../../provider/clouds/baidu/operations";
import { errorRows } from "../../clouds/errors";

const rows = errorRows.filter(({ cloud }) => cloud === "baiducloud");
const isOperation = (name: string): name is OperationName => name in operations;
const key = { id: "dummy-id", secret: "dummy-secret" };

test("the table has Baidu's rows", () => {
  expect(rows.length).toBe(25);
});

test("operations of the table are operations that we use", () => {
  expect(rows.flatMap((row) => row.operations).filter((name) => !isOperation(name))).toEqual([]);
});

/** The last operation of a row: the note of NoSecurityGroup says that it is unexpected as the answer to the first. */
const cases = rows.flatMap(({ code, kind, statuses, operations: named }) => {
  const operation = named.filter(isOperation).at(-1) ?? "bind";
  return (statuses.length > 0 ? statuses : [400]).map((status) => ({ code, kind, status, operation }));
});

test.each(cases)("$code, HTTP $status to $operation, is $kind", ({ code, kind, status, operation }) => {
  const text = JSON.stringify({ requestId: "REQ-1", code, message: "The cloud's own sentence" });
  const error = understand(operation, new URL("https://bcc.bj.baidubce.com"), key, { status, headers: {}, text });
  expect(error).toMatchObject({ cloud: "baiducloud", kind, code, status, requestId: "REQ-1", operation });
  expect(error.outcomeUnknown).toBe(kind === "unavailable");
  expect(error.message).toBe(
    `${code}: The cloud's own sentence. (${operation}, HTTP ${status}, request REQ-1) ${error.advice}`,
  );
});

test.each([
  ["SecurityGroup.NoSecurityGroup", "bind", "unexpected"],
  ["SecurityGroup.NoSecurityGroup", "bindSecurityGroups", "unexpected"],
  ["SecurityGroup.NoSecurityGroup", "unbindSecurityGroups", "lastGroup"],
  ["SecurityGroup.BindInstanceExceededLimit", "setInterfaceGroups", "targetQuota"],
])("%s as the answer to %s is %s", (code, operation, kind) => {
  expect(kindOf(code, operation)).toBe(kind);
});

test.each(["NoSuchObjectX", "NotFound", "nosuchobject", "RequestLimitExceeded", ""])(
  "%j is in no table: unexpected, not guessed from its look",
  (code) => {
    expect(kindOf(code, "bind", 403)).toBe("unexpected");
    expect(kindOf(code, "bind", 429)).toBe("throttled");
  },
);

test("every kind has advice, each a sentence", () => {
  for (const sentence of Object.values(advice)) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

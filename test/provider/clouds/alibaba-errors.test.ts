import { advice, kindOf } from "../../../provider/clouds/alibaba/errors";
import { errorRows } from "../../clouds/errors";

const rows = errorRows.filter(({ cloud }) => cloud === "alicloud");

test("the table has Alibaba's rows", () => {
  expect(rows.length).toBeGreaterThan(80);
});

test.each(rows.map((row) => [row.code, row.kind, row.operations[0] ?? "JoinSecurityGroup"]))(
  "%s is %s",
  (code, kind, operation) => {
    expect(kindOf(code, operation)).toBe(kind);
  },
);

test.each(["InvalidAccessKeyId.NotFoundX", "NotFound", "Mythrottling", ""])(
  "%j is in no table: unexpected, not guessed from its look",
  (code) => {
    expect(kindOf(code, "JoinSecurityGroup")).toBe("unexpected");
  },
);

test("every kind has advice, each a sentence", () => {
  for (const sentence of Object.values(advice)) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

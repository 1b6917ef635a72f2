import { RequestLog } from "../../emulator/requests";

const entry = (requestId: string) => ({
  at: "2024-01-01T00:00:00.000Z",
  cloud: "alicloud" as const,
  action: "DescribeInstances",
  status: 200,
  code: null,
  targetIds: [],
  securityGroupIds: [],
  requestId,
});

test("keeps the newest 10,000 in order and counts all", () => {
  const log = new RequestLog();
  for (let number = 0; number < 25_000; number += 1) log.add(entry(String(number)));
  const report = log.report();
  expect(report.total).toBe(25_000);
  expect(report.byAction).toEqual({ "alicloud:DescribeInstances": 25_000 });
  expect(report.log).toHaveLength(10_000);
  expect([report.log[0]?.requestId, report.log.at(-1)?.requestId]).toEqual(["15000", "24999"]);
});

test("starts anew when cleared", () => {
  const log = new RequestLog();
  log.add(entry("1"));
  log.clear();
  expect(log.report()).toEqual({ total: 0, byAction: {}, log: [] });
});

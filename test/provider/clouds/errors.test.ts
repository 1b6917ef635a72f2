/**
 * Every row of the clouds' error tables, from the wire to its kind and a sentence that says what to do. A row is said by
 * the emulator as the answer to each operation that it names, through the adapter's port where the adapter uses the
 * operation, and through the mapping where it does not, or where only an SDK makes the code.
 */
import * as z from "zod";
import { type CloudInput, type Emulator, startEmulator } from "../../../emulator";
import { systemClock } from "../../../provider/calls/clock";
import { deadlineIn } from "../../../provider/calls/deadline";
import { advice as alibabaAdvice, kindOf as alibabaKind } from "../../../provider/clouds/alibaba/errors";
import { ecsClient } from "../../../provider/clouds/alibaba/client";
import { understand as understandAlibaba } from "../../../provider/clouds/alibaba/failures";
import { advice as baiduAdvice, kindOf as baiduKind } from "../../../provider/clouds/baidu/errors";
import type { Call, Cloud, JoinOutcome, LeaveOutcome } from "../../../provider/clouds/cloud";
import { registry } from "../../../provider/clouds/registry";
import { advice as tencentAdvice, kindOf as tencentKind } from "../../../provider/clouds/tencent/errors";
import { understand as understandTencent } from "../../../provider/clouds/tencent/failures";
import { CloudError, type ErrorKind } from "../../../provider/model/errors";
import { type CloudName, targetOf } from "../../../provider/model/membership";
import { type ErrorRow, errorRows } from "../../clouds/errors";

const credentials = [{ id: "dummy-id", secret: "dummy-secret" }];
const key = { id: "dummy-id", secret: "dummy-secret" };
const call = (): Call => ({ deadline: deadlineIn(10, systemClock) });

/** What a call came to: an error, or the port's own word for what is no error there. */
type Answer = CloudError | "alreadyMember" | "notMember" | "gone" | "notListed";
type Ask = (cloud: Cloud) => Promise<Answer>;

interface Spoken {
  readonly region: string;
  readonly env: Readonly<Record<string, string>>;
  readonly world: CloudInput;
  /** The operations that the adapter uses, by the port's methods. */
  readonly asks: Readonly<Record<string, Ask>>;
  /** What a row for any operation is the answer to. */
  readonly any: readonly string[];
  /** A row of an operation that the adapter does not use, or that no server sends. */
  readonly mapped: (row: ErrorRow, operation: string, status: number | undefined) => Promise<CloudError>;
}

const joining =
  (group: string, id: string): Ask =>
  async (cloud) =>
    answerOf((await cloud.join(group, [targetOf(id)], call())).get(id));
const leaving =
  (group: string, id: string): Ask =>
  async (cloud) =>
    answerOf((await cloud.leave(group, [targetOf(id)], call())).get(id));
const listing =
  (id: string): Ask =>
  async (cloud) => {
    try {
      if ((await cloud.readTargets([targetOf(id)], call())).size === 0) return "notListed";
    } catch (error) {
      return error as CloudError;
    }
    throw new Error("it did not fail");
  };
const confirming =
  (id: string): Ask =>
  async (cloud) => {
    try {
      if (!(await cloud.confirmTarget(targetOf(id), call()))) return "gone";
    } catch (error) {
      return error as CloudError;
    }
    throw new Error("it did not fail");
  };
function answerOf(outcome: JoinOutcome | LeaveOutcome | undefined): Answer {
  if (outcome?.outcome === "failed") return outcome.error;
  if (outcome?.outcome === "alreadyMember" || outcome?.outcome === "notMember") return outcome.outcome;
  throw new Error("it did not fail");
}

/** Two groups that every target is in, so that none is its last, and a third. */
const worldOf = (region: string, group: string, instance: string, more: object = {}): CloudInput => ({
  credentials,
  regions: {
    [region]: {
      securityGroups: ["a", "b", "c"].map((each) => ({ id: `${group}-${each}` })),
      instances: [{ id: instance, groups: [`${group}-a`, `${group}-b`], ...more }],
      networkInterfaces: [{ id: "eni-1", groups: [`${group}-a`, `${group}-b`] }],
    },
  },
});

let emulator: Emulator;

const clouds: Readonly<Record<CloudName, Spoken>> = {
  alicloud: {
    region: "cn-hangzhou",
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: key.id, ALIBABA_CLOUD_ACCESS_KEY_SECRET: key.secret },
    world: worldOf("cn-hangzhou", "sg", "i-1"),
    asks: {
      JoinSecurityGroup: joining("sg-c", "i-1"),
      LeaveSecurityGroup: leaving("sg-b", "i-1"),
      DescribeInstances: listing("i-1"),
      DescribeInstanceAttribute: confirming("i-1"),
      DescribeNetworkInterfaces: listing("eni-1"),
    },
    any: ["JoinSecurityGroup", "LeaveSecurityGroup", "DescribeInstances", "DescribeNetworkInterfaces"],
    mapped: async ({ code, note }, operation, status) => {
      const endpoint = new URL(emulator.url);
      if (note.includes("not sent")) {
        const body = { Code: code, Message: "said by an SDK", RequestId: "REQ-1" };
        const answer = { status: status ?? 403, headers: {}, text: "" };
        return understandAlibaba({ cloud: "alicloud", operation, endpoint }, key, answer, body);
      }
      emulator.setFaults([{ cloud: "alicloud", kind: "error", code, status, times: 1 }]);
      const client = ecsClient(endpoint, () => Promise.resolve(key));
      try {
        await client.call(operation, { RegionId: "cn-hangzhou" }, z.object({}), call());
      } catch (error) {
        return error as CloudError;
      }
      throw new Error("it did not fail");
    },
  },
  tencentcloud: {
    region: "ap-guangzhou",
    env: { TENCENTCLOUD_SECRET_ID: key.id, TENCENTCLOUD_SECRET_KEY: key.secret },
    world: worldOf("ap-guangzhou", "sg", "ins-1"),
    asks: {
      AssociateSecurityGroups: joining("sg-c", "ins-1"),
      DisassociateSecurityGroups: leaving("sg-b", "ins-1"),
      DescribeInstances: confirming("ins-1"),
      AssociateNetworkInterfaceSecurityGroups: joining("sg-c", "eni-1"),
      DisassociateNetworkInterfaceSecurityGroups: leaving("sg-b", "eni-1"),
      DescribeNetworkInterfaces: confirming("eni-1"),
    },
    any: ["AssociateSecurityGroups", "DescribeInstances", "DescribeNetworkInterfaces"],
    mapped: ({ code }, operation) => {
      const asked = { cloud: "tencentcloud", operation, endpoint: new URL(emulator.url) } as const;
      const answered = { Error: { Code: code, Message: "said by the cloud" }, RequestId: "REQ-1" };
      const error = understandTencent(asked, key, answered);
      return error ? Promise.resolve(error) : Promise.reject(new Error("it was taken for a success"));
    },
  },
  baiducloud: {
    region: "bj",
    env: { BCE_ACCESS_KEY_ID: key.id, BCE_SECRET_ACCESS_KEY: key.secret },
    world: worldOf("bj", "g", "i-1"),
    asks: {
      bind: joining("g-c", "i-1"),
      unbind: leaving("g-b", "i-1"),
      setInterfaceGroups: joining("g-c", "eni-1"),
      getInstance: confirming("i-1"),
      getInterface: listing("eni-1"),
    },
    any: ["bind", "unbind", "getInstance"],
    mapped: () => Promise.reject(new Error("the adapter uses every operation of the table")),
  },
};

/** Kinds that a code has in one place only: by the row's own note, or by what a look at the target then tells. */
const elsewhere: readonly (readonly [code: string, operation: string, kind: ErrorKind])[] = [
  ["InvalidVSwitchId.NotFound", "DescribeNetworkInterfaces", "invalidInput"],
  ["ResourceNotFound", "DescribeSecurityGroups", "groupNotFound"],
  ["ResourceNotFound", "AssociateNetworkInterfaceSecurityGroups", "groupNotFound"],
  ["SecurityGroup.NoSecurityGroup", "bind", "unexpected"],
  ["NoSuchObject", "bind", "groupNotFound"],
];

function kindAt({ code, kind }: ErrorRow, operation: string): string {
  return elsewhere.find((each) => each[0] === code && each[1] === operation)?.[2] ?? kind;
}

const isLeave = (operation: string) => /^(Leave|Disassociate|unbind)/.test(operation);
const isRead = (operation: string) => /^(Describe|get)/.test(operation);

/** What the port makes of a kind that is no error there. */
function answerAt(kind: string, operation: string): string {
  if (kind === "alreadyMember" && !isLeave(operation)) return "alreadyMember";
  if (isLeave(operation) && ["notMember", "targetNotFound", "groupNotFound"].includes(kind)) return "notMember";
  if (isRead(operation) && kind === "targetNotFound") return "gone";
  return kind;
}

beforeAll(async () => {
  const world = Object.fromEntries(Object.entries(clouds).map(([cloud, spoken]) => [cloud, spoken.world]));
  emulator = await startEmulator({ world, rateLimit: false });
});
afterAll(() => emulator.close());

const rows = errorRows.map((row) => ({ ...row, cloud: row.cloud as CloudName }));

test("the table has every cloud", () => {
  expect(
    Object.fromEntries(Object.keys(clouds).map((name) => [name, rows.filter((row) => row.cloud === name).length])),
  ).toEqual({ alicloud: 88, baiducloud: 25, tencentcloud: 85 });
});

const cases = rows.flatMap((row) =>
  (row.operations.length > 0 ? row.operations : clouds[row.cloud].any).flatMap((operation) =>
    (row.statuses.length > 0 ? row.statuses : [undefined]).map((status) => ({
      name: `${row.cloud} ${row.code}, ${status === undefined ? "no status" : `HTTP ${status}`}, to ${operation}`,
      ...{ row, operation, status },
    })),
  ),
);

test.each(cases)("$name", async ({ row, operation, status }) => {
  const { cloud, code, note } = row;
  const spoken = clouds[cloud];
  const ask = note.includes("not sent") ? undefined : spoken.asks[operation];
  const expected = kindAt(row, operation);
  let answer: Answer;
  if (ask) {
    emulator.replaceWorld({ [cloud]: spoken.world });
    emulator.setFaults([{ cloud, action: operation, kind: "error", code, status, times: 1 }]);
    const settings = { config: () => undefined, env: { SECGROUP_ENDPOINT: emulator.url, ...spoken.env } };
    answer = await ask(registry[cloud]({ region: spoken.region, profile: undefined }, settings));
  } else {
    answer = await spoken.mapped(row, operation, status);
  }
  if (!(answer instanceof CloudError)) {
    expect(answer === "notListed" ? "gone" : answer).toBe(answerAt(expected, operation));
    return;
  }
  expect(answer).toMatchObject({ cloud, operation, code, kind: expected });
  expect(ask ? answerAt(expected, operation) : expected).toBe(expected);
  if (status !== undefined && ask) expect(answer.status).toBe(status);
  expect(answer.requestId).toMatch(/\S/);
  const writes = cloud !== "baiducloud" || !isRead(operation);
  expect(answer.outcomeUnknown).toBe(expected === "unavailable" && writes);
  expect(answer.lasting).toBe(note.includes("does not pass by itself"));
  const [said] = answer.message.split(answer.advice);
  expect(said).toBe(
    `${code}: ${sentence(answer.reason)} (${operation}, HTTP ${answer.status}, request ${answer.requestId}) `,
  );
  expect(answer.advice).toMatch(/^[A-Z].{10,}\.$/);
  expect(answer.advice).not.toMatch(/[{}]/);
  expect(answer.message).not.toContain("dummy-secret");
});

function sentence(text: string): string {
  return /[.!?。]$/.test(text) ? text : `${text}.`;
}

const advices = { alicloud: alibabaAdvice, tencentcloud: tencentAdvice, baiducloud: baiduAdvice };

describe.each(Object.keys(advices) as CloudName[])("the advice of %s", (cloud) => {
  test.each<[ErrorKind, RegExp]>([
    ["unauthorized", /the configuration \w+:\w+ and \w+:\w+, the variables [A-Z_]+ and [A-Z_]+/],
    ["targetQuota", /(5|10).*securityGroupId in place.*(Quota Center|support)/],
    ["groupQuota", /full.*another group.*(Quota Center|support)/],
    ["lastGroup", /join it to another group first.*deletedWith.*retainOnDelete/],
    ["targetLocked", /lifted in the .*console.*support/],
    ["alreadyMember", /onExisting to "adopt"/],
    ["busy", /run it again when that has ended, or raise timeoutSeconds/],
    ["throttled", /run it again.*lower --parallel/],
    ["unexpected", /run it again, or report it with the request ID/],
  ])("on %s says what to do", (kind, says) => {
    expect(advices[cloud][kind]).toMatch(says);
  });

  test("on every kind is sentences", () => {
    for (const text of Object.values(advices[cloud])) expect(text).toMatch(/^[A-Z].*\.$/);
  });
});

test.each<[CloudName, string, string, RegExp]>([
  ["alicloud", "Forbidden.RAM", "JoinSecurityGroup", /allow ecs:JoinSecurityGroup\./],
  ["alicloud", "InvalidSecurityToken.Expired", "JoinSecurityGroup", /ALIBABA_CLOUD_SECURITY_TOKEN/],
  ["alicloud", "InvalidTimeStamp.Expired", "DescribeInstances", /clock/],
  ["tencentcloud", "UnauthorizedOperation", "AssociateSecurityGroups", /allow cvm:AssociateSecurityGroups\./],
  ["tencentcloud", "UnauthorizedOperation", "DescribeNetworkInterfaces", /allow vpc:DescribeNetworkInterfaces\./],
  ["tencentcloud", "AuthFailure.TokenFailure", "DescribeInstances", /TENCENTCLOUD_SECURITY_TOKEN/],
  ["baiducloud", "AccessDenied", "bind", /IAM policy/],
  ["baiducloud", "RequestTimeTooSkewed", "bind", /clock/],
])("%s: %s of %s says which permission, variable or clock", async (cloud, code, operation, says) => {
  const spoken = clouds[cloud];
  emulator.replaceWorld({ [cloud]: spoken.world });
  emulator.setFaults([{ cloud, action: operation, kind: "error", code, times: 1 }]);
  const settings = { config: () => undefined, env: { SECGROUP_ENDPOINT: emulator.url, ...spoken.env } };
  const answer = await spoken.asks[operation]?.(
    registry[cloud]({ region: spoken.region, profile: undefined }, settings),
  );
  expect((answer as CloudError).message).toMatch(says);
});

describe("a code that is in no table is unexpected, not guessed from its look", () => {
  test.each(["InvalidAccessKeyId.NotFoundX", "NotFound", "Mythrottling", ""])("alicloud: %j", (code) => {
    expect(alibabaKind(code, "JoinSecurityGroup")).toBe("unexpected");
  });
  test.each(["AuthFailure.SecretIdNotFoundX", "NotFound", "LimitExceeded.BrandNew", "RequestLimitExceededX", ""])(
    "tencentcloud: %j",
    (code) => {
      expect(tencentKind(code, "AssociateSecurityGroups")).toBe("unexpected");
    },
  );
  test.each(["NoSuchObjectX", "NotFound", "nosuchobject", "RequestLimitExceeded", ""])("baiducloud: %j", (code) => {
    expect(baiduKind(code, "bind", 403)).toBe("unexpected");
    expect(baiduKind(code, "bind", 429)).toBe("throttled");
  });
});

test("a kind of throttling that is not listed is throttling", () => {
  expect(alibabaKind("Throttling.BrandNew", "JoinSecurityGroup")).toBe("throttled");
  expect(tencentKind("RequestLimitExceeded.BrandNew", "DescribeInstances")).toBe("throttled");
});

test.each([
  ["SecurityGroup.NoSecurityGroup", "bindSecurityGroups", "unexpected"],
  ["SecurityGroup.NoSecurityGroup", "unbindSecurityGroups", "lastGroup"],
  ["SecurityGroup.BindInstanceExceededLimit", "setInterfaceGroups", "targetQuota"],
])("Baidu's %s as the answer to %s is %s", (code, operation, kind) => {
  expect(baiduKind(code, operation)).toBe(kind);
});

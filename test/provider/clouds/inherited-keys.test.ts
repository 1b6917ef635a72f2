/** Texts of a cloud, a state or a user that name what every object inherits are texts like any other. */
import { kindOf as alibabaKind, adviceOn as alibabaAdvice } from "../../../provider/clouds/alibaba/errors";
import { kindOf as baiduKind, adviceOn as baiduAdvice } from "../../../provider/clouds/baidu/errors";
import { publicEndpoint } from "../../../provider/clouds/alibaba/endpoint";
import type { Cloud } from "../../../provider/clouds/cloud";
import { kindOf as tencentKind, adviceOn as tencentAdvice } from "../../../provider/clouds/tencent/errors";
import { cloudNames, targetOf } from "../../../provider/model/membership";
import { answersOf, impatient, openAt, Speaker } from "./speaker";

const inherited = ["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf", "__defineGetter__"] as const;

let speaker: Speaker;
beforeAll(async () => {
  speaker = new Speaker();
  await speaker.open();
});
afterAll(() => speaker.close());

describe.each(cloudNames)("%s", (name) => {
  const { ids, refusal, instances, interfaces, interface: detail, instance } = answersOf[name];
  let cloud: Cloud;
  beforeEach(() => {
    cloud = openAt(speaker, name);
  });

  test.each(inherited)("the code %s is a code that is in no table, of every call", async (code) => {
    speaker.answer = () => refusal(code, "no", "R");
    const expected = { name: "CloudError", kind: "unexpected", code, perhaps: undefined };
    for (const id of [ids.instance, ids.eni]) {
      const target = targetOf(id);
      await expect(cloud.readTargets([target], impatient)).rejects.toMatchObject(expected);
      await expect(cloud.confirmTarget(target, impatient)).rejects.toMatchObject(expected);
      await expect(cloud.listTargets({ vpcId: "vpc-1" }, target.kind, undefined, impatient)).rejects.toMatchObject(
        expected,
      );
      for (const write of ["join", "leave"] as const) {
        const outcome = (await cloud[write](ids.group, [target], impatient)).get(id);
        expect(outcome).toMatchObject({ outcome: "failed", error: expected });
      }
    }
    await expect(cloud.readGroups([ids.group], impatient)).rejects.toMatchObject(expected);
  });

  test.each(inherited)("the status %s is one that does not hold a membership up", async (status) => {
    for (const id of [ids.instance, ids.eni]) {
      const entry = { id, groups: [ids.group], status };
      const [list, one] = id === ids.eni ? [interfaces([entry]), detail(entry)] : [instances([entry]), instance(entry)];
      speaker.answer = ({ operation }) => ({ body: /^GET .*\/eni-1$/.test(operation) ? one : list });
      const record = (await cloud.readTargets([targetOf(id)], impatient)).get(id);
      expect(record).toMatchObject({ status, phase: "ready" });
    }
  });
});

test.each(inherited)("%s is no key of a table of codes, operations or regions", (text) => {
  for (const kindOf of [alibabaKind, tencentKind, baiduKind]) {
    expect(kindOf(text, text)).toBe("unexpected");
    expect(kindOf(text, "DescribeNetworkInterfaces")).toBe("unexpected");
    expect(kindOf(text, "bind")).toBe("unexpected");
  }
  for (const adviceOn of [alibabaAdvice, tencentAdvice, baiduAdvice]) {
    expect(adviceOn("unexpected", text, "bind")).toMatch(/^This answer is not documented/);
  }
  expect(publicEndpoint(text)).toBe(`https://ecs.${text}.aliyuncs.com`);
});

test("alicloud: the type of a group that no table has is no type", async () => {
  const group = { SecurityGroupId: "sg-1", VpcId: "vpc-1", SecurityGroupType: "constructor" };
  speaker.answer = () => ({ body: JSON.stringify({ SecurityGroups: { SecurityGroup: [group] } }) });
  const found = await openAt(speaker, "alicloud").readGroups(["sg-1"], impatient);
  expect(found.get("sg-1")?.type).toBeUndefined();
});

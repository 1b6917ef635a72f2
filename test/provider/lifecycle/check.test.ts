import { check } from "../../../provider/lifecycle/check";
import { unknown } from "../../../provider/model/inputs";
import { scriptedCloud, sessionWith } from "../scriptedCloud";

const session = (defaultRegion?: string) => sessionWith(scriptedCloud({}), { defaultRegion: () => defaultRegion });
const good = { cloud: "alicloud", region: "cn-hangzhou", securityGroupId: "sg-1", instanceId: "i-1" };

test("good inputs pass, and the defaults are filled in", () => {
  expect(check(undefined, good, session())).toEqual({
    inputs: { ...good, onExisting: "adopt", timeoutSeconds: 300 },
    failures: [],
  });
});

test.each([
  [{ cloud: "aws" }, "cloud", 'given "aws"; it must be one of "alicloud", "tencentcloud", "baiducloud"'],
  [{ cloud: undefined }, "", "cloud is required"],
  [{ securityGroupId: undefined }, "", "securityGroupId is required"],
  [{ securityGroupId: "" }, "securityGroupId", 'given ""; it must be the ID of a security group'],
  [{ securityGroupId: "sg-1/x" }, "securityGroupId", 'given "sg-1/x"; it must be the ID of a security group'],
  [{ region: "Hangzhou!" }, "region", 'given "Hangzhou!"; it must be the ID of a region'],
  [{ instanceId: 7 }, "instanceId", "given 7; it must be the ID of an instance"],
  [{ instanceId: "eni-1" }, "instanceId", "give it as networkInterfaceId"],
  [{ instanceId: "ins-1" }, "instanceId", 'given "ins-1", which has the form of an instance ID of tencentcloud'],
  [{ cloud: "tencentcloud" }, "instanceId", 'an instance ID of tencentcloud begins with "ins-"'],
  [{ cloud: "baiducloud" }, "securityGroupId", 'a security group ID of baiducloud begins with "g-" or "esg-"'],
  [{ instanceId: undefined }, "", "give exactly one of instanceId and networkInterfaceId"],
  [{ networkInterfaceId: "eni-1" }, "networkInterfaceId", "exactly one of the two is allowed"],
  [{ instanceId: undefined, networkInterfaceId: "i-1" }, "networkInterfaceId", 'begins with "eni-"'],
  [{ onExisting: "steal" }, "onExisting", 'given "steal"; it must be "adopt" or "fail"'],
  [{ profile: "" }, "profile", 'given ""; it must be the name of a credentials profile'],
  [{ timeoutSeconds: 0 }, "timeoutSeconds", "given 0; it must be a whole number of seconds from 1 to 86400"],
  [{ timeoutSeconds: 1.5 }, "timeoutSeconds", "given 1.5; it must be a whole number"],
  [{ onExisiting: "fail" }, "", "unknown property onExisiting; did you mean onExisting?"],
  [{ onExisiting: unknown }, "", "unknown property onExisiting; did you mean onExisting?"],
  [{ instanceID: "i-2" }, "", "unknown property instanceID; did you mean instanceId?"],
  [{ timeout: 60 }, "", "unknown property timeout; did you mean timeoutSeconds?"],
  [
    { tags: {} },
    "",
    "unknown property tags; the properties are cloud, region, securityGroupId, instanceId, networkInt",
  ],
])("%j is one failure that says what was given and what is allowed", (change, property, reason) => {
  const { failures } = check(undefined, { ...good, ...change }, session());
  expect(failures).toEqual([{ property, reason: expect.stringContaining(reason) as string }]);
});

test.each([
  ["cloud", "Cloud"],
  ["region", "regoin"],
  ["securityGroupId", "securityGroupID"],
  ["securityGroupId", "securitygroupid"],
  ["securityGroupId", "securityGroup"],
  ["instanceId", "instanceIds"],
  ["instanceId", "instance"],
])("%s misspelt as %s is one failure, which names both", (property, misspelt) => {
  const { [property]: value, ...others } = good as Readonly<Record<string, string>>;
  const { failures } = check(undefined, { ...others, [misspelt]: value }, session());
  expect(failures).toEqual([{ property: "", reason: `unknown property ${misspelt}; did you mean ${property}?` }]);
});

test("a failure names its property by itself only where there is a value to show", () => {
  const { failures } = check(undefined, { timeoutSeconds: "5", extra: "a secret" }, session());
  for (const { property, reason } of failures) {
    expect([property, reason].join()).not.toContain("a secret");
    if (property !== "") expect(property).toBe("timeoutSeconds");
  }
});

test("every wrong property is a failure of its own", () => {
  const { failures } = check(undefined, { cloud: "aws", securityGroupId: "", timeoutSeconds: "5" }, session());
  expect(failures.map(({ property }) => property)).toEqual(["timeoutSeconds", "cloud", "securityGroupId", ""]);
});

test("values that are not known yet pass", () => {
  const news = { cloud: unknown, region: unknown, securityGroupId: unknown, networkInterfaceId: unknown };
  expect(check(undefined, news, session()).failures).toEqual([]);
});

test("a region left out is the default for a new membership", () => {
  const { inputs } = check(undefined, { ...good, region: undefined }, session("cn-shanghai"));
  expect(inputs["region"]).toBe("cn-shanghai");
});

test("a region left out stays what the state has, whatever this machine's default is", () => {
  const { inputs } = check(good, { ...good, region: undefined }, session("cn-shanghai"));
  expect(inputs["region"]).toBe("cn-hangzhou");
});

test("a region left out stays also when the engine checks a replacement again without the old inputs", () => {
  const shared = session("cn-shanghai");
  const news = { ...good, region: undefined, securityGroupId: "sg-2" };
  check(good, news, shared);
  expect(check(undefined, news, shared).inputs["region"]).toBe("cn-hangzhou");
});

test("a region that nothing gives is a failure that says where it can come from", () => {
  const { failures } = check(undefined, { ...good, region: undefined }, session());
  expect(failures).toEqual([{ property: "", reason: expect.stringContaining("set some variable") as string }]);
});

test("a complete membership is declared from then on; one with a failure or an unknown ID is not", () => {
  const shared = session();
  check(undefined, good, shared);
  check(undefined, { ...good, securityGroupId: unknown }, shared);
  check(undefined, { ...good, instanceId: "i-2", timeoutSeconds: 0 }, shared);
  const { claims } = shared.memory;
  expect(claims.isDeclared("alicloud/cn-hangzhou/sg-1/i-1")).toBe(true);
  expect(claims.isDeclared("alicloud/cn-hangzhou/sg-1/i-2")).toBe(false);
  expect(claims.isDeclared(`alicloud/cn-hangzhou/${unknown}/i-1`)).toBe(false);
});

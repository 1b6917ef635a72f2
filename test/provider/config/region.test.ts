import { defaultRegionOf } from "../../../provider/config/region";
import { sources } from "../../../provider/config/sources";
import { check } from "../../../provider/lifecycle/check";
import { cloudNames } from "../../../provider/model/membership";
import { scriptedCloud, sessionWith } from "../scriptedCloud";

/** Every source of every cloud, with the name that its user knows it by. */
const places = cloudNames.flatMap((cloud) => [
  { cloud, source: sources[cloud].config.region, named: `the configuration ${sources[cloud].config.region}` },
  ...sources[cloud].regionEnv.map((source) => ({ cloud, source, named: source })),
]);

const ids = {
  alicloud: { securityGroupId: "sg-1", instanceId: "i-1" },
  tencentcloud: { securityGroupId: "sg-1", instanceId: "ins-1" },
  baiducloud: { securityGroupId: "g-1", instanceId: "i-1" },
};

const settingsWith = (source: string, value: string) => ({
  env: { [source]: value },
  config: (key: string) => (key === source && key.includes(":") ? value : undefined),
});

const failuresFor = (cloud: (typeof cloudNames)[number], source: string, value: string) => {
  const session = sessionWith(scriptedCloud({}), {
    defaultRegion: (of) => defaultRegionOf(of, settingsWith(source, value)),
  });
  return check(undefined, { cloud, ...ids[cloud] }, session).failures;
};

test.each(places)("$cloud: a region of $source that can be one is taken", ({ cloud, source }) => {
  expect(failuresFor(cloud, source, "cn-somewhere-1")).toEqual([]);
});

describe.each(places)("$cloud: a region of $source", ({ cloud, source, named }) => {
  test.each([
    ["x.attacker.example#", '"x.attacker.example#"'],
    ["CN-HANGZHOU", '"CN-HANGZHOU"'],
    ["cn-hangzhou\n", '"cn-hangzhou\\n"'],
    [" cn-hangzhou", '" cn-hangzhou"'],
    ["a\u001b]0;x\u0007\u0085\u202eb", '"a\\u001b]0;x\\u0007\\u0085\\u202eb"'],
    ["r".repeat(80) + "!".repeat(1000), `"${"r".repeat(80)}…"`],
    ["user:pass@h/?q", '"user:pass@h/?q"'],
  ])("that is %j is one check failure, which names the source", (value, shown) => {
    expect(failuresFor(cloud, source, value)).toEqual([
      {
        property: "",
        reason:
          `${named} is ${shown}; it must be the ID of a region, such as "cn-hangzhou". ` +
          `Correct it, or give the membership a region.`,
      },
    ]);
  });

  test("that is empty is none", () => {
    expect(failuresFor(cloud, source, "")).toEqual([
      { property: "", reason: expect.stringContaining("region is required where there is no default") as string },
    ]);
  });
});

test("a wrong default does not concern a membership that names its region, or keeps the one of its state", () => {
  const session = sessionWith(scriptedCloud({}), {
    defaultRegion: (of) => defaultRegionOf(of, settingsWith("ALIBABA_CLOUD_REGION_ID", "NO")),
  });
  const inputs = { cloud: "alicloud", securityGroupId: "sg-1", instanceId: "i-1" };
  expect(check(undefined, { ...inputs, region: "cn-hangzhou" }, session).failures).toEqual([]);
  expect(check({ ...inputs, region: "cn-hangzhou" }, inputs, session).failures).toEqual([]);
});

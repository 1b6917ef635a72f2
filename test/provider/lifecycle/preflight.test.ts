import type { GroupRecord, TargetRecord } from "../../../provider/clouds/cloud";
import { type Before, type Declared, preflight } from "../../../provider/lifecycle/preflight";
import { CloudError, NoCredentials, UsageError } from "../../../provider/model/errors";
import { formatId, parseId } from "../../../provider/model/id";
import { type Inputs, membershipOf } from "../../../provider/model/inputs";
import type { Membership } from "../../../provider/model/membership";
import { cloudError, fakeClock, recordOf, scriptedCloud, someInputs } from "../scriptedCloud";

/** What a cloud has: everything else does not exist. */
interface Seen {
  readonly targets?: readonly TargetRecord[];
  readonly groups?: readonly GroupRecord[];
}

const sg = (id: string, more: Partial<GroupRecord> = {}): GroupRecord => ({ id, vpcId: "vpc-1", ...more });

function cloudOf({ targets = [], groups = [] }: Seen) {
  const cloud = scriptedCloud({});
  const { asked } = cloud;
  const chosen = <T extends { readonly id: string }>(all: readonly T[], ids: readonly string[]) =>
    new Map(all.filter(({ id }) => ids.includes(id)).map((one) => [one.id, one]));
  return Object.assign(cloud, {
    readTargets: (wanted: readonly { id: string }[]) => {
      asked.push(`targets ${wanted.map(({ id }) => id).join()}`);
      const ids = wanted.map(({ id }) => id);
      return Promise.resolve(
        new Map(targets.filter(({ target }) => ids.includes(target.id)).map((one) => [one.target.id, one])),
      );
    },
    confirmTarget: ({ id }: { id: string }) => {
      asked.push(`confirm ${id}`);
      return Promise.resolve(undefined);
    },
    readGroups: (ids: readonly string[]) => {
      asked.push(`groups ${[...ids].sort().join()}`);
      return Promise.resolve(chosen(groups, ids));
    },
  });
}

const declare = (inputs: Partial<Inputs>, kept = false): Declared => {
  const all = { ...someInputs, ...inputs };
  return { urn: `urn:${formatId(membershipOf(all))}`, inputs: all, kept };
};
const nothingBefore: Before = () => Promise.resolve(new Map());

async function found(seen: Seen, declared: readonly Declared[], before: Before = nothingBefore) {
  const cloud = cloudOf(seen);
  const session = { cloudOf: () => cloud, clock: fakeClock(), driftCheck: "up", hasRegionalHost: () => true } as const;
  const { violations, shown, notices, unasked } = await preflight(declared, before, session);
  expect(unasked).toEqual([]);
  return { asked: cloud.asked, notices, shown, why: declared.map(({ urn }) => violations.get(urn)) };
}

const target = (groups: readonly string[], more: Partial<TargetRecord> = {}) =>
  recordOf("i-1", { vpcId: "vpc-1", securityGroupIds: groups, ...more });

test("what can be joined is no violation, in one read of targets and one of groups", async () => {
  const seen = { targets: [target(["sg-a"]), recordOf("i-2")], groups: [sg("sg-1"), sg("sg-a"), sg("sg-2")] };
  const { asked, why } = await found(seen, [
    declare({}),
    declare({ securityGroupId: "sg-2" }),
    declare({ instanceId: "i-2" }),
  ]);
  expect(why).toEqual([undefined, undefined, undefined]);
  expect(asked).toEqual(["targets i-1,i-2", "groups sg-1,sg-2,sg-a"]);
});

test("what is there already asks for no group", async () => {
  const { asked, why } = await found({ targets: [target(["sg-1"])] }, [declare({}, true)]);
  expect(why).toEqual([undefined]);
  expect(asked).toEqual(["targets i-1"]);
});

test.each<[string, Seen, RegExp]>([
  ["a target that does not exist", { groups: [sg("sg-1")] }, /instance i-1 does not exist/],
  ["a group that does not exist", { targets: [target([])] }, /security group sg-1 does not exist/],
  ["a locked target", { targets: [target([], { lock: "security" })] }, /i-1 is locked \(security\)/],
  [
    "a target whose state does not pass",
    { targets: [target([], { phase: "stuck", status: "ISOLATING" })] },
    /ISOLATING/,
  ],
  ["a primary interface", { targets: [target([], { primaryOf: "i-9" })] }, /Give instanceId: "i-9"/],
  ["a managed target", { targets: [target([], { managed: true })] }, /managed by a cloud service/],
  ["a managed group", { targets: [target([])], groups: [sg("sg-1", { managed: true })] }, /managed by a cloud service/],
  [
    "a group of another VPC",
    { targets: [target([])], groups: [sg("sg-1", { vpcId: "vpc-2" })] },
    /the security group is in vpc-2, and instance i-1 is in vpc-1/,
  ],
  [
    "a group of the classic network",
    { targets: [target([])], groups: [sg("sg-1", { vpcId: "" })] },
    /in the classic network/,
  ],
  [
    "a group of another type",
    { targets: [target(["sg-a"])], groups: [sg("sg-1", { type: "advanced" }), sg("sg-a", { type: "basic" })] },
    /type "advanced", and instance i-1 is in those of the type "basic" \(sg-a\)/,
  ],
  ["a full group", { targets: [target([])], groups: [sg("sg-1", { room: 0 })] }, /takes 0 more targets/],
])("%s is a violation, in one line with what to do", async (_what, seen, why) => {
  const violations = await found(seen, [declare({})]);
  expect(violations.why[0]).toMatch(why);
  expect(violations.why[0]).toMatch(/^alicloud cn-hangzhou: cannot join instance i-1 to security group sg-1: .+\.$/);
});

test("a primary interface is a violation in whatever groups it is", async () => {
  const seen = { targets: [target(["sg-1"], { primaryOf: "i-9" })] };
  expect((await found(seen, [declare({})])).why[0]).toContain('Give instanceId: "i-9"');
  expect((await found(seen, [declare({}, true)])).why).toEqual([undefined]);
});

test("a target that is only starting is none", async () => {
  const { why } = await found({ targets: [target([], { phase: "passing" })], groups: [sg("sg-1")] }, [declare({})]);
  expect(why).toEqual([undefined]);
});

test("a lock does not matter to a membership that is there", async () => {
  const { why } = await found({ targets: [target(["sg-1"], { lock: "security" })] }, [declare({}, true)]);
  expect(why).toEqual([undefined]);
});

test("groups of two types of one program do not mix on a target without any", async () => {
  const groups = [sg("sg-1", { type: "basic" }), sg("sg-2", { type: "advanced" })];
  const { why } = await found({ targets: [target([])], groups }, [declare({}), declare({ securityGroupId: "sg-2" })]);
  expect(why).toEqual([expect.stringContaining("sg-2"), expect.stringContaining("sg-1")]);
});

test("a group's room is counted over all memberships of the program", async () => {
  const seen = { targets: [recordOf("i-1"), recordOf("i-2")], groups: [sg("sg-1", { room: 1 })] };
  const { why } = await found(seen, [declare({}), declare({ instanceId: "i-2" })]);
  expect(why).toEqual([
    expect.stringContaining("takes 1 more target, and this program adds 2 (i-1, i-2)"),
    expect.stringContaining("takes 1 more target,"),
  ]);
});

describe("a target's quota", () => {
  const four = ["sg-a", "sg-b", "sg-c", "sg-d"];
  const groups = [...four, "sg-1", "sg-2"].map((id) => sg(id));
  const both = [declare({}), declare({ securityGroupId: "sg-2" })];
  const before = (entries: Record<string, Membership>): Before => {
    return () => Promise.resolve(new Map(Object.entries(entries)));
  };
  const old = (group: string) => parseId(`alicloud/cn-hangzhou/${group}/i-1`);

  test("is counted over all memberships of the program", async () => {
    const { why } = await found({ targets: [target(four)], groups }, both);
    expect(why[0]).toContain(
      "instance i-1 may be in 5 security groups; it is in 4 (sg-a, sg-b, sg-c, sg-d), and this program adds 2 (sg-1, sg-2).",
    );
    expect(why[1]).toContain("secgroup:groupsPerTarget");
  });

  test("has room where one fits", async () => {
    expect((await found({ targets: [target(four)], groups }, both.slice(1))).why).toEqual([undefined]);
  });

  test("counts the old group of a move as left, and says what is left first", async () => {
    const [first] = both;
    const moved = before({ [first?.urn ?? ""]: old("sg-a") });
    const { why, notices } = await found({ targets: [target(four)], groups }, both, moved);
    expect(why).toEqual([undefined, undefined]);
    expect(notices).toEqual([
      "instance i-1 is in 4 security groups and may be in 5: sg-a is left before sg-1, sg-2 is joined, also where the " +
        "membership has retainOnDelete.",
    ]);
  });

  test("counts what any other resource gives up, also one that is removed", async () => {
    const removed = before({ "urn:removed": old("sg-a"), "urn:other": old("sg-b"), "urn:not-there": old("sg-9") });
    const three = [...both, declare({ securityGroupId: "sg-3" })];
    const all = { targets: [target(four)], groups: [...groups, sg("sg-3")] };
    expect((await found(all, three, removed)).why).toEqual([undefined, undefined, undefined]);
    const [notice] = (await found(all, both, removed)).notices;
    expect(notice).toContain("1 of sg-a, sg-b is left before sg-1, sg-2 is joined");
    const { why, notices } = await found(all, [...three, declare({ securityGroupId: "sg-b" })], removed);
    expect(why[0]).toContain(
      "it is in 4 (sg-a, sg-b, sg-c, sg-d), and this program gives up 1 of them (sg-a) and adds 3 (sg-1, sg-2, sg-3). " +
        "That is 1 too many: declare fewer memberships of it",
    );
    expect(notices).toEqual([]);
  });

  test("does not count what the program gives up of another target, region or cloud", async () => {
    const others = [
      "alicloud/cn-hangzhou/sg-a/i-2",
      "alicloud/cn-beijing/sg-a/i-1",
      "tencentcloud/cn-hangzhou/sg-a/i-1",
    ];
    const elsewhere = before(Object.fromEntries(others.map((id) => [`urn:${id}`, parseId(id)])));
    const { why } = await found({ targets: [target(four)], groups }, both, elsewhere);
    expect(why[0]).toContain("That is 1 too many");
  });

  test("is the same for two targets that swap groups", async () => {
    const swap = [declare({ securityGroupId: "sg-e" }), declare({ instanceId: "i-2", securityGroupId: "sg-d" })];
    const state = before({
      [swap[0]?.urn ?? ""]: old("sg-d"),
      [swap[1]?.urn ?? ""]: parseId("alicloud/cn-hangzhou/sg-e/i-2"),
    });
    const full = [
      target([...four, "sg-x"]),
      recordOf("i-2", { securityGroupIds: ["sg-a", "sg-b", "sg-c", "sg-e", "sg-x"] }),
    ];
    const seen = { targets: full, groups: [...groups, sg("sg-e"), sg("sg-x")] };
    const { why, notices } = await found(seen, swap, state);
    expect(why).toEqual([undefined, undefined]);
    expect(notices.map((notice) => notice.replace(/ is in .*: /, ": "))).toEqual([
      expect.stringMatching(/^instance i-1: sg-d is left before sg-e is joined/),
      expect.stringMatching(/^instance i-2: sg-e is left before sg-d is joined/),
    ]);
  });

  test("does not count an old group as left that another membership of the program wants", async () => {
    const [first] = both;
    const moved = before({ [first?.urn ?? ""]: old("sg-a") });
    const { why } = await found(
      { targets: [target(four)], groups },
      [...both, declare({ securityGroupId: "sg-a" })],
      moved,
    );
    expect(why[0]).toContain("may be in 5 security groups");
  });

  test("is not judged where the state cannot be had", async () => {
    const unknown: Before = () => Promise.resolve(undefined);
    expect((await found({ targets: [target(four)], groups }, both, unknown)).why).toEqual([undefined, undefined]);
  });

  test("was raised where the target is in more, and nobody says to what", async () => {
    const six = { targets: [target([...four, "sg-2", "sg-e"])], groups };
    expect((await found(six, [declare({})])).why).toEqual([undefined]);
  });
});

test("every reason is told at once", async () => {
  const seen = { targets: [target([], { lock: "security" })] };
  const { why } = await found(seen, [declare({}), declare({ instanceId: "i-gone" })]);
  expect(why[0]).toMatch(/i-1 is locked \(security\)\. .* Also, security group sg-1 does not exist\./);
  expect(why[1]).toMatch(/instance i-gone does not exist\. .* Also, security group sg-1 does not exist\./);
});

test("what the cloud shows already is told of memberships that are new", async () => {
  const seen = { targets: [target(["sg-1"])], groups: [sg("sg-2")] };
  const declared = [
    declare({}),
    declare({ securityGroupId: "sg-2" }),
    declare({ instanceId: "i-gone" }),
    declare({ securityGroupId: "sg-3" }, true),
  ];
  const { shown } = await found(seen, declared);
  expect([...shown]).toEqual([
    [declared[0]?.urn, true],
    [declared[1]?.urn, false],
    [declared[2]?.urn, false],
  ]);
});

describe("an ID that the cloud does not take", () => {
  const malformed = (id: string) => cloudError({ kind: "invalidInput", code: "Malformed", reason: `it is ${id}` });
  /** As the clouds answer: one bad ID fails the call. */
  function strict(seen: Seen, bad: string) {
    const cloud = cloudOf(seen);
    return {
      ...cloud,
      readTargets: (wanted: readonly { id: string }[]) =>
        wanted.some(({ id }) => id === bad) ? Promise.reject(malformed(bad)) : cloud.readTargets(wanted),
      readGroups: (ids: readonly string[]) =>
        ids.includes(bad) ? Promise.reject(malformed(bad)) : cloud.readGroups(ids),
    };
  }
  const judge = async (cloud: ReturnType<typeof cloudOf>, declared: readonly Declared[]) => {
    const session = {
      cloudOf: () => cloud,
      clock: fakeClock(),
      driftCheck: "up",
      hasRegionalHost: () => true,
    } as const;
    const { violations, unasked } = await preflight(declared, nothingBefore, session);
    return { unasked, why: declared.map(({ urn }) => violations.get(urn)) };
  };
  const ids = ["i-1", "i-2", "i-3", "i-bad", "i-gone"];
  const seen = { targets: ids.slice(0, 3).map((id) => recordOf(id)), groups: [sg("sg-1"), sg("sg-2")] };
  const declared = ids.map((instanceId) => declare({ instanceId }));

  test("refuses its own membership, and the others are judged", async () => {
    const { unasked, why } = await judge(strict(seen, "i-bad"), declared);
    expect(unasked).toEqual([]);
    expect(why).toEqual([
      ...[undefined, undefined, undefined],
      expect.stringMatching(
        /cannot join instance i-bad .*: the cloud does not take the ID i-bad\. Malformed: it is i-bad\./,
      ),
      expect.stringContaining("instance i-gone does not exist"),
    ]);
  });

  test("does so too where the question about it alone is the one that fails", async () => {
    const confirm = {
      confirmTarget: ({ id }: { id: string }) =>
        id === "i-bad" ? Promise.reject(malformed(id)) : Promise.resolve(undefined),
    };
    const { unasked, why } = await judge(Object.assign(cloudOf(seen), confirm), declared);
    expect(unasked).toEqual([]);
    expect(why.map((each) => each !== undefined)).toEqual([false, false, false, true, true]);
    expect(why[3]).toContain("does not take the ID i-bad");
  });

  test("does so too as a group", async () => {
    const groups = [declare({}), declare({ securityGroupId: "sg-bad" }), declare({ securityGroupId: "sg-2" })];
    const { unasked, why } = await judge(strict(seen, "sg-bad"), groups);
    expect(unasked).toEqual([]);
    expect(why).toEqual([undefined, expect.stringContaining("does not take the ID sg-bad"), undefined]);
  });

  test("is not told from an account that refuses one target only; the others are judged", async () => {
    const error = cloudError({ kind: "unauthorized", code: "Forbidden.RAM" });
    const cloud = Object.assign(cloudOf(seen), {
      confirmTarget: ({ id }: { id: string }) => (id === "i-bad" ? Promise.reject(error) : Promise.resolve(undefined)),
    });
    const { unasked, why } = await judge(cloud, declared);
    expect(unasked).toMatchObject([{ notice: expect.stringContaining("Forbidden.RAM") as string }]);
    expect(why).toEqual([undefined, undefined, undefined, undefined, expect.stringContaining("i-gone does not exist")]);
  });
});

describe("a region that does not exist", () => {
  const ask = async (code: string, region: string, regional: boolean, cloud: Inputs["cloud"] = "alicloud") => {
    const error = cloudError({ kind: code === "ENOTFOUND" ? "unavailable" : "invalidInput", code, cloud });
    const session = {
      cloudOf: () => scriptedCloud({ reads: [error] }),
      clock: fakeClock(),
      driftCheck: "up" as const,
      hasRegionalHost: () => regional,
    };
    const { violations, unasked } = await preflight(
      [declare({ cloud, region, ...(cloud === "tencentcloud" && { instanceId: "ins-1" }) })],
      nothingBefore,
      session,
    );
    return [...violations.values(), ...unasked.map(({ notice }) => notice)];
  };

  test.each<[string, string, boolean, Inputs["cloud"], string]>([
    ["InvalidRegionId.NotFound", "cn-hangzou", false, "alicloud", "Did you mean cn-hangzhou?"],
    ["UnsupportedRegion", "ap-guangzhu", false, "tencentcloud", "Did you mean ap-guangzhou?"],
    ["ENOTFOUND", "cn-hangzou", true, "alicloud", "Did you mean cn-hangzhou?"],
    ["ENOTFOUND", "xx", true, "baiducloud", "Check its spelling."],
  ])("is an error by %s of %s (host of the region: %s, %s)", async (code, region, regional, cloud, hint) => {
    const found = await ask(code, region, regional, cloud);
    expect(found).toEqual([expect.stringContaining(`the region ${region} does not exist on ${cloud}. ${hint}`)]);
  });

  test.each<[string, string, boolean]>([
    ["ENOTFOUND", "cn-hangzhou", true],
    ["ENOTFOUND", "cn-hangzou", false],
    ["ECONNREFUSED", "cn-hangzou", true],
  ])("is not concluded from %s of %s (host of the region: %s)", async (code, region, regional) => {
    const error = cloudError({ kind: "unavailable", code });
    const session = {
      cloudOf: () => scriptedCloud({ reads: [error] }),
      clock: fakeClock(),
      driftCheck: "up" as const,
      hasRegionalHost: () => regional,
    };
    const { violations, unasked } = await preflight([declare({ region })], nothingBefore, session);
    expect(violations).toEqual(new Map());
    expect(unasked).toHaveLength(1);
  });
});

describe("onExisting fail", () => {
  const seen = { targets: [target(["sg-1"])] };

  test("of what is there and not in the state is a violation", async () => {
    const { why } = await found(seen, [declare({ onExisting: "fail" })]);
    expect(why[0]).toContain('it is a member already and onExisting is "fail"');
  });

  test("of what the state has is none", async () => {
    expect((await found(seen, [declare({ onExisting: "fail" }, true)])).why).toEqual([undefined]);
  });
});

test("what the state has and the cloud does not show has drifted; what is new has not", async () => {
  const declared = [
    declare({}, true),
    declare({ securityGroupId: "sg-a" }, true),
    declare({ securityGroupId: "sg-2" }),
  ];
  const cloud = cloudOf({ targets: [target(["sg-a"])], groups: [sg("sg-1"), sg("sg-a"), sg("sg-2")] });
  const session = { cloudOf: () => cloud, clock: fakeClock(), driftCheck: "up", hasRegionalHost: () => true } as const;
  const { drifted } = await preflight(declared, nothingBefore, session);
  expect([...drifted]).toEqual([declared[0]?.urn]);
});

describe("an account that cannot be asked", () => {
  const error = cloudError({ kind: "unauthorized", code: "Forbidden.RAM" });
  const run = (
    declared: readonly Declared[],
    cloudOfAccount: () => ReturnType<typeof scriptedCloud>,
    driftCheck: "up" | "refresh" = "up",
  ) =>
    preflight(declared, nothingBefore, {
      cloudOf: cloudOfAccount,
      clock: fakeClock(),
      driftCheck,
      hasRegionalHost: () => false,
    });

  test("is one notice, whatever the number of its memberships, and no violation", async () => {
    const declared = ["i-1", "i-2", "i-3"].map((instanceId) => declare({ instanceId }));
    const { violations, shown, unasked } = await run(declared, () => scriptedCloud({ reads: [error] }));
    expect(violations).toEqual(new Map());
    expect(shown).toEqual(new Map());
    const notice = expect.stringMatching(/^alicloud cn-hangzhou could not be asked .* Forbidden\.RAM/) as string;
    expect(unasked).toEqual([{ account: "alicloud cn-hangzhou", notice, told: false }]);
  });

  test("without credentials is one notice too", async () => {
    const { unasked } = await run([declare({})], () => {
      throw new NoCredentials("no credentials for alicloud.");
    });
    expect(unasked).toMatchObject([{ notice: expect.stringContaining("no credentials for alicloud.") as string }]);
  });

  test("for its settings is refused, once for all accounts that they concern, whatever the state has", async () => {
    const declared = [declare({}), declare({ region: "cn-shanghai" }, true), declare({ instanceId: "i-2" }, true)];
    const { violations, notices, refused } = await run(declared, () => {
      throw new UsageError("the configuration sets alicloud:assumeRole.");
    });
    expect({ violations, notices, refused }).toEqual({
      violations: new Map(),
      notices: [],
      refused: ["the configuration sets alicloud:assumeRole."],
    });
  });

  test("for its profile is refused too", async () => {
    const missing = new UsageError('the profile "gone" gave no credentials.');
    const cloud = Object.assign(cloudOf({}), { readTargets: () => Promise.reject(missing) });
    const { refused } = await run([declare({ profile: "gone" })], () => cloud);
    expect(refused).toEqual(['the profile "gone" gave no credentials.']);
  });

  test("whose drift could not be asked either is told once, there", async () => {
    const declared = [declare({}), declare({ instanceId: "i-2" }, true)];
    const refused = () => scriptedCloud({ reads: [error] });
    expect((await run(declared, refused)).unasked).toMatchObject([{ told: true }]);
    expect((await run(declared, refused, "refresh")).unasked).toMatchObject([{ told: false }]);
  });

  test("of groups is told also where the targets were asked for drift, and what the targets say is kept", async () => {
    const cloud = Object.assign(cloudOf({ targets: [target([])] }), { readGroups: () => Promise.reject(error) });
    const declared = [declare({}), declare({ instanceId: "i-gone" }), declare({ securityGroupId: "sg-2" }, true)];
    const { violations, unasked } = await run(declared, () => cloud);
    expect(unasked).toMatchObject([{ told: false }]);
    expect([...violations.keys()]).toEqual([declared[1]?.urn]);
  });

  test("does not hide what others say", async () => {
    const other = cloudOf({});
    const { violations, unasked } = await preflight([declare({}), declare({ region: "cn-shanghai" })], nothingBefore, {
      cloudOf: ({ region }) => (region === "cn-shanghai" ? other : scriptedCloud({ reads: [error] })),
      clock: fakeClock(),
      driftCheck: "up",
      hasRegionalHost: () => false,
    });
    expect(unasked).toHaveLength(1);
    expect([...violations.keys()]).toEqual(["urn:alicloud/cn-shanghai/sg-1/i-1"]);
  });

  test("and a mistake of ours is not a notice", async () => {
    await expect(
      run([declare({})], () => {
        throw new TypeError("a mistake");
      }),
    ).rejects.toThrow(TypeError);
    expect(error).toBeInstanceOf(CloudError);
  });
});

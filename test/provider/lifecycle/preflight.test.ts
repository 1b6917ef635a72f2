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
  const session = { cloudOf: () => cloud, clock: fakeClock(), driftCheck: "up" } as const;
  const { violations, notices } = await preflight(declared, before, session);
  expect(notices).toEqual([]);
  return { asked: cloud.asked, why: declared.map(({ urn }) => violations.get(urn)) };
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

  test("counts the old group of a move as left", async () => {
    const [first] = both;
    const moved = before({ [first?.urn ?? ""]: old("sg-a") });
    expect((await found({ targets: [target(four)], groups }, both, moved)).why).toEqual([undefined, undefined]);
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
  const session = { cloudOf: () => cloud, clock: fakeClock(), driftCheck: "up" } as const;
  const { drifted } = await preflight(declared, nothingBefore, session);
  expect([...drifted]).toEqual([declared[0]?.urn]);
});

describe("an account that cannot be asked", () => {
  const error = cloudError({ kind: "unauthorized", code: "Forbidden.RAM" });
  const run = (
    declared: readonly Declared[],
    cloudOfAccount: () => ReturnType<typeof scriptedCloud>,
    driftCheck: "up" | "refresh" = "up",
  ) => preflight(declared, nothingBefore, { cloudOf: cloudOfAccount, clock: fakeClock(), driftCheck });

  test("is one notice, whatever the number of its memberships, and no violation", async () => {
    const declared = ["i-1", "i-2", "i-3"].map((instanceId) => declare({ instanceId }));
    const { violations, notices } = await run(declared, () => scriptedCloud({ reads: [error] }));
    expect(violations).toEqual(new Map());
    expect(notices).toEqual([expect.stringMatching(/^alicloud cn-hangzhou could not be asked .* Forbidden\.RAM/)]);
  });

  test("without credentials is one notice too", async () => {
    const { notices } = await run([declare({})], () => {
      throw new NoCredentials("no credentials for alicloud.");
    });
    expect(notices).toEqual([expect.stringContaining("no credentials for alicloud.")]);
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
    const unasked = () => scriptedCloud({ reads: [error] });
    expect((await run(declared, unasked)).notices).toEqual([]);
    expect((await run(declared, unasked, "refresh")).notices).toHaveLength(1);
  });

  test("of groups is told also where the targets were asked for drift, and what the targets say is kept", async () => {
    const cloud = Object.assign(cloudOf({ targets: [target([])] }), { readGroups: () => Promise.reject(error) });
    const declared = [declare({}), declare({ instanceId: "i-gone" }), declare({ securityGroupId: "sg-2" }, true)];
    const { violations, notices } = await run(declared, () => cloud);
    expect(notices).toHaveLength(1);
    expect([...violations.keys()]).toEqual([declared[1]?.urn]);
  });

  test("does not hide what others say", async () => {
    const other = cloudOf({});
    const { violations, notices } = await preflight([declare({}), declare({ region: "cn-shanghai" })], nothingBefore, {
      cloudOf: ({ region }) => (region === "cn-shanghai" ? other : scriptedCloud({ reads: [error] })),
      clock: fakeClock(),
      driftCheck: "up",
    });
    expect(notices).toHaveLength(1);
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

import { undeclared } from "../../../provider/lifecycle/claims";
import { create } from "../../../provider/lifecycle/create";
import { PartiallyCreated } from "../../../provider/lifecycle/failure";
import { UsageError } from "../../../provider/model/errors";
import { cloudError, failed, fakeClock, recordOf, scriptedCloud, sessionWith, someInputs } from "../scriptedCloud";

const outside = recordOf("i-1", { securityGroupIds: ["sg-other"] });
const inside = recordOf("i-1", { securityGroupIds: ["sg-other", "sg-1"] });
const id = "alicloud/cn-hangzhou/sg-1/i-1";

test("joins, waits until the cloud shows it, and gives the ID", async () => {
  const cloud = scriptedCloud({ reads: [outside, outside, outside, inside], joins: [{ outcome: "joined" }] });
  await expect(create(someInputs, sessionWith(cloud))).resolves.toBe(id);
  expect(cloud.asked).toEqual(["read", "join", "read", "read", "read"]);
});

test("looks at once after the join, and only then with pauses", async () => {
  const sleptWith = async (reads: readonly ReturnType<typeof recordOf>[]) => {
    const clock = fakeClock();
    await create(someInputs, sessionWith(scriptedCloud({ reads, joins: [{ outcome: "joined" }] }), { clock }));
    return clock.slept;
  };
  expect(await sleptWith([outside, inside])).toEqual([]);
  expect(await sleptWith([outside, outside, outside, inside])).toEqual([50, 100]);
});

test("what it created is wanted: no delete of the same operation takes it away", async () => {
  const session = sessionWith(scriptedCloud({ reads: [inside] }));
  await create(someInputs, session);
  expect(session.memory.claims.isDeclared(id)).toBe(true);
});

test("adopts a membership that exists, without a write", async () => {
  const cloud = scriptedCloud({ reads: [inside] });
  await create(someInputs, sessionWith(cloud));
  expect(cloud.asked).toEqual(["read"]);
});

test("says of what it takes over that it does, ten by name; nothing of what it joins, or of what the state held", async () => {
  const session = sessionWith(scriptedCloud({ reads: [inside] }));
  for (let count = 1; count <= 12; count++) await create({ ...someInputs, region: `cn-${count}` }, session);
  // A session shows the same line once.
  expect(new Set(session.notices).size).toBe(11);
  expect(session.notices[0]).toBe(
    "instance i-1 in security group sg-1 (alicloud cn-1) exists already: it is taken over without a write.",
  );
  expect(session.notices[10]).toBe(
    "More memberships exist already: they are taken over without a write and without a line each.",
  );

  const joining = sessionWith(scriptedCloud({ reads: [outside, inside], joins: [{ outcome: "joined" }] }));
  await create(someInputs, joining);
  const owning = sessionWith(scriptedCloud({ reads: [inside] }));
  owning.memory.claims.declare(id, { ...undeclared(0), owned: true });
  await create({ ...someInputs, onExisting: "fail" }, owning);
  expect([joining.notices, owning.notices]).toEqual([[], []]);
});

test("adopts a membership that only the join finds, since reads are late", async () => {
  const cloud = scriptedCloud({ reads: [outside, outside, inside], joins: [{ outcome: "alreadyMember" }] });
  await create(someInputs, sessionWith(cloud));
  expect(cloud.asked).toEqual(["read", "join", "read", "read"]);
});

test.each([
  ["the read", { reads: [inside] }],
  ["the join", { reads: [outside], joins: [{ outcome: "alreadyMember" }] as const }],
])("with onExisting fail a membership that %s finds is an error with advice", async (_where, script) => {
  const inputs = { ...someInputs, onExisting: "fail" } as const;
  await expect(create(inputs, sessionWith(scriptedCloud(script)))).rejects.toThrow(
    'cannot join instance i-1 to security group sg-1: it is a member already and onExisting is "fail". Set onExisting: "adopt"',
  );
});

test("a join that was never answered is read back, and what is there then is ours", async () => {
  const unanswered = failed({ kind: "unavailable", outcomeUnknown: true });
  const cloud = scriptedCloud({ reads: [outside, inside], joins: [unanswered] });
  await create({ ...someInputs, onExisting: "fail" }, sessionWith(cloud));
  expect(cloud.asked).toEqual(["read", "join", "read"]);
});

test("an 'already a member' that answers our own unanswered join is ours", async () => {
  const unanswered = failed({ kind: "unavailable", outcomeUnknown: true });
  const cloud = scriptedCloud({
    reads: [outside, outside, inside],
    joins: [unanswered, { outcome: "alreadyMember" }],
  });
  await expect(create({ ...someInputs, onExisting: "fail" }, sessionWith(cloud))).resolves.toBe(id);
});

test("a target that is starting is waited for", async () => {
  const starting = recordOf("i-1", { status: "Starting", phase: "passing" });
  const cloud = scriptedCloud({ reads: [starting, starting, outside, inside], joins: [{ outcome: "joined" }] });
  await create(someInputs, sessionWith(cloud));
  expect(cloud.asked).toEqual(["read", "read", "read", "join", "read"]);
});

test("a target that is starting for too long is an error that says so; nothing was joined", async () => {
  const starting = recordOf("i-1", { status: "Starting", phase: "passing" });
  const cloud = scriptedCloud({ reads: [starting] });
  const clock = fakeClock();
  await expect(create({ ...someInputs, timeoutSeconds: 60 }, sessionWith(cloud, { clock }))).rejects.toThrow(
    "cannot join instance i-1 to security group sg-1: the target was still Starting after 60 s (timeoutSeconds).",
  );
  expect(clock.now()).toBe(60_000);
  expect(cloud.asked).not.toContain("join");
});

test("a deadline that passes after the join was sent is 'partially created'", async () => {
  const cloud = scriptedCloud({ reads: [outside], joins: [{ outcome: "joined" }] });
  const creating = create({ ...someInputs, timeoutSeconds: 5 }, sessionWith(cloud));
  await expect(creating).rejects.toBeInstanceOf(PartiallyCreated);
  await expect(creating).rejects.toThrow(
    "the join of instance i-1 to security group sg-1 was sent, but the cloud did not show it yet after 5 s (timeoutSeconds). " +
      "The membership is kept in the state: run pulumi up again to finish it.",
  );
});

test("a cloud that becomes unreachable after the join was sent is 'partially created' too", async () => {
  const cloud = scriptedCloud({
    reads: [outside, cloudError({ kind: "unavailable", code: "ECONNREFUSED" })],
    joins: [{ outcome: "joined" }],
  });
  await expect(create(someInputs, sessionWith(cloud))).rejects.toBeInstanceOf(PartiallyCreated);
});

test("a locked target is an error that says why it is locked", async () => {
  const cloud = scriptedCloud({ reads: [recordOf("i-1", { lock: "security" })] });
  await expect(create(someInputs, sessionWith(cloud))).rejects.toThrow("instance i-1 is locked (security).");
});

test("a target that does not exist is an error only after it was confirmed", async () => {
  const cloud = scriptedCloud({ reads: ["notListed"], confirm: "gone" });
  await expect(create(someInputs, sessionWith(cloud))).rejects.toThrow("instance i-1 does not exist.");
  // The group is looked at for a second reason.
  expect(cloud.asked).toEqual(["read", "confirm", "groups"]);
});

test("an empty listing that is a missing permission is an error, not 'does not exist'", async () => {
  const cloud = scriptedCloud({
    reads: ["notListed"],
    confirm: cloudError({ kind: "unauthorized", code: "Forbidden" }),
  });
  await expect(create(someInputs, sessionWith(cloud))).rejects.toThrow("Forbidden: some reason.");
});

test("a refusal is one line with the membership, the cloud's code and reason, the request and the advice", async () => {
  const refusal = failed({
    kind: "targetQuota",
    code: "InstanceSecurityGroupLimitExceeded",
    reason: "Too many groups",
    status: 400,
    requestId: "REQ-1",
    advice: "Leave another group first.",
  });
  const cloud = scriptedCloud({ reads: [outside], joins: [refusal] });
  await expect(create(someInputs, sessionWith(cloud))).rejects.toThrow(
    "alicloud cn-hangzhou: cannot join instance i-1 to security group sg-1: InstanceSecurityGroupLimitExceeded: " +
      "Too many groups. (JoinSecurityGroup, HTTP 400, request REQ-1) It is in 1 (sg-other). Leave another group first.",
  );
});

test("a join that is never answered is given up after five times, each read back: 'partially created'", async () => {
  const unanswered = failed({ kind: "unavailable", code: "InternalError", outcomeUnknown: true });
  const cloud = scriptedCloud({ reads: [outside], joins: [unanswered] });
  await expect(create(someInputs, sessionWith(cloud))).rejects.toBeInstanceOf(PartiallyCreated);
  expect(cloud.asked.filter((call) => call === "join")).toHaveLength(5);
});

test("a join whose answer has no known shape is read back, not repeated", async () => {
  const odd = failed({ kind: "unexpected", code: "UnexpectedAnswer", outcomeUnknown: true });
  const cloud = scriptedCloud({ reads: [outside], joins: [odd] });
  await expect(create(someInputs, sessionWith(cloud))).rejects.toThrow("UnexpectedAnswer");
  expect(cloud.asked).toEqual(["read", "join", "read"]);
});

test("a clear refusal after an unanswered join that did not show is an error, and nothing is kept", async () => {
  const unanswered = failed({ kind: "unavailable", outcomeUnknown: true });
  const cloud = scriptedCloud({ reads: [outside], joins: [unanswered, failed({ kind: "vpcMismatch" })] });
  const creating = create(someInputs, sessionWith(cloud));
  await expect(creating).rejects.toThrow("SomeCode: some reason.");
  await expect(creating).rejects.not.toBeInstanceOf(PartiallyCreated);
});

test.each([
  ["not a member", []],
  ["a member already", ["sg-1"]],
])("a primary interface that is %s is refused with the ID of its instance", async (_state, securityGroupIds) => {
  const primary = recordOf("eni-1", { primaryOf: "i-1", securityGroupIds });
  const inputs = { ...someInputs, instanceId: undefined, networkInterfaceId: "eni-1" };
  await expect(create(inputs, sessionWith(scriptedCloud({ reads: [primary] })))).rejects.toThrow(
    'network interface eni-1 is the primary interface of i-1. Give instanceId: "i-1" instead of it.',
  );
});

test.each(["unavailable", "throttled", "busy", "unauthorized"] as const)(
  "an unanswered join stays open when the next one is only refused as %s: 'partially created'",
  async (kind) => {
    const unanswered = failed({ kind: "unavailable", outcomeUnknown: true });
    const cloud = scriptedCloud({ reads: [outside], joins: [unanswered, failed({ kind })] });
    await expect(create(someInputs, sessionWith(cloud))).rejects.toBeInstanceOf(PartiallyCreated);
    expect(cloud.asked).toEqual(["read", "join", "read", "join"]);
  },
);

describe("a membership that takes another's place on a target without room for both", () => {
  const old = { ...someInputs, securityGroupId: "sg-old" };
  const inOld = recordOf("i-1", { securityGroupIds: ["sg-other", "sg-old"] });
  const quota = failed({ kind: "targetQuota" });

  test("is joined once the other is left", async () => {
    const cloud = scriptedCloud({
      reads: [inOld, inOld, outside, outside, inside],
      groups: [[{ id: "sg-1" }]],
      joins: [quota, { outcome: "joined" }],
      leaves: [{ outcome: "left" }],
    });
    const session = sessionWith(cloud);
    session.memory.claims.replace(old, id);
    await expect(create(someInputs, session)).resolves.toBe(id);
    expect(cloud.asked).toEqual(["read", "join", "read", "groups", "leave", "read", "read", "join", "read"]);
  });

  test("gives the place back if it cannot be joined even then", async () => {
    const cloud = scriptedCloud({
      reads: [inOld, inOld, outside, outside, outside, inOld],
      groups: [[{ id: "sg-1" }]],
      joins: [quota, failed({ kind: "groupQuota", code: "Full" }), { outcome: "joined" }],
      leaves: [{ outcome: "left" }],
    });
    const session = sessionWith(cloud);
    session.memory.claims.replace(old, id);
    await expect(create(someInputs, session)).rejects.toThrow("Full");
    expect(cloud.asked).toEqual([
      ...["read", "join", "read", "groups", "leave", "read", "read", "join", "read", "join", "read"],
    ]);
  });

  test("leaves alone what is declared elsewhere, and what it does not replace", async () => {
    const cloud = scriptedCloud({ reads: [inOld], joins: [quota] });
    const session = sessionWith(cloud);
    await expect(create(someInputs, session)).rejects.toThrow("It is in 2 (sg-other, sg-old).");
    session.memory.claims.replace(old, id);
    session.memory.claims.declare("alicloud/cn-hangzhou/sg-old/i-1", undeclared(0));
    await expect(create(someInputs, session)).rejects.toThrow("It is in 2 (sg-other, sg-old).");
    expect(cloud.asked).not.toContain("leave");
  });
});

test("a group of another VPC is told with both VPCs", async () => {
  const cloud = scriptedCloud({
    reads: [recordOf("i-1", { vpcId: "vpc-1" })],
    joins: [failed({ kind: "vpcMismatch", status: 403 })],
    groups: [[{ id: "sg-1", vpcId: "vpc-2" }]],
  });
  await expect(create(someInputs, sessionWith(cloud))).rejects.toThrow(
    "The security group is in vpc-2, and instance i-1 is in vpc-1.",
  );
});

test("a refusal stands as it is where the groups cannot be read", async () => {
  const cloud = scriptedCloud({
    reads: [recordOf("i-1", { vpcId: "vpc-1" })],
    joins: [failed({ kind: "vpcMismatch", status: 403, advice: "Name another group." })],
    groups: [cloudError({ kind: "unauthorized" })],
  });
  await expect(create(someInputs, sessionWith(cloud))).rejects.toThrow("Name another group.");
});

test("a join that the cloud carries out as an operation ends when the operation does", async () => {
  const running = { ...inside, operation: "AssociateSecurityGroups", phase: "passing" } as const;
  const cloud = scriptedCloud({ reads: [outside, running, running, inside], joins: [{ outcome: "joined" }] });
  await expect(create(someInputs, sessionWith(cloud))).resolves.toBe(id);
  expect(cloud.asked).toEqual(["read", "join", "read", "read", "read"]);
});

test("a quota that may be the group's is the group's where the target has room: no place is taken for it", async () => {
  const cloud = scriptedCloud({
    reads: [outside],
    joins: [failed({ kind: "targetQuota", perhaps: "groupQuota" })],
  });
  const session = sessionWith(cloud);
  session.memory.claims.replace({ ...someInputs, securityGroupId: "sg-other" }, id);
  await expect(create(someInputs, session)).rejects.toThrow(
    "Instance i-1 is in 1 only, so the security group is full: use another group, or have its quota raised.",
  );
  // It is sent once more, since another move may have made the room meanwhile; nothing is left.
  expect(cloud.asked).toEqual(["read", "join", "read", "read", "join", "read"]);
});

test("a quota that refuses the second join may be used up by the unanswered first: kept as begun", async () => {
  const unanswered = failed({ kind: "unavailable", outcomeUnknown: true });
  const cloud = scriptedCloud({ reads: [outside], joins: [unanswered, failed({ kind: "targetQuota" })] });
  await expect(create(someInputs, sessionWith(cloud))).rejects.toBeInstanceOf(PartiallyCreated);
  const shown = scriptedCloud({
    reads: [outside, outside, inside],
    joins: [unanswered, failed({ kind: "targetQuota" })],
  });
  await expect(create(someInputs, sessionWith(shown))).resolves.toBe(id);
});

test("a join that the cloud took and then failed is an error with the cloud's reason", async () => {
  const broken = recordOf("i-1", { failure: "AssociateSecurityGroups: no such thing" });
  const cloud = scriptedCloud({ reads: [outside, broken], joins: [{ outcome: "joined" }] });
  await expect(create(someInputs, sessionWith(cloud))).rejects.toThrow(
    "the cloud took the join, and then failed: AssociateSecurityGroups: no such thing. Run pulumi up again.",
  );
});

test("a failure from before the join is not its own", async () => {
  const broken = recordOf("i-1", { failure: "ResetInstance: long ago" });
  const cloud = scriptedCloud({ reads: [broken, broken, inside], joins: [{ outcome: "joined" }] });
  await expect(create(someInputs, sessionWith(cloud))).resolves.toBe(id);
});

test("credentials that end after the join was sent leave it as begun", async () => {
  const cloud = scriptedCloud({ reads: [outside], joins: [{ outcome: "joined" }] });
  let looks = 0;
  const ending: typeof cloud = {
    ...cloud,
    readTargets: (...asked) => {
      looks += 1;
      if (looks > 1) throw new UsageError("the profile gave no credentials.");
      return cloud.readTargets(...asked);
    },
  };
  const creating = create(someInputs, sessionWith(ending));
  await expect(creating).rejects.toBeInstanceOf(PartiallyCreated);
  await expect(creating).rejects.toThrow("the profile gave no credentials. The join had been sent:");
});

test("a place that can be neither taken nor given back is told with both reasons", async () => {
  const inOld = recordOf("i-1", { securityGroupIds: ["sg-other", "sg-old"] });
  const cloud = scriptedCloud({
    reads: [inOld, inOld, outside],
    groups: [[{ id: "sg-1" }]],
    joins: [
      failed({ kind: "targetQuota" }),
      failed({ kind: "groupQuota", code: "Full" }),
      failed({ kind: "groupQuota", code: "FullToo" }),
    ],
    leaves: [{ outcome: "left" }],
  });
  const session = sessionWith(cloud);
  session.memory.claims.replace({ ...someInputs, securityGroupId: "sg-old" }, id);
  await expect(create(someInputs, session)).rejects.toThrow(
    /to security group sg-1: Full: .* And instance i-1 in security group sg-old .* could not be joined again: .*FullToo/,
  );
  expect(session.notices).toEqual([
    "instance i-1 in security group sg-old (alicloud cn-hangzhou) is left first: the target has no room for both.",
  ]);
});

test("a place that was empty already is not given back", async () => {
  const cloud = scriptedCloud({
    reads: [outside],
    groups: [[{ id: "sg-1" }]],
    joins: [failed({ kind: "targetQuota" })],
    leaves: [{ outcome: "notMember" }],
  });
  const session = sessionWith(cloud);
  session.memory.claims.replace({ ...someInputs, securityGroupId: "sg-old" }, id);
  await expect(create(someInputs, session)).rejects.toThrow("to security group sg-1");
  expect(cloud.asked).toEqual(["read", "join", "read", "groups", "leave", "read", "join"]);
});

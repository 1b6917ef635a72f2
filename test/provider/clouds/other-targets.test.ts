/** A cloud's answer about another target or group is an error, and never what it says of the one that was asked for. */
import { systemClock } from "../../../provider/calls/clock";
import type { Cloud } from "../../../provider/clouds/cloud";
import { create } from "../../../provider/lifecycle/create";
import { read } from "../../../provider/lifecycle/read";
import { newMemory, type Session } from "../../../provider/lifecycle/session";
import type { CloudError } from "../../../provider/model/errors";
import { type Inputs, inputsSchema } from "../../../provider/model/inputs";
import { type CloudName, cloudNames, targetOf } from "../../../provider/model/membership";
import { answersOf, impatient, openAt, Speaker, type Spoken } from "./speaker";

let speaker: Speaker;
beforeEach(async () => {
  speaker = new Speaker();
  await speaker.open();
});
afterEach(() => speaker.close());

const failure = async (running: Promise<unknown>): Promise<CloudError> => {
  try {
    await running;
  } catch (error) {
    return error as CloudError;
  }
  throw new Error("it did not fail");
};
const isDetail = (cloud: CloudName, operation: string): boolean =>
  ({
    alicloud: operation.endsWith("Attribute"),
    tencentcloud: false,
    baiducloud: /^GET .*\/[a-z]+-\w+$/.test(operation),
  })[cloud];

describe.each(cloudNames)("%s", (name) => {
  const answers = answersOf[name];
  const { instance, other, eni, otherEni, group, otherGroup } = answers.ids;
  const kinds = [
    { what: "an instance", id: instance, strangerId: other, list: answers.instances, detail: answers.instance },
    { what: "an interface", id: eni, strangerId: otherEni, list: answers.interfaces, detail: answers.interface },
  ];
  let cloud: Cloud;
  beforeEach(() => {
    cloud = openAt(speaker, name);
  });
  const say = (list: string, detail: string) => {
    speaker.answer = ({ operation }): Spoken => ({ body: isDetail(name, operation) ? detail : list });
  };
  const unexpected = (id: string) => ({
    name: "CloudError",
    kind: "unexpected",
    code: "UnexpectedAnswer",
    reason: expect.stringContaining(`"${id}" was not asked for`) as string,
  });

  describe.each(kinds)("$what", ({ id, strangerId, list, detail }) => {
    const stranger = { id: strangerId, groups: [group] };

    test("is not read from an answer about another one", async () => {
      say(list([stranger]), detail(stranger));
      expect(await failure(cloud.readTargets([targetOf(id)], impatient))).toMatchObject(unexpected(strangerId));
      expect(await failure(cloud.confirmTarget(targetOf(id), impatient))).toMatchObject(unexpected(strangerId));
    });

    test("is not read from an answer that also holds another one", async () => {
      const both = [{ id, groups: [] }, stranger];
      say(list(both), detail(stranger));
      expect(await failure(cloud.readTargets([targetOf(id)], impatient))).toMatchObject(unexpected(strangerId));
    });

    test.each([
      ["another case", (text: string) => text.toUpperCase()],
      ["a line break", (text: string) => `${text}\n`],
      ["a zero width", (text: string) => `\u200b${text}`],
    ])("is not read from an ID with %s", async (_what, changed) => {
      const near = { id: changed(id), groups: [group] };
      say(list([near]), detail(near));
      expect(await failure(cloud.confirmTarget(targetOf(id), impatient))).toMatchObject({ code: "UnexpectedAnswer" });
    });

    test("that is listed twice is not read where the two differ", async () => {
      const twice = list([
        { id, groups: [group] },
        { id, groups: [] },
      ]);
      say(twice, twice);
      expect(await failure(cloud.readTargets([targetOf(id)], impatient))).toMatchObject({
        kind: "unexpected",
        code: "UnexpectedAnswer",
      });
      say(twice, detail({ id, groups: [group] }));
      const page = cloud.listTargets({ vpcId: "vpc-1" }, targetOf(id).kind, undefined, impatient);
      expect(await failure(page)).toMatchObject({ code: "UnexpectedAnswer" });
    });

    test("is not listed from a page of targets of the other kind", async () => {
      const page = list([{ id: targetOf(id).kind === "instance" ? eni : instance, groups: [group] }]);
      say(page, page);
      const listing = cloud.listTargets({ vpcId: "vpc-1" }, targetOf(id).kind, undefined, impatient);
      expect(await failure(listing)).toMatchObject({ kind: "unexpected", code: "UnexpectedAnswer" });
    });

    test("that is asked for is read, also if it is listed twice in the same words", async () => {
      const entry = { id, groups: [otherGroup, group] };
      say(list([entry, entry]), detail(entry));
      const records = await cloud.readTargets([targetOf(id)], impatient);
      expect([...records.values()]).toMatchObject([{ target: { id }, securityGroupIds: [otherGroup, group] }]);
    });

    test("a membership is neither there nor joined where the cloud speaks of another target", async () => {
      // The listing does not show it; the confirming read shows another one, which is in the group.
      let asked = 0;
      speaker.answer = ({ operation }): Spoken => {
        asked += 1;
        return { body: isDetail(name, operation) || asked > 1 ? detail(stranger) : list([]) };
      };
      const session: Session = {
        cloudOf: () => cloud,
        defaultRegion: () => undefined,
        regionSources: () => "",
        driftCheck: "up",
        notice: () => undefined,
        clock: systemClock,
        memory: newMemory(),
      };
      const target = targetOf(id).kind === "instance" ? { instanceId: id } : { networkInterfaceId: id };
      const inputs: Inputs = inputsSchema.parse({
        cloud: name,
        region: "region-1",
        securityGroupId: group,
        timeoutSeconds: 1,
        ...target,
      });
      expect((await failure(read(inputs, inputs, session))).message).toContain(`"${strangerId}" was not asked for`);
      asked = 0;
      expect((await failure(create(inputs, session))).message).toContain(`"${strangerId}" was not asked for`);
    });
  });

  test("a group is not read from an answer about another one", async () => {
    say(answers.groups([otherGroup]), answers.group(otherGroup));
    expect(await failure(cloud.readGroups([group], impatient))).toMatchObject(unexpected(otherGroup));
    say(answers.groups([]), answers.group(otherGroup));
    const found = await cloud.readGroups([group], impatient).catch((error: unknown) => error);
    if (name === "tencentcloud") expect(found).toEqual(new Map());
    else expect(found).toMatchObject(unexpected(otherGroup));
  });
});

test("tencentcloud: an answer that counts a target and does not list it does not say that it is gone", async () => {
  const cloud = openAt(speaker, "tencentcloud");
  const { ids } = answersOf.tencentcloud;
  speaker.answer = ({ operation }) => {
    const list = operation === "DescribeInstances" ? "InstanceSet" : "NetworkInterfaceSet";
    return { body: JSON.stringify({ Response: { [list]: [], TotalCount: 1, RequestId: "R" } }) };
  };
  for (const id of [ids.instance, ids.eni]) {
    expect(await failure(cloud.confirmTarget(targetOf(id), impatient))).toMatchObject({ code: "UnexpectedAnswer" });
  }
});

test("alicloud: an interface that only the list of others shows is there", async () => {
  const cloud = openAt(speaker, "alicloud");
  const { ids, interfaces } = answersOf.alicloud;
  speaker.answer = ({ url }) => ({
    body: interfaces(url.includes("NetworkInterfaceId.1") ? [] : [{ id: ids.eni, groups: [ids.group] }]),
  });
  await expect(cloud.confirmTarget(targetOf(ids.eni), impatient)).resolves.toMatchObject({ target: { id: ids.eni } });
});

test("baiducloud: an interface's groups are not written on top of what was said of another interface", async () => {
  const cloud = openAt(speaker, "baiducloud");
  const { ids, interface: detail } = answersOf.baiducloud;
  speaker.answer = ({ operation }) => ({
    body: operation.startsWith("GET") ? detail({ id: ids.otherEni, groups: [ids.otherGroup] }) : "{}",
  });
  const outcomes = await cloud.join(ids.group, [targetOf(ids.eni)], impatient);
  expect(outcomes.get(ids.eni)).toMatchObject({ outcome: "failed", error: { code: "UnexpectedAnswer" } });
  expect(speaker.heard.filter(({ operation }) => operation.startsWith("PUT"))).toEqual([]);
});

test("baiducloud: a list of enterprise groups without an end is an error", async () => {
  const cloud = openAt(speaker, "baiducloud");
  speaker.answer = () => ({
    body: JSON.stringify({ isTruncated: true, nextMarker: `m${speaker.heard.length}`, enterpriseSecurityGroups: [] }),
  });
  expect(await failure(cloud.readGroups(["esg-1"], impatient))).toMatchObject({ code: "UnexpectedAnswer" });
  expect(speaker.heard).toHaveLength(100);
  speaker.answer = () => ({
    body: JSON.stringify({ isTruncated: true, nextMarker: "same", enterpriseSecurityGroups: [] }),
  });
  expect(await failure(cloud.readGroups(["esg-1"], impatient))).toMatchObject({ code: "UnexpectedAnswer" });
  expect(speaker.heard).toHaveLength(102);
});

/**
 * The membership tests of the contract against the account that `tools/live.mjs` names. That program looks at the targets
 * before, and takes them out of the throw-away group afterwards, however this one ends.
 */
import * as z from "zod";
import { systemClock } from "../../provider/calls/clock";
import { deadlineIn } from "../../provider/calls/deadline";
import { retry } from "../../provider/calls/retry";
import { serialize } from "../../provider/calls/serialize";
import type { Call } from "../../provider/clouds/cloud";
import { registry } from "../../provider/clouds/registry";
import { targetOf } from "../../provider/model/membership";
import { membershipTests, type Stage } from "../provider/clouds/memberships";
import { lookAt } from "../provider/clouds/writing";

const given = z
  .object({
    cloud: z.enum(["alicloud", "tencentcloud", "baiducloud"]),
    region: z.string(),
    profile: z.string().optional(),
    group: z.string(),
    targets: z.array(z.object({ id: z.string(), home: z.array(z.string()) })),
  })
  .parse(JSON.parse(process.env["SECGROUP_LIVE"] ?? "null"));

const settings = { config: () => undefined, env: process.env };
const opened = registry[given.cloud]({ region: given.region, profile: given.profile }, settings);
const cloud = retry(serialize(opened), Math.random);
const call = (): Call => ({ deadline: deadlineIn(120, systemClock) });

/** A well-formed ID of nothing: the same prefix and length, and a tail that no ID has. */
function unusedIdLike(id: string): string {
  const kept = id.indexOf("-") + 2;
  return id.slice(0, kept) + "0".repeat(Math.max(8, id.length - kept));
}

describe.each(given.targets)(`$id in ${given.group} (${given.cloud} ${given.region})`, ({ id, home }) => {
  /** Reads can lag behind: asked until they are as expected, or for too long. The order is the cloud's. */
  const expectGroups: Stage["expectGroups"] = async (changes) => {
    const expected = [...(changes[id] ?? home)].sort();
    const { deadline } = call();
    for (;;) {
      const shown = [...((await lookAt(cloud, targetOf(id), { deadline }))?.securityGroupIds ?? [])].sort();
      const isSo = JSON.stringify(shown) === JSON.stringify(expected);
      if (!isSo && (await deadline.sleep(1000))) continue;
      expect(shown).toEqual(expected);
      return;
    }
  };

  test.each(membershipTests)("$name", ({ run }) =>
    run({
      ...{ cloud, call, target: id, home, group: given.group, calm: false, expectGroups },
      ...{ goneGroup: unusedIdLike(given.group), missing: unusedIdLike(id) },
    }),
  );
});

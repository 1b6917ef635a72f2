import { create } from "../../../provider/lifecycle/create";
import { PartiallyCreated } from "../../../provider/lifecycle/failure";
import type { Session } from "../../../provider/lifecycle/session";
import { UsageError } from "../../../provider/model/errors";
import { formatId } from "../../../provider/model/id";
import { type Inputs, membershipOf } from "../../../provider/model/inputs";
import { type Emulated, emulated } from "./emulated";

const groups = ["sg-home", "sg-1", "sg-2", "sg-3", "sg-4", "sg-5", "sg-new", "sg-other"];
const full = ["sg-home", "sg-1", "sg-2", "sg-3", "sg-4"];
let cloud: Emulated;
beforeEach(async () => {
  cloud = await emulated("alicloud", {
    securityGroups: groups.map((id) => ({ id })),
    instances: [
      { id: "i-full", groups: full },
      { id: "i-roomy", groups: full.slice(0, 4) },
      { id: "i-2", groups: ["sg-home", "sg-1"] },
    ],
  });
});
afterEach(() => cloud.close());

const idOf = (inputs: Inputs) => formatId(membershipOf(inputs));
const declare = (inputs: Inputs, givenUp: readonly Inputs[]) =>
  cloud.session.memory.claims.declare(idOf(inputs), { knownAt: 0, owned: false, givenUp });

/** A session in which the profile "gone" is not set up any more. */
const withoutProfile = (): Session => ({
  ...cloud.session,
  cloudOf: (account) => {
    if (account.profile === "gone") throw new UsageError('the profile "gone" is not there');
    return cloud.session.cloudOf(account);
  },
});

test("room comes from what the program removed, before what another resource moves away from", async () => {
  const added = cloud.inputs("sg-new", "i-full");
  const moved = cloud.inputs("sg-other", "i-full");
  const [movedFrom, removed] = [cloud.inputs("sg-1", "i-full"), cloud.inputs("sg-2", "i-full")];
  cloud.session.memory.claims.replace(movedFrom, idOf(moved));
  declare(added, [movedFrom, removed]);
  await create(added, cloud.session);
  expect(cloud.groupsOf("i-full")).toEqual(["sg-home", "sg-1", "sg-3", "sg-4", "sg-new"]);
});

test("a move from another target leaves nothing of this one, though its group is given up here too", async () => {
  const moved = cloud.inputs("sg-new", "i-roomy");
  cloud.session.memory.claims.replace(cloud.inputs("sg-1", "i-2"), idOf(moved));
  declare(moved, [cloud.inputs("sg-1", "i-roomy")]);
  await create(moved, cloud.session);
  expect(cloud.groupsOf("i-roomy")).toEqual([...full.slice(0, 4), "sg-new"]);
  expect(cloud.groupsOf("i-2")).toEqual(["sg-home", "sg-1"]);
});

test("a move that the state has begun leaves its old group only if the program does not declare that", async () => {
  const moved = cloud.inputs("sg-new", "i-full");
  cloud.session.memory.claims.resume(cloud.inputs("sg-1", "i-full"), idOf(moved));
  declare(moved, []);
  await expect(create(moved, cloud.session)).rejects.toThrow("InstanceSecurityGroupLimitExceeded");
  expect(cloud.groupsOf("i-full")).toEqual(full);
});

test("what was left is joined again where the next one cannot be left, since its profile is gone", async () => {
  cloud.setFaults({ kind: "error", action: "JoinSecurityGroup", code: "InstanceSecurityGroupLimitExceeded", times: 2 });
  const added = cloud.inputs("sg-new", "i-full");
  declare(added, [cloud.inputs("sg-1", "i-full"), cloud.inputs("sg-2", "i-full", { profile: "gone" })]);
  await expect(create(added, withoutProfile())).rejects.toThrow('the profile "gone" is not there');
  expect([...cloud.groupsOf("i-full")].sort()).toEqual([...full].sort());
});

test("a joined membership stays in the state where its old one cannot be left, since that one's profile is gone", async () => {
  const moved = cloud.inputs("sg-new", "i-roomy");
  const old = cloud.inputs("sg-1", "i-roomy", { profile: "gone" });
  cloud.session.memory.claims.replace(old, idOf(moved));
  declare(moved, [old]);
  await expect(create(moved, withoutProfile())).rejects.toBeInstanceOf(PartiallyCreated);
  expect(cloud.groupsOf("i-roomy")).toEqual([...full.slice(0, 4), "sg-new"]);
});

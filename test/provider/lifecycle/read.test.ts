import { read, readExisting } from "../../../provider/lifecycle/read";
import { cloudError, recordOf, scriptedCloud, sessionWith, someInputs } from "../scriptedCloud";

const inside = recordOf("i-1", { securityGroupIds: ["sg-1"] });
const outside = recordOf("i-1", { securityGroupIds: ["sg-a", "sg-b"] });

test("a membership that the cloud shows is there", async () => {
  await expect(read(someInputs, someInputs, sessionWith(scriptedCloud({ reads: [inside] })))).resolves.toBe("there");
});

test("a target that is shown without the group is not a member", async () => {
  await expect(read(someInputs, someInputs, sessionWith(scriptedCloud({ reads: [outside] })))).resolves.toBe("gone");
});

test("a target that is not listed is gone only when a second operation says so", async () => {
  const cloud = scriptedCloud({ reads: ["notListed"], confirm: "gone" });
  await expect(read(someInputs, someInputs, sessionWith(cloud))).resolves.toBe("gone");
  expect(cloud.asked).toEqual(["read", "confirm"]);
});

test("a target that is not listed but that the second operation shows is judged by that", async () => {
  const cloud = scriptedCloud({ reads: ["notListed"], confirm: inside });
  await expect(read(someInputs, someInputs, sessionWith(cloud))).resolves.toBe("there");
});

test.each(["unavailable", "unauthorized", "throttled", "unexpected"] as const)(
  "%s is an error, never 'gone'",
  async (kind) => {
    const cloud = scriptedCloud({ reads: [cloudError({ kind, code: "Code" })] });
    await expect(read(someInputs, someInputs, sessionWith(cloud))).rejects.toThrow(
      "alicloud cn-hangzhou: cannot read whether instance i-1 is in security group sg-1: Code: some reason.",
    );
  },
);

test("get of a membership that is not there is an error that says where the target is", async () => {
  await expect(readExisting(someInputs, sessionWith(scriptedCloud({ reads: [outside] })))).rejects.toThrow(
    "cannot read whether instance i-1 is in security group sg-1: it is not; instance i-1 is in: sg-a, sg-b.",
  );
});

test("get of a membership whose target is gone is an error", async () => {
  const cloud = scriptedCloud({ reads: ["notListed"], confirm: "gone" });
  await expect(readExisting(someInputs, sessionWith(cloud))).rejects.toThrow("instance i-1 does not exist.");
});

describe("a membership whose join was sent and not seen", () => {
  const state = { ...someInputs, unfinished: true, inPlaceOf: "sg-old" };

  test("stays unfinished while it is not shown: it would be nobody's once it shows", async () => {
    const inOld = recordOf("i-1", { securityGroupIds: ["sg-old"] });
    const session = sessionWith(scriptedCloud({ reads: [inOld] }));
    await expect(read(state, someInputs, session)).resolves.toEqual({ unfinished: true, inPlaceOf: "sg-old" });
  });

  test("forgets whose place it takes once that is empty: it could be somebody else's later", async () => {
    const session = sessionWith(scriptedCloud({ reads: [outside] }));
    await expect(read(state, someInputs, session)).resolves.toEqual({ unfinished: true });
  });

  test("is there once it shows", async () => {
    await expect(read(state, someInputs, sessionWith(scriptedCloud({ reads: [inside] })))).resolves.toBe("there");
  });

  test("is gone with its target", async () => {
    const session = sessionWith(scriptedCloud({ reads: ["notListed"], confirm: "gone" }));
    await expect(read(state, someInputs, session)).resolves.toBe("gone");
  });
});

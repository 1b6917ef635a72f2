import * as pulumi from "@pulumi/pulumi";
import { SecurityGroupMembership, type SecurityGroupMembershipArgs } from "../../provider";

const args: SecurityGroupMembershipArgs = {
  cloud: "alicloud",
  region: "cn-hangzhou",
  securityGroupId: "sg-1",
  instanceId: "i-1",
};

/** What the engine is handed, by the resource's name. */
const handed = new Map<string, Readonly<Record<string, unknown>>>();
/** What the engine answers beside what it was handed. */
let answered: Readonly<Record<string, unknown>> = {};

beforeAll(async () => {
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ name, inputs, id }) => {
      handed.set(name, inputs as Record<string, unknown>);
      return { id: id || "an-id", state: { ...(inputs as object), ...answered } };
    },
    call: () => ({}),
  };
  await pulumi.runtime.setMocks(mocks, "program", "dev", false);
});
beforeEach(() => {
  answered = {};
});

const valueOf = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));

describe("the properties of a membership", () => {
  test("are outputs, also where nothing was given", async () => {
    const membership = new SecurityGroupMembership("plain", args);
    await expect(valueOf(membership.securityGroupId)).resolves.toBe("sg-1");
    await expect(valueOf(membership.instanceId)).resolves.toBe("i-1");
    for (const absent of [membership.networkInterfaceId, membership.profile]) {
      expect(pulumi.Output.isInstance(absent)).toBe(true);
      await expect(valueOf<unknown>(absent)).resolves.toBeUndefined();
    }
  });

  test("are handed over if they are given, or filled in by a default", async () => {
    const membership = new SecurityGroupMembership("some", {
      ...args,
      instanceId: undefined,
      networkInterfaceId: "eni-1",
    });
    await expect(valueOf(membership.networkInterfaceId)).resolves.toBe("eni-1");
    await expect(valueOf(membership.instanceId)).resolves.toBeUndefined();
    answered = { region: "cn-beijing", onExisting: "adopt", timeoutSeconds: 300 };
    const { region, onExisting, timeoutSeconds } = new SecurityGroupMembership("filled", {
      ...args,
      region: undefined,
    });
    await expect(valueOf(region)).resolves.toBe("cn-beijing");
    await expect(valueOf(onExisting)).resolves.toBe("adopt");
    await expect(valueOf(timeoutSeconds)).resolves.toBe(300);
  });

  test("are what a transformation makes them", async () => {
    const membership = new SecurityGroupMembership("transformed", args, {
      transformations: [({ props, opts }) => ({ props: { ...(props as object), profile: "audit" }, opts })],
    });
    await expect(valueOf(membership.profile)).resolves.toBe("audit");
    expect(handed.get("transformed")).toMatchObject({ profile: "audit" });
  });

  test("are what the engine answers, where a transform of its own gave more than the program", async () => {
    answered = { profile: "audit" };
    const { profile } = new SecurityGroupMembership("answered", args);
    await expect(valueOf(profile)).resolves.toBe("audit");
  });

  test("of one that is looked up are what was found", async () => {
    answered = { ...args, profile: "audit" };
    const found = SecurityGroupMembership.get("found", "alicloud/cn-hangzhou/sg-1/i-1");
    await expect(valueOf(found.instanceId)).resolves.toBe("i-1");
    await expect(valueOf(found.profile)).resolves.toBe("audit");
    await expect(valueOf(found.networkInterfaceId)).resolves.toBeUndefined();
  });
});

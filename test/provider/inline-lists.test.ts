import * as alicloud from "@pulumi/alicloud/ecs";
import { NetworkInterface } from "@pulumi/alicloud/vpc";
import * as pulumi from "@pulumi/pulumi";
import { ignoreInlineSecurityGroups, inlineLists } from "../../provider/inline-lists";
import { transformChildren } from "../../provider/resource-tree";

/** The options that the resources of the program end up with, by their names. */
let options: Record<string, pulumi.CustomResourceOptions>;
const ignored = (name: string) => options[name]?.ignoreChanges ?? [];

beforeEach(async () => {
  options = {};
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }: pulumi.runtime.MockResourceArgs) => ({
      id: `${name}-id`,
      state: inputs as Record<string, unknown>,
    }),
    call: () => ({}),
  });
});

const keepOptions: pulumi.ResourceTransformation = ({ name, opts }) => {
  options[name] = opts;
  return undefined;
};

/** Runs a program: first what it sets up, then its resources. */
async function run(before: () => void, resources: () => void): Promise<void> {
  await pulumi.runtime.runInPulumiStack(() => {
    before();
    pulumi.runtime.registerStackTransformation(keepOptions);
    resources();
    return Promise.resolve({});
  });
  await pulumi.runtime.disconnect();
}
const nothing = () => undefined;

class Custom extends pulumi.CustomResource {
  constructor(type: string, name: string, opts?: pulumi.CustomResourceOptions) {
    super(type, name, {}, opts);
  }
}

class Component extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:Component", name);
    new alicloud.Instance(`${name}-instance`, {}, { parent: this });
  }
}

test("instances and interfaces declared after the call ignore the lists inside them", async () => {
  await run(ignoreInlineSecurityGroups, () => {
    new alicloud.Instance("instance", { securityGroups: ["sg-1"] });
    new alicloud.EcsNetworkInterface("interface", { vswitchId: "vsw-1", securityGroupIds: ["sg-1"] });
    new Custom("tencentcloud:index/instance:Instance", "tencent");
  });
  expect(ignored("instance")).toEqual(["securityGroups"]);
  expect(ignored("interface")).toEqual(["securityGroupIds", "securityGroups"]);
  expect(ignored("tencent")).toEqual(["securityGroups", "orderlySecurityGroups"]);
});

test("the interfaces inside an instance are spoken of only where there are some", async () => {
  await run(ignoreInlineSecurityGroups, () => {
    new alicloud.Instance("instance", { networkInterfaces: [{ securityGroupIds: ["sg-1"] }] } as object);
  });
  expect(ignored("instance")).toEqual(["securityGroups", "networkInterfaces[*].securityGroupIds"]);
});

test("so do those inside a component, and nothing else", async () => {
  await run(ignoreInlineSecurityGroups, () => {
    new Component("web");
    new alicloud.SecurityGroup("group", {});
    new alicloud.EcsLaunchTemplate("template", { securityGroupIds: ["sg-1"] });
  });
  expect(ignored("web-instance")).toEqual(["securityGroups"]);
  expect(ignored("group")).toEqual([]);
  expect(ignored("template")).toEqual([]);
});

test("what a resource ignores already stays, nothing is listed twice, and a second call changes nothing", async () => {
  const twice = () => {
    ignoreInlineSecurityGroups();
    ignoreInlineSecurityGroups();
  };
  await run(twice, () => {
    new alicloud.Instance("instance", {}, { ignoreChanges: ["tags", "securityGroups"] });
  });
  expect(ignored("instance")).toEqual(["tags", "securityGroups"]);
});

test("the other options of a resource stay as they are", async () => {
  await run(ignoreInlineSecurityGroups, () => {
    const group = new alicloud.SecurityGroup("group", {});
    new alicloud.Instance("instance", {}, { protect: true, deletedWith: group });
  });
  expect(options["instance"]).toMatchObject({ protect: true, deletedWith: expect.anything() as unknown });
});

test("without the call nothing is ignored", async () => {
  await run(nothing, () => {
    new alicloud.Instance("instance", { securityGroups: ["sg-1"] });
  });
  expect(ignored("instance")).toEqual([]);
});

test.each([
  ["Instance", alicloud.Instance],
  ["EcsInstanceSet", alicloud.EcsInstanceSet],
  ["EcsNetworkInterface", alicloud.EcsNetworkInterface],
  ["NetworkInterface", NetworkInterface],
])("the table knows the real %s by its token, and lists properties that it has", async (_name, type) => {
  const { __pulumiType: token } = type as unknown as { readonly __pulumiType: string };
  expect(Object.keys(inlineLists)).toContain(token);
  const given: string[] = [];
  await run(nothing, () => {
    const resource = new type("one", { vswitchId: "x", imageId: "x", instanceType: "x", securityGroupIds: [] });
    given.push(...Object.keys(resource));
  });
  for (const path of inlineLists[token] ?? []) expect(given).toContain(path.split("[")[0]);
});

describe("what is declared before the call", () => {
  /** What the program warned of. */
  let warnings: string[];
  beforeEach(() => {
    warnings = [];
    jest.spyOn(pulumi.log, "warn").mockImplementation((text) => {
      warnings.push(text);
      return Promise.resolve();
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test("is warned of by its names, whoever its parent is, once", async () => {
    await run(nothing, () => {
      new Component("web");
      new alicloud.SecurityGroup("group", {});
      for (let index = 1; index <= 6; index += 1) new alicloud.Instance(`instance-${index}`, {});
      ignoreInlineSecurityGroups();
      ignoreInlineSecurityGroups();
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(
      'does not reach "web-instance", "instance-1", "instance-2", "instance-3", "instance-4" and 2 more, which were declared',
    );
    expect(warnings[0]).toContain("Load pulumi-secgroup/ignore-inline in the first line");
  });

  test("is nothing to warn of without instances", async () => {
    await run(nothing, () => {
      new alicloud.SecurityGroup("group", {});
      ignoreInlineSecurityGroups();
    });
    expect(warnings).toEqual([]);
  });

  test("lets its later children ignore their lists, where it is a component", async () => {
    await run(nothing, () => {
      const parent = new pulumi.ComponentResource("test:index:Empty", "parent");
      ignoreInlineSecurityGroups();
      transformChildren(parent, keepOptions);
      new alicloud.Instance("child", { securityGroups: ["sg-1"] }, { parent });
    });
    expect(ignored("child")).toEqual(["securityGroups"]);
    expect(warnings).toEqual([]);
  });
});

test("a unit test that runs no stack loads a program that calls it", () => {
  pulumi.runtime.setAllConfig({});
  expect(() => {
    ignoreInlineSecurityGroups();
  }).not.toThrow();
});

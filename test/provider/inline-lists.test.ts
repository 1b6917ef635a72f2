import * as alicloud from "@pulumi/alicloud/ecs";
import { NetworkInterface } from "@pulumi/alicloud/vpc";
import * as pulumi from "@pulumi/pulumi";
import { ignoreInlineSecurityGroups, inlineLists } from "../../provider/inline-lists";

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

/** Runs a program: first what it sets up, then its resources. */
async function run(before: () => void, resources: () => void): Promise<void> {
  await pulumi.runtime.runInPulumiStack(() => {
    before();
    pulumi.runtime.registerStackTransformation(({ name, opts }) => {
      options[name] = opts;
      return undefined;
    });
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

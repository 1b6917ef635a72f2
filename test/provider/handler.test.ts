import { startEmulator, type Emulator } from "../../emulator";
import { Steps } from "../../provider/calls/steps";
import { SecurityGroupMembership as provider } from "../../provider/handler";
import { serializedProvider } from "../../provider/serialized";

const { check, create, diff, read, configure } = provider;
if (!check || !diff || !read || !configure) throw new Error("the engine asks for all of them");

let emulator: Emulator;
beforeAll(async () => {
  // They would win over the configuration.
  for (const name of ["SECGROUP_ENDPOINT", "SECGROUP_TENCENTCLOUD_ENDPOINT"]) Reflect.deleteProperty(process.env, name);
  emulator = await startEmulator({
    world: {
      tencentcloud: {
        credentials: [{ id: "dummy-id", secret: "dummy-secret" }],
        regions: {
          "ap-guangzhou": {
            securityGroups: [{ id: "sg-a" }, { id: "sg-b" }, { id: "sg-c" }],
            instances: [
              { id: "ins-1", groups: [] },
              { id: "ins-2", groups: ["sg-a"] },
            ],
          },
        },
      },
    },
  });
  const config = new Map([
    ["secgroup:endpoint", emulator.url],
    ["tencentcloud:secretId", "dummy-id"],
    ["tencentcloud:secretKey", "dummy-secret"],
  ]);
  await configure({ config: { get: (key) => config.get(key), require: (key) => config.get(key) ?? "" } });
});
afterEach(() => {
  emulator.setFaults([]);
});
afterAll(() => emulator.close());

const idOf = (group: string, target: string) => `tencentcloud/ap-guangzhou/${group}/${target}`;
function inputsOf(group: string, target: string) {
  return {
    cloud: "tencentcloud",
    region: "ap-guangzhou",
    securityGroupId: group,
    instanceId: target,
    onExisting: "adopt",
    timeoutSeconds: 5,
  };
}
function propertiesOf(group: string, target: string) {
  return { ...inputsOf(group, target), __provider: serializedProvider };
}

describe("what the engine is about to hand over", () => {
  const prepare = jest.spyOn(Steps.prototype, "prepare");
  beforeEach(() => prepare.mockClear());
  afterAll(() => prepare.mockRestore());

  test("a new membership that may be is prepared by its check", async () => {
    await check({}, propertiesOf("sg-a", "ins-1"));
    expect(prepare).toHaveBeenCalledTimes(1);
  });

  test("one that may not be is not, nor one that the state has", async () => {
    await check({}, { ...propertiesOf("sg-a", "ins-1"), cloud: "nimbus" });
    await check(propertiesOf("sg-a", "ins-1"), propertiesOf("sg-a", "ins-1"));
    expect(prepare).not.toHaveBeenCalled();
  });

  test("an update is prepared by its diff; a replacement only by its second check", async () => {
    const olds = propertiesOf("sg-a", "ins-2");
    const news = { ...olds, onExisting: "fail" };
    await check(olds, news);
    await diff(idOf("sg-a", "ins-2"), olds, news);
    expect(prepare).toHaveBeenCalledTimes(1);
    const other = propertiesOf("sg-b", "ins-2");
    await diff(idOf("sg-a", "ins-2"), olds, other);
    expect(prepare).toHaveBeenCalledTimes(1);
    await check({}, other);
    expect(prepare).toHaveBeenCalledTimes(2);
  });

  test("a diff of what no program declares, as a refresh asks for it, prepares nothing", async () => {
    const olds = propertiesOf("sg-b", "ins-1");
    await diff(idOf("sg-b", "ins-1"), olds, { ...olds, onExisting: "fail" });
    expect(prepare).not.toHaveBeenCalled();
  });
});

describe("what it answers", () => {
  test("the state of a membership is what it was asked for as", async () => {
    const inputs = inputsOf("sg-a", "ins-1");
    await expect(create(inputs)).resolves.toEqual({ id: idOf("sg-a", "ins-1"), outs: inputs });
    await expect(read(idOf("sg-a", "ins-1"), inputs)).resolves.toEqual({
      id: idOf("sg-a", "ins-1"),
      props: inputs,
      inputs,
    });
  });

  test("an import has the ID alone, and gets what it does not say by default", async () => {
    const { props } = await read(idOf("sg-a", "ins-2"), {});
    expect(props).toMatchObject({ securityGroupId: "sg-a", instanceId: "ins-2", onExisting: "adopt" });
  });

  test("what is gone has neither ID nor state", async () => {
    await expect(read(idOf("sg-b", "ins-2"), propertiesOf("sg-b", "ins-2"))).resolves.toEqual({});
  });

  test("results hold no undefined, which the protocol cannot carry", async () => {
    const { outs } = await create({ ...propertiesOf("sg-a", "ins-1"), profile: undefined });
    expect(outs).not.toHaveProperty("profile");
  });

  test("an expected failure is one line without a stack", async () => {
    const failed = await create(propertiesOf("sg-none", "ins-1")).catch((error: unknown) => error);
    if (!(failed instanceof Error)) throw new Error("it did not fail");
    expect(failed.message).toMatch(/^tencentcloud ap-guangzhou: cannot join .* security group sg-none/);
    expect(failed.message).not.toContain("\n");
    // What the SDK prints of it, beside what the engine shows on the resource.
    expect(`${String(failed)}: ${failed.stack}`).toBe("secgroup: a step failed; the error is shown with its resource.");
  });

  test("a state that holds no membership is named as such", async () => {
    await expect(create({ cloud: "tencentcloud" })).rejects.toThrow("the state does not hold a membership");
  });

  test("a join that does not show in time keeps its state, for the next up to finish", async () => {
    emulator.setFaults([{ kind: "staleRead" }]);
    const news = { ...propertiesOf("sg-c", "ins-1"), timeoutSeconds: 2 };
    const failed = await create(news).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      id: idOf("sg-c", "ins-1"),
      properties: { ...news, unfinished: true },
      reasons: [expect.stringContaining("ins-1")],
    });
  });
});

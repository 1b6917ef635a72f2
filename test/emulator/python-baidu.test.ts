import { groups, world } from "./baidu/world";
import { describePython } from "./python-sdk";

const initial = world({
  groups: groups("g-a", "g-b", "esg-a"),
  instances: [
    { id: "i-1", groups: ["g-a"] },
    { id: "i-2", groups: ["g-a"] },
  ],
  interfaces: [{ id: "eni-1", groups: ["g-a"] }],
});

describePython("Baidu's official Python SDK", "requirements-baidu.txt", initial, (sdk) => {
  test("bce-python-sdk binds, unbinds, reads and sets, and is refused with a wrong secret", async () => {
    expect(await sdk.run("baidu.py")).toBe("ok");
    expect(sdk.emulator.requests().byAction).not.toHaveProperty("baiducloud:unknown");
  }, 60_000);
});

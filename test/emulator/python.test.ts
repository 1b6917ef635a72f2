import { DEFAULT_WORLD } from "../../emulator";
import { describePython } from "./python-sdk";

describePython("Alibaba's official Python SDKs", "requirements.txt", DEFAULT_WORLD, (sdk) => {
  beforeEach(() => sdk.emulator.replaceWorld(DEFAULT_WORLD));

  test.each([
    ["alibabacloud_ecs20140526 (ACS3)", "alibaba_acs3.py"],
    ["aliyun-python-sdk-ecs (RPC V1)", "alibaba_v1.py"],
  ])(
    "%s joins and leaves, and is refused with a wrong secret",
    async (_sdk, script) => {
      expect(await sdk.run(script)).toBe("ok");
    },
    60_000,
  );
});

import { DEFAULT_WORLD } from "../../emulator";
import { describePython } from "./python-sdk";

describePython("Tencent's official Python SDKs", "requirements-tencent.txt", DEFAULT_WORLD, (sdk) => {
  beforeEach(() => sdk.emulator.replaceWorld(DEFAULT_WORLD));

  const ways = [
    ["TC3-HMAC-SHA256", "POST"],
    ["TC3-HMAC-SHA256", "GET"],
    ["HmacSHA256", "POST"],
    ["HmacSHA1", "GET"],
  ] as const;

  test.each(["tencent_cvm.py", "tencent_vpc.py"].flatMap((script) => ways.map((way) => [script, ...way] as const)))(
    "%s joins and leaves, and is refused with a wrong secret (%s, %s)",
    async (script, signMethod, requestMethod) => {
      const outcome = await sdk.run(script, { SIGN_METHOD: signMethod, REQUEST_METHOD: requestMethod });
      expect(outcome).toBe("ok");
    },
    60_000,
  );
});

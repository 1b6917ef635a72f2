/** Who may use the control API: programs on this machine, and no web page of another site. */
import { request } from "node:http";
import { startEmulator, type Emulator } from "../../emulator";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

/** By hand: `fetch` sets Host and Origin itself. */
function ask(
  headers: Record<string, string>,
  method = "GET",
  path = "/world",
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: "127.0.0.1", port: emulator.port, method, path: `/_emulator${path}`, headers, agent: false },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => (text += part));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on("error", reject);
    sent.end(method === "PUT" ? "[]" : undefined);
  });
}

const own = () => `127.0.0.1:${emulator.port}`;

test.each([
  ["127.0.0.1", "127.0.0.1"],
  ["a forwarded port", "127.0.0.1:9"],
  ["localhost", "localhost:4577"],
  ["LOCALHOST", "LOCALHOST"],
  ["IPv6", "[::1]:4577"],
  ["another loopback address", "127.1.2.3:80"],
])("a program that asks for %s is answered", async (_what, host) => {
  expect(await ask({ host })).toMatchObject({ status: 200 });
});

test("a page of the emulator's own origin is answered", async () => {
  expect(await ask({ host: own(), origin: `http://${own()}` })).toMatchObject({ status: 200 });
});

test.each<[string, () => Record<string, string>]>([
  ["a name that is rebound to 127.0.0.1", () => ({ host: `evil.example:${emulator.port}` })],
  ["such a page's own origin", () => ({ host: "evil.example", origin: "http://evil.example" })],
  ["a name that begins like a loopback name", () => ({ host: "localhost.evil.example" })],
  ["an address that begins like one", () => ({ host: "127.0.0.1.evil.example:4577" })],
  ["a page of another site", () => ({ host: own(), origin: "https://evil.example" })],
  ["a page of another port of this machine", () => ({ host: own(), origin: "http://127.0.0.1:1" })],
  ["a page by https", () => ({ host: own(), origin: `https://${own()}` })],
  ["a sandboxed page", () => ({ host: own(), origin: "null" })],
  ["an empty origin", () => ({ host: own(), origin: "" })],
  ["an address of the network", () => ({ host: "192.168.1.2:4577" })],
])("%s is refused with 403, whatever it asks for", async (_what, headers) => {
  for (const [method, path] of [
    ["GET", "/world"],
    ["PUT", "/faults"],
    ["DELETE", "/requests"],
    ["PUT", "/memberships"],
    ["GET", "/no-such-path"],
    ["OPTIONS", "/world"],
  ] as const) {
    const { status, text } = await ask(headers(), method, path);
    expect([method, path, status]).toEqual([method, path, 403]);
    expect(text).toContain("a loopback name");
  }
  expect(emulator.world.alicloud.regions["cn-hangzhou"]?.instances).not.toEqual([]);
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../cli/command";

const preview = join(__dirname, "../fixtures/previews/unchanged.json");

const folder = mkdtempSync(join(tmpdir(), "secgroup-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const output = { out: "", err: "" };
beforeEach(() => {
  output.out = "";
  output.err = "";
  jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    output.out += String(text);
    return true;
  });
  jest.spyOn(process.stderr, "write").mockImplementation((text) => {
    output.err += String(text);
    return true;
  });
});
afterEach(() => jest.restoreAllMocks());

async function until(ready: () => boolean): Promise<void> {
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** Starts an emulator by its command line, works with it, and ends it by a signal. */
async function whileRunning(args: string[], signal: "SIGINT" | "SIGTERM", work: (url: string) => Promise<void>) {
  const code = run(["emulator", ...args]);
  await until(() => output.out.includes("\n"));
  const [, url = ""] = /^secgroup emulator listening on (http:\/\/127\.0\.0\.1:\d+)\n/.exec(output.out) ?? [];
  try {
    await work(url);
  } finally {
    process.emit(signal);
  }
  return code;
}

test("--version prints the package's version", async () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };
  expect(await run(["--version"])).toBe(0);
  expect(output.out).toBe(`${version}\n`);
});

test("--help names the commands", async () => {
  expect(await run(["--help"])).toBe(0);
  expect(output.out).toContain("emulator");
});

test("emulator --help names the options, the default world and its dummy credentials", async () => {
  expect(await run(["emulator", "--help"])).toBe(0);
  for (const part of ["--port", "--world", "--latency-ms", "--no-rate-limit", "4577"])
    expect(output.out).toContain(part);
  for (const part of [
    "emulator-access-key-id",
    "emulator-access-key-secret",
    "cn-hangzhou",
    "vpc-demo",
    "sg-monitoring",
  ]) {
    expect(output.out).toContain(part);
  }
  for (const part of ["i-web1", "ins-web1", "g-web", "ap-guangzhou", "bj"]) expect(output.out).toContain(part);
});

test.each([
  [["bogus"], "secgroup: unknown command or option bogus; see secgroup --help\n"],
  [["emulator", "--bogus"], "secgroup emulator: Unknown option '--bogus'; see secgroup emulator --help\n"],
  [["emulator", "extra"], /^secgroup emulator: Unexpected argument 'extra'.*; see secgroup emulator --help\n$/],
  [["emulator", "--port"], /^secgroup emulator: Option '--port.*; see secgroup emulator --help\n$/],
  [
    ["emulator", "--port", "70000"],
    'secgroup emulator: --port must be a whole number from 0 to 65535, was given "70000"\n',
  ],
  [["emulator", "--latency-ms", "soon"], /--latency-ms must be a whole number/],
  [["report", "--bogus"], "secgroup report: Unknown option '--bogus'; see secgroup report --help\n"],
  [["report", "a.json", "b.json"], "secgroup report: Unexpected argument 'b.json'; see secgroup report --help\n"],
])("%j is not understood: one line and exit code 2", async (args, message) => {
  expect(await run(args)).toBe(2);
  expect(output.err).toMatch(message);
  expect(output.err.split("\n")).toHaveLength(2);
});

test.each(["SIGINT", "SIGTERM"] as const)("serves the default world until %s, then exits with 0", async (signal) => {
  const code = await whileRunning(["--port", "0"], signal, async (url) => {
    const world = (await (await fetch(`${url}/_emulator/world`)).json()) as { alicloud: unknown };
    expect(world.alicloud).toMatchObject({ credentials: [{ id: "emulator-access-key-id", secret: "<redacted>" }] });
  });
  expect(code).toBe(0);
});

test("serves a world file", async () => {
  const world = file("world.json", '{"baiducloud": {"regions": {"bj": {"instances": [{"id": "i-9"}]}}}}');
  await whileRunning(["--port", "0", "--world", world], "SIGTERM", async (url) => {
    expect(await (await fetch(`${url}/_emulator/world`)).text()).toContain('"i-9"');
  });
});

test("a taken port is named, with what to do", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => other.once("listening", resolve));
  const { port } = other.address() as AddressInfo;
  expect(await run(["emulator", "--port", String(port)])).toBe(1);
  expect(output.err).toBe(
    `secgroup emulator: port ${port} is taken; name another with --port, or let --port 0 pick a free one\n`,
  );
  other.close();
});

test.each([
  ["a world file that is not there", join(folder, "none.json"), "there is no such file"],
  ["a folder", folder, "it is a folder"],
  ["no JSON", file("broken.json", '{\n  "alicloud": ,\n}'), "is not valid JSON: unexpected text at line 2, column 15"],
  [
    "a wrong key",
    file("wrong.json", '{"alicloud": {"regionz": {}}}'),
    "alicloud.regionz: unknown key; allowed: credentials, regions",
  ],
  ["null", file("null.json", "null"), "expected an object, was given null"],
])("%s is told with exit code 1", async (_what, path, message) => {
  expect(await run(["emulator", "--port", "0", "--world", path])).toBe(1);
  expect(output.err).toContain(path);
  expect(output.err).toContain(message);
  expect(output.err).not.toContain("    at ");
});

test("report --help says how to use it, and what the exit codes mean", async () => {
  expect(await run(["report", "--help"])).toBe(0);
  for (const part of ["pulumi preview --json --show-sames", "--title", "Exit code"]) expect(output.out).toContain(part);
});

test("report prints a preview as Markdown, headed by its title", async () => {
  expect(await run(["report", preview, "--title", "dev"])).toBe(0);
  expect(output.out).toMatch(/^\*\*dev\*\*: no changes\. /);
  expect(output.err).toBe("");
});

const notAPreview = (reason: string) => new RegExp(`is not the document of pulumi preview --json: ${reason}\\.\\n$`);
test.each([
  ["nothing", "", 2, notAPreview("it is empty\\. The preview ended .*")],
  ["a document that is cut off", '{"steps": [{"op": "create"', 2, notAPreview("it is not JSON, or it is cut off")],
  ["text", "Previewing update (dev)", 2, notAPreview("it is not JSON, or it is cut off")],
  ["an empty object", "{}", 2, notAPreview("it is JSON of another kind: it holds no steps")],
  ["a list", "[]", 2, notAPreview("it is JSON of another kind")],
  ["steps of another kind", '{"steps": [{"op": 1}]}', 2, notAPreview("it is JSON of another kind \\(at steps.0.op\\)")],
  [
    "events",
    '{"sequence":0,"timestamp":1,"preludeEvent":{}}\n{"sequence":1,"timestamp":1}\n',
    2,
    /a stream of engine events/,
  ],
  ["one event", '{"sequence":0,"timestamp":1,"preludeEvent":{}}', 2, /a stream of engine events/],
])("report of %s is refused in one line", async (what, text, code, message) => {
  expect(await run(["report", file(`${what}.json`, text)])).toBe(code);
  expect(output.err).toMatch(message);
  expect(output.err.split("\n")).toHaveLength(2);
  expect(output.out).toBe("");
});

test("report of a file that is not there is told with exit code 1", async () => {
  expect(await run(["report", join(folder, "none.json")])).toBe(1);
  expect(output.err).toBe(`secgroup report: cannot read ${join(folder, "none.json")}: there is no such file\n`);
});

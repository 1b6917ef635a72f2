/**
 * A preview whose names, IDs, operations and messages are hostile, through the whole command: it ends with a report or with
 * one line that says what is wrong, and neither holds a control character, a command of a CI system or a signature.
 * `SECGROUP_PROPERTY_SEED` and `SECGROUP_PROPERTY_RUNS` play other documents; a failure tells the seed.
 */
import * as fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runReport } from "../../../cli/report";
import { longestReport } from "../../../cli/report/render";
import { hasRawControl, hostileTexts, isCommand } from "../../hostile";

const seed = Number(process.env["SECGROUP_PROPERTY_SEED"] ?? 20_260_101);
const runs = Number(process.env["SECGROUP_PROPERTY_RUNS"] ?? 300);

const signature = "5e1f".repeat(16);
const signed = [
  `ACS3-HMAC-SHA256 Credential=id,SignedHeaders=host,Signature=${signature}`,
  `TC3-HMAC-SHA256 Credential=id/x/cvm/tc3_request, Signature=${signature}`,
  `bce-auth-v1/id/2026-01-01T00:00:00Z/1800/host/${signature}`,
  `${"x".repeat(1_150)} ${signature}`,
  signature,
];
const text = fc.oneof(
  fc.constantFrom(...hostileTexts, ...signed),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "x".repeat(3_000),
    "alicloud",
    "cn-hangzhou",
    "sg-1",
    "i-1",
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "[secret]",
  ),
);
const type = "pulumi-nodejs:dynamic/secgroup:SecurityGroupMembership";
const urn = fc.oneof(
  { weight: 4, arbitrary: text.map((name) => `urn:pulumi:dev::app::${type}::${name}`) },
  { weight: 1, arbitrary: text.map((name) => `urn:pulumi:dev::app::${name}::${name}`) },
  { weight: 1, arbitrary: text },
);
const value = fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) });
const inputs = fc.record(
  {
    cloud: fc.oneof(fc.constantFrom("alicloud", "tencentcloud", "baiducloud"), value),
    ...{ region: value, securityGroupId: value, instanceId: value, networkInterfaceId: value },
    ...{ onExisting: value, profile: value, timeoutSeconds: value, constructor: value },
  },
  { requiredKeys: ["cloud", "region", "securityGroupId"] },
);
const state = fc.option(
  fc.record({
    id: fc.oneof(
      text,
      fc.tuple(text, text, text, text).map((parts) => parts.join("/")),
    ),
    inputs,
    outputs: inputs,
    retainOnDelete: fc.boolean(),
    propertyDependencies: fc.dictionary(fc.oneof(fc.constant("instanceId"), text), fc.array(text, { maxLength: 2 }), {
      maxKeys: 2,
    }),
  }),
);
const operation = fc.constantFrom(
  ...["create", "update", "same", "replace", "create-replacement", "delete-replaced", "delete", "refresh", "read"],
  ...["constructor", "__proto__", "toString", "a\n::error::b", "##[error]x"],
);
const steps = fc.array(
  fc.record({ op: operation, urn, oldState: state, newState: state, replaceReasons: fc.array(text, { maxLength: 2 }) }),
  {
    maxLength: 5,
  },
);
const message = fc.oneof(
  text,
  fc.tuple(text, text).map((two) => two.join("\n")),
  fc
    .tuple(text, text, text)
    .map(([a, b, c]) => `error: alicloud ${a}: cannot join instance ${b} to security group ${c}: no.`),
);
const diagnostics = fc.array(
  fc.record({
    urn: fc.oneof(urn, fc.constant("")),
    message,
    severity: fc.constantFrom("error", "warning", "info", "constructor"),
  }),
  { maxLength: 4 },
);
const document = fc.record(
  { steps, diagnostics, changeSummary: fc.dictionary(operation, fc.integer(), { maxKeys: 3 }), duration: fc.integer() },
  { requiredKeys: ["steps"] },
);

let folder: string;
let out: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "secgroup-hostile-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  const write = (shown: string | Uint8Array) => {
    out += String(shown);
    return true;
  };
  jest.spyOn(process.stdout, "write").mockImplementation(write);
  jest.spyOn(process.stderr, "write").mockImplementation(write);
});
afterEach(() => jest.restoreAllMocks());

function report(content: string, title = "T"): number {
  const file = join(folder, "preview.json");
  writeFileSync(file, content);
  out = "";
  return runReport([file, "--title", title]);
}

function expectShowable(): void {
  expect(Buffer.byteLength(out)).toBeLessThanOrEqual(longestReport);
  for (const line of out.split("\n")) {
    if (hasRawControl(line.replaceAll("\u2060", ""))) throw new Error(`holds a control: ${JSON.stringify(line)}`);
    if (isCommand(line)) throw new Error(`is a command: ${JSON.stringify(line)}`);
  }
  if (out.includes("5e1f5e1f")) throw new Error(`holds a signature: ${out}`);
}

test("a hostile preview is a report that is fit to be shown", () => {
  fc.assert(
    fc.property(document, text, (preview, title) => {
      expect(report(JSON.stringify(preview), `x${title}`)).toBe(0);
      expectShowable();
    }),
    { seed, numRuns: runs },
  );
});

test("what is no document of a preview is one line that says so", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), text, fc.constant("[".repeat(200_000))), (content) => {
      report(content);
      expectShowable();
    }),
    { seed, numRuns: runs },
  );
});

test.each([
  [
    "deep",
    `{"steps":[{"op":"create","urn":"x::y::${type}::z","newState":{"inputs":{"cloud":${"[".repeat(200_000)}${"]".repeat(200_000)}}}}]}`,
  ],
  [
    "long",
    JSON.stringify({
      steps: [],
      diagnostics: [{ severity: "error", message: ": cannot instance a ".repeat(500_000) }],
    }),
  ],
  [
    "long, with a secret ID",
    JSON.stringify({
      steps: [
        {
          op: "create",
          urn: `urn:pulumi:dev::app::${type}::a`,
          newState: { inputs: { cloud: "alicloud", region: "r", securityGroupId: "[secret]", instanceId: "i-1" } },
        },
      ],
      diagnostics: [
        {
          urn: `urn:pulumi:dev::app::${type}::a`,
          severity: "error",
          message: ": cannot instance a to security group ".repeat(300_000),
        },
      ],
    }),
  ],
])("a document that is too %s neither crashes nor holds the command up", (_what, content) => {
  report(content);
  expectShowable();
});

test("a file whose name holds a command is named in one line", () => {
  out = "";
  expect(runReport([join(folder, "x\n::error::y\u001b[31m")])).toBe(1);
  expect(out).toMatch(/^secgroup report: cannot read .*x ?\n?/);
  expectShowable();
});

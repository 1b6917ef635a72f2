import * as dns from "node:dns";
import { readdirSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import * as alicloud from "../../provider/clouds/alibaba/errors";
import * as baiducloud from "../../provider/clouds/baidu/errors";
import * as tencentcloud from "../../provider/clouds/tencent/errors";
import { canPass, type ErrorKind } from "../../provider/model/errors";
import { errorsPage, ownCodes } from "../../tools/docs/errors.cjs";
import { errorRows } from "../clouds/errors";

const clouds = { alicloud, tencentcloud, baiducloud };
const root = join(__dirname, "..", "..");
const page = readFileSync(join(root, "docs", "errors.md"), "utf8");

test("docs/errors.md is what the tables say (npm run docs:errors writes it)", () => {
  expect(page).toBe(errorsPage({ clouds, canPass }));
});

test("a changed table makes another page", () => {
  const changed = { ...alicloud, codesByKind: { ...alicloud.codesByKind, busy: ["BrandNew"] } };
  expect(errorsPage({ clouds: { ...clouds, alicloud: changed }, canPass })).not.toBe(page);
});

const provider = readdirSync(join(root, "provider"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(join(root, "provider", name), "utf8"))
  .join("\n");

/** What a code that we type by hand has to stand in the code as. */
function sourceOf(code: string): string {
  if (code.startsWith("HTTP ")) return "`HTTP ${status}`";
  // A family of codes, which the code knows by its beginning.
  return code.endsWith("…") ? code.replace("…", "|") : `"${code}"`;
}

test("every code of our own on the page is one that the code gives", () => {
  const ofTheSystem: readonly string[] = [...Object.keys(constants.errno), dns.NOTFOUND];
  const gone = ownCodes.filter((code) => !ofTheSystem.includes(code) && !provider.includes(sourceOf(code)));
  expect(gone).toEqual([]);
});

test("every code that the code gives an error by name is on the page", () => {
  const given = [...provider.matchAll(/\bcode: "(\w+)"/g)].map(([, code = ""]) => code);
  expect(given.length).toBeGreaterThan(5);
  expect(given.filter((code) => !ownCodes.includes(code))).toEqual([]);
});

/** The part of the page below a heading, up to the next one of the same depth or above. */
function below(heading: string, text: string): string {
  const depth = heading.indexOf(" ");
  const [, after = ""] = text.split(`\n${heading}\n`);
  return after.split(new RegExp(`\\n#{1,${depth}} `))[0] ?? "";
}

const titles: Readonly<Record<string, string>> = {
  alicloud: "Alibaba Cloud",
  tencentcloud: "Tencent Cloud",
  baiducloud: "Baidu AI Cloud",
};

test("every code of the clouds' documents stands under its cloud and kind, with what to do", () => {
  for (const { cloud, code, kind } of errorRows) {
    const section = below(`### ${kind}`, below(`## ${titles[cloud] ?? cloud}`, page));
    expect(section).toContain(`\`${code}\``);
    const [sentence = ""] = clouds[cloud as keyof typeof clouds].advice[kind as ErrorKind].split(/(?<=\.) /);
    expect(section.replace(/\s+/g, " ")).toContain(sentence.split("{")[0]);
  }
  expect(page).not.toMatch(/[{}]|OPERATION/);
});

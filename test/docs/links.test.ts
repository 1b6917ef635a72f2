import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { pages, root, textOf } from "./pages";

/** Links in the pages lead somewhere. Files and headings are looked up; other sites are not asked, only read. */
/** Text without code, in which brackets are no links. */
function prose(markdown: string): string {
  return markdown
    .replace(/^(```+|~~~+)[^\n]*\n[\s\S]*?^\1[ \t]*$/gm, "")
    .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, "")
    .replace(/<!--[\s\S]*?-->/g, "");
}

/** Where the links and pictures of a page lead to: inline, by reference, and in HTML. */
function linksIn(markdown: string): string[] {
  const text = prose(markdown);
  const found = [
    ...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/g),
    ...text.matchAll(/^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)>?/gm),
    ...text.matchAll(/<[^>]*\s(?:href|src|srcset)="([^"]+)"/g),
    ...text.matchAll(/<(https?:[^>\s]+)>/g),
  ];
  return found.map(({ 1: link = "" }) => link);
}

/** The anchors of a page's headings, as the usual forges make them, and those that it sets itself. */
function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  const text = markdown.replace(/^(```+|~~~+)[^\n]*\n[\s\S]*?^\1[ \t]*$/gm, "");
  const headings = [...text.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(({ 1: heading = "" }) => {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/<[^>]+>/g, "");
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
      .replaceAll(" ", "-");
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  return [...headings, ...[...text.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(({ 1: id = "" }) => id)];
}

/** What is wrong with a link, or undefined. */
function problemOf(page: string, link: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return problemOfUrl(link);
  const [path = "", anchor] = decodeURIComponent(link).split("#");
  const target = path === "" ? join(root, page) : resolve(root, dirname(page), path);
  if (relative(root, target).startsWith("..")) return "leads out of the repository";
  if (!existsSync(target)) return "there is no such file";
  if (anchor === undefined) return undefined;
  if (statSync(target).isDirectory() || !target.endsWith(".md")) return "only pages have anchors";
  return anchorsOf(readFileSync(target, "utf8")).includes(anchor) ? undefined : "there is no such heading";
}

function problemOfUrl(link: string): string | undefined {
  if (!URL.canParse(link)) return "not a URL";
  const { protocol, hostname } = new URL(link);
  if (protocol === "mailto:") return undefined;
  if (protocol !== "https:") return "other sites are linked by https";
  return hostname.includes(".") ? undefined : "not a public host";
}

function problemsIn(page: string, markdown: string): string[] {
  return linksIn(markdown).flatMap((link) => {
    const problem = problemOf(page, link);
    return problem === undefined ? [] : [`${link}: ${problem}`];
  });
}

test.each(pages)("the links of %s lead somewhere", (page) => {
  expect(problemsIn(page, textOf(page))).toEqual([]);
});

test.each([
  ["[a](docs/nowhere.md)", "docs/nowhere.md: there is no such file"],
  ["[a](#nowhere)", "#nowhere: there is no such heading"],
  ["[a](docs/emulator.md#nowhere)", "docs/emulator.md#nowhere: there is no such heading"],
  ["[a](../outside.md)", "../outside.md: leads out of the repository"],
  ["[a](http://example.com)", "http://example.com: other sites are linked by https"],
  ["[a](https://ex%ample.com)", "https://ex%ample.com: not a URL"],
  ["[b]: docs/no.md", "docs/no.md: there is no such file"],
  ["![a](docs/nothing.svg 'x')", "docs/nothing.svg: there is no such file"],
  ['<img alt="a" src="docs/no.svg">', "docs/no.svg: there is no such file"],
])("%j is found to be wrong", (markdown, problem) => {
  expect(problemsIn("README.md", markdown)).toContain(problem);
});

test("code holds no links, and anchors follow the forges", () => {
  expect(linksIn("`[a](b)` [c](d)\n```md\n[e](f)\n```\n")).toEqual(["d"]);
  expect(anchorsOf("# `secgroup report`: what & why?\n## A b\n## A b\n```sh\n# no\n```\n")).toEqual([
    "secgroup-report-what--why",
    "a-b",
    "a-b-1",
  ]);
});

/** The pages of the repository, and what stands in them. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export const root = join(__dirname, "..", "..");
const skipped = new Set(["node_modules", "dist", "build", "coverage", ".git"]);

function pagesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : pagesBelow(path);
    return entry.name.endsWith(".md") ? [path] : [];
  });
}

/** Their paths from the root. */
export const pages: readonly string[] = pagesBelow(root).map((page) => relative(root, page));

export function textOf(page: string): string {
  return readFileSync(join(root, page), "utf8");
}

export interface Fence {
  /** The line that opens it, from 1. */
  readonly line: number;
  readonly language: string;
  /** Without what the fence is indented by, as in a list. */
  readonly code: string;
}

/** The fenced code that names its language. */
export function fencesIn(markdown: string): Fence[] {
  const fences = markdown.matchAll(/^([ \t]*)(`{3,}|~{3,})(\w+)[^\n]*\n([\s\S]*?)^\1\2[ \t]*$/gm);
  return [...fences].map(({ 1: indent = "", 3: language = "", 4: code = "", index }) => ({
    line: markdown.slice(0, index).split("\n").length,
    language,
    code: code.replace(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

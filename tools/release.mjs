// `node tools/release.mjs v1.2.3`: whether that tag can be released from what is checked out. Exit code 0 if so, 1 with a
// line for each thing that is in the way, 2 without a tag.
import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { isOnMain } from "./release/main.mjs";
import { releaseProblems } from "./release/problems.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const tag = process.argv[2];
if (tag === undefined) {
  console.error("which tag? node tools/release.mjs v1.2.3");
  process.exitCode = 2;
} else {
  const problems = releaseProblems({
    tag,
    manifest: JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")),
    changelog: readFileSync(path.join(root, "CHANGELOG.md"), "utf8"),
    repository: process.env["GITHUB_REPOSITORY"],
    // At a desk the tag is tried before it is pushed.
    onMain: process.env["GITHUB_REPOSITORY"] === undefined ? undefined : await isOnMain(root),
  });
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${tag} can be released`);
}
